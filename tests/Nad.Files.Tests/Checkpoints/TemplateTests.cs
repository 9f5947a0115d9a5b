using Nad.Files.Checkpoints;
using Nad.Files.Checkpoints.Writing;
using Nad.TestSupport;

namespace Nad.Files.Tests.Checkpoints;

/// <summary>What comes out is what went in: the same file with other weights.</summary>
public sealed class TemplateTests : IDisposable
{
    // How PyTorch users save: container, nesting, prefix, element type, views, other entries. Each is an expression of the state dict 'sd'
    // and the network 'net'.
    private static readonly Dictionary<string, string> Savings = new()
    {
        ["bare"] = "sd",
        ["nested"] = "{'epoch': 3, 'state_dict': sd, 'best': 0.5, 'opt': {'lr': .1, 'm': [torch.ones(3), torch.zeros(2)]}}",
        ["parallel"] = "{'net': {'module.' + k: v for k, v in sd.items()}}",
        ["half"] = "{k: v.half() if v.is_floating_point() else v for k, v in sd.items()}",
        ["bfloat16"] = "{k: v.bfloat16() if v.is_floating_point() else v for k, v in sd.items()}",
        ["double"] = "{k: v.double() if v.is_floating_point() else v for k, v in sd.items()}",
        ["parameters"] = "{k: torch.nn.Parameter(v) if v.is_floating_point() else v for k, v in sd.items()}",
        ["strided"] = "{k: v.t().contiguous().t() if v.dim() == 2 else v for k, v in sd.items()}",
        ["channels last"] = "{k: v.contiguous(memory_format=torch.channels_last) if v.dim() == 4 else v for k, v in sd.items()}",
        ["one buffer"] = "flat(sd)",
        ["with an alias"] = "{'state_dict': sd, 'again': dict(sd), 'w': sd['0.weight'][1:]}",
        ["list"] = "[sd, 3]",
        ["plain values"] = "{'state_dict': sd, 'args': argparse.Namespace(lr=.1), 'root': pathlib.PosixPath('/d'), 'n': "
            + "numpy.float64(.5), 'a': numpy.arange(3)}",
        ["module"] = "net",
        ["module in a dict"] = "{'model': torch.nn.DataParallel(net), 'epoch': 3}",
    };

    private const string Setup = """
        import sys, argparse, collections, pathlib, numpy, torch
        def flat(sd):
            whole = torch.cat([v.flatten() for v in sd.values() if v.is_floating_point()])
            out, at = {}, 0
            for k, v in sd.items():
                if v.is_floating_point():
                    out[k] = whole[at:at + v.numel()].view(v.shape)
                    at += v.numel()
                else: out[k] = v
            return out
        torch.manual_seed(1)
        net = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4), torch.nn.ReLU(), torch.nn.Flatten(), torch.nn.Linear(16, 2)).eval()
        sd = net.state_dict()

        """;

    // Same structure and everything but the weights equal; each weight larger by one, in its own type. Names of weights: those that
    // changed.
    private const string Compare = """
        def same(a, b, path=''):
            assert type(a) is type(b), (path, type(a), type(b))
            if isinstance(a, torch.nn.Module):
                assert [n for n, _ in a.named_modules()] == [n for n, _ in b.named_modules()]
                for (n, x), (_, y) in zip(a.named_modules(), b.named_modules()):
                    assert type(x) is type(y) and set(x.__dict__) == set(y.__dict__), n
                return same(dict(a.state_dict()), dict(b.state_dict()), path)
            if isinstance(a, torch.Tensor):
                assert a.dtype == b.dtype and a.shape == b.shape and a.stride() == b.stride() and a.requires_grad == b.requires_grad, path
                if path in moved: assert torch.equal((a.float() + 1).to(a.dtype), b.detach()) or torch.equal((a.double() + 1).to(a.dtype), b.detach()), path
                else: assert torch.equal(a, b), path
                seen.add(path)
            elif isinstance(a, dict):
                assert list(a) == list(b), (path, list(a), list(b))
                for k in a: same(a[k], b[k], path + '/' + str(k))
            elif isinstance(a, (list, tuple)):
                assert len(a) == len(b)
                for i, (x, y) in enumerate(zip(a, b)): same(x, y, path + '/' + str(i))
            elif isinstance(a, numpy.ndarray): assert (a == b).all()
            else: assert a == b, (path, a, b)
        """;

    // All cases by one Python: it needs seconds to start.
    private static readonly Lazy<string> Saved = new(() =>
    {
        string folder = Directory.CreateTempSubdirectory("nad-template-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        PythonPeer.Run(
            Setup
                + string.Join(
                    '\n',
                    Cases.Select(c => c.Data).Select(
                        c => $"torch.save({Savings[c.Item1]}, sys.argv[1] + '/{Name(c.Item1, c.Item2)}', "
                            + $"_use_new_zipfile_serialization={(c.Item2 ? "True" : "False")})")),
            folder);
        return folder;
    });

    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string, bool> Cases
    {
        get
        {
            TheoryData<string, bool> cases = [];
            foreach (string name in Savings.Keys)
            {
                cases.Add(name, true);
                cases.Add(name, false);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_file_comes_back_with_other_weights_and_the_same_length(string saving, bool zip)
    {
        string given = Given(saving, zip), written = Path.Combine(folder.Root, "written.pth");
        Checkpoint read = Checkpoint.Read(given);

        read.Template.Check();
        read.Template.Write(written, Larger(read));

        Assert.Equal(new FileInfo(given).Length, new FileInfo(written).Length);
        Fixtures.AssertSame(read.Template.Rounded(Larger(read)), Floating(Checkpoint.Read(written)));
    }

    [Fact]
    public void PyTorch_sees_other_weights_and_nothing_else_changed()
    {
        List<string> script = ["import sys, argparse, collections, pathlib, numpy, torch", Compare, "count = 0"], files = [];
        foreach ((string saving, bool zip) in Cases.Select(c => c.Data))
        {
            string given = Given(saving, zip), written = Path.Combine(folder.Root, Path.GetFileName(given));
            Checkpoint read = Checkpoint.Read(given);
            read.Template.Write(written, Larger(read));
            string root = (read.StateDictKey.Length > 0 ? "/" + read.StateDictKey : "") + "/" + read.StrippedPrefix;
            string moved =
                string.Join(',', read.Tensors.Where(t => TensorConversion.IsFloating(t.Data.Type)).Select(t => $"'{root}{t.Name}'"));
            if (saving == "with an alias") moved += ",'/w'," + moved.Replace("/state_dict/", "/again/", StringComparison.Ordinal);
            files.AddRange([given, written]);
            script.Add(
                $"moved, seen = {{{moved}}}, set()\nsame(torch.load(sys.argv[{files.Count - 1}]), torch.load(sys.argv[{files.Count}]))\n"
                + $"assert moved <= seen, moved - seen\ncount += 1");
        }

        Assert.Equal($"{Cases.Count}", PythonPeer.Run(string.Join('\n', script) + "\nprint(count)", [.. files]));
    }

    [Fact]
    public void A_deflated_archive_is_packed_anew()
    {
        string written = Path.Combine(folder.Root, "written.pth");
        Checkpoint read = Checkpoint.Read(Fixtures.At("deflated_zip.pth"));

        read.Template.Write(written, Larger(read));

        Fixtures.AssertSame(Larger(read), Floating(Checkpoint.Read(written)));
        Assert.Equal(
            "[0, 1]",
            PythonPeer.Run(
                "import sys, torch\na, b = torch.load(sys.argv[1]), torch.load(sys.argv[2])\n"
                    + "print(sorted({int((b[k] - a[k]).abs().max().round()) for k in a}))",
                Fixtures.At("deflated_zip.pth"),
                written));
    }

    [Fact]
    public void Safetensors_keep_their_header()
    {
        string given = Path.Combine(folder.Root, "given"), written = Path.Combine(folder.Root, "written");
        SafeTensorsFile.Write(
            given,
            [
                new("module.w", new TensorData(DType.Float16, [2], [0, 0x3c, 0, 0x40])),
                new("module.n", new TensorData(DType.Int64, [], new byte[8]))
            ],
            [new("format", "pt"), new("note", "x")]);
        Checkpoint read = Checkpoint.Read(given);

        read.Template.Write(
            written, [new("w", new TensorData(DType.Float32, [2], [.. BitConverter.GetBytes(2f), .. BitConverter.GetBytes(1e9f)]))]);

        byte[] before = File.ReadAllBytes(given), after = File.ReadAllBytes(written);
        Assert.Equal(before.Length, after.Length);
        Assert.Equal(before[..^12], after[..^12]);
        Assert.Equal(new byte[] { 0, 0x40, 0xff, 0x7b }, Checkpoint.Read(written).Tensors.Single(t => t.Name == "w").Data.Bytes);
    }

    [Fact]
    public void Files_without_checksums_stay_without()
    {
        byte[] zip = ZipBytes.Torch(new PickleBytes().Op("}").Text("w").Tensor(1, 0, [1], [1]).Op("s").Done(), BitConverter.GetBytes(5f));
        uint crc = Crc32.Of(BitConverter.GetBytes(5f));
        for (int at = zip.AsSpan().IndexOf(BitConverter.GetBytes(crc)); at >= 0; at = zip.AsSpan().IndexOf(BitConverter.GetBytes(crc)))
            zip.AsSpan(at, 4).Clear();
        Checkpoint read = Checkpoint.Read(folder.Save(zip));
        string written = Path.Combine(folder.Root, "written");

        read.Template.Write(written, Larger(read));

        Assert.Equal(BitConverter.GetBytes(6f), Checkpoint.Read(written).Tensors[0].Data.Bytes);
        Assert.Equal(
            4,
            File.ReadAllBytes(written).Zip(zip).Count(p => p.First != p.Second)
                + BitConverter.GetBytes(6f).Zip(BitConverter.GetBytes(5f)).Count(p => p.First == p.Second));
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 2)]
    public void Weights_that_share_memory_are_refused_before_anything_is_trained(long offset, long size)
    {
        byte[] pickle =
            new PickleBytes().Op("}").Text("a").Tensor(4, 0, [2], [1]).Op("s").Text("b").Tensor(4, offset, [size], [1]).Op("s").Done();
        Checkpoint read = Checkpoint.Read(folder.Save(ZipBytes.Torch(pickle, new byte[16])));

        Assert.Contains("share", Assert.Throws<UnsupportedInputException>(read.Template.Check).Message, StringComparison.Ordinal);
        NamedTensor[] apart =
        [
            new("a", new TensorData(DType.Float32, [2], new byte[8])),
            new("b", new TensorData(DType.Float32, [2], [1, 1, 1, 1, 1, 1, 1, 1]))
        ];
        Assert.Throws<UnsupportedInputException>(() => read.Template.Write(Path.Combine(folder.Root, "written"), apart));
        Assert.False(File.Exists(Path.Combine(folder.Root, "written")));
    }

    [Fact]
    public void A_repeated_row_and_quantised_weights_are_refused_too()
    {
        byte[] row = new PickleBytes().Op("}").Text("a").Tensor(2, 0, [3, 2], [0, 1]).Op("s").Done();
        Assert.Throws<UnsupportedInputException>(Checkpoint.Read(folder.Save(ZipBytes.Torch(row, new byte[8]))).Template.Check);
        byte[] whole = new PickleBytes().Op("}").Text("a").Tensor(2, 0, [2], [1], type: "CharStorage").Op("s").Done();
        Assert.Contains(
            "int8",
            Assert.Throws<UnsupportedInputException>(
                Checkpoint.Read(folder.Save(ZipBytes.Torch(whole, new byte[2]))).Template.Check).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1.0009765625f, 0x3c01)]
    [InlineData(1.00048828125f, 0x3c00)]
    [InlineData(70000f, 0x7bff)]
    [InlineData(float.NegativeInfinity, 0xfc00)]
    public void Halves_are_rounded_to_even_and_stay_finite(float value, int bits) =>
        Assert.Equal(
            BitConverter.GetBytes((ushort)bits),
            TensorConversion.To(new TensorData(DType.Float32, [], BitConverter.GetBytes(value)), DType.Float16).Bytes);

    [Theory]
    [InlineData(1.00390625f, 0x3f80)]
    [InlineData(1.01171875f, 0x3f82)]
    [InlineData(float.MaxValue, 0x7f7f)]
    [InlineData(float.PositiveInfinity, 0x7f80)]
    public void Brain_floats_are_rounded_to_even_and_stay_finite(float value, int bits) =>
        Assert.Equal(
            BitConverter.GetBytes((ushort)bits),
            TensorConversion.To(new TensorData(DType.Float32, [], BitConverter.GetBytes(value)), DType.BFloat16).Bytes);

    private static string Given(string saving, bool zip) => Path.Combine(Saved.Value, Name(saving, zip));

    private static string Name(string saving, bool zip) => $"{saving.Replace(' ', '-')}-{(zip ? "zip" : "legacy")}.pth";

    private static NamedTensor[] Floating(Checkpoint file) => [.. file.Tensors.Where(t => TensorConversion.IsFloating(t.Data.Type))];

    // As a training leaves them: float, and other values.
    private static IReadOnlyList<NamedTensor> Larger(Checkpoint read) =>
    [
        .. read.Tensors.Where(t => TensorConversion.IsFloating(t.Data.Type)).Select(t =>
        {
            DType type = t.Data.Type == DType.Float64 ? DType.Float64 : DType.Float32;
            TensorData data = TensorConversion.To(t.Data, type);
            byte[] bytes = type == DType.Float64
                ? [.. TensorConversion.Doubles(data).SelectMany(v => BitConverter.GetBytes(v + 1))]
                : [.. TensorConversion.Doubles(data).SelectMany(v => BitConverter.GetBytes((float)v + 1f))];
            return t with { Data = new TensorData(type, t.Data.Shape, bytes) };
        }),
    ];
}
