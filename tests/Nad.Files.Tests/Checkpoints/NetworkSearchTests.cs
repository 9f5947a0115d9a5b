using Nad.Files.Checkpoints;

namespace Nad.Files.Tests.Checkpoints;

/// <summary>Of what a file holds, the one known network is taken and named; what is not clear is asked.</summary>
public sealed class NetworkSearchTests : IDisposable
{
    private static readonly (string, long[])[] Toy = [("conv.weight", [2, 3]), ("conv.bias", [2]), ("bn.num_batches_tracked", [])];

    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string> Prefixes =>
    [
        "module.", "_orig_mod.", "module._orig_mod.", "_orig_mod.module.", "module.module.", "model.", "net.", "backbone.", "encoder.",
        "student.", "1.", "my.own.thing."
    ];

    [Theory]
    [MemberData(nameof(Prefixes))]
    public void A_prefix_of_every_name_is_taken_off_and_said(string prefix)
    {
        foreach (Checkpoint read in (Checkpoint[])[
            Read(File(new PickleBytes().Op("}"), prefix).Done()),
            Read(Nested("state_dict", prefix)),
            Safe(prefix)
        ])
        {
            Assert.Equal(prefix, read.StrippedPrefix);
            Assert.Equal("toy", read.Network);
            Assert.Equal(Toy.Select(t => t.Item1), read.Tensors.Select(t => t.Name));
            Assert.Contains(read.Notes, n => n.Contains($"\"{prefix}\"", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Of_several_dicts_the_one_that_is_known_is_taken_and_named()
    {
        PickleBytes pickle = new PickleBytes().Op("}").Text("netC");
        File(pickle.Op("}"), "").Op("s").Text("netG").Op("}").Text("down.weight").Tensor(64, 0, [1], [1]).Op("ss").Text("loss").Tensor(
            64, 0, [1], [1]).Op("s");

        Checkpoint read = Read(pickle.Done());

        Assert.Equal("netC", read.StateDictKey);
        Assert.Contains("The model is netC (toy); not taken: tensors at the top level, netG.", read.Notes);
    }

    [Fact]
    public void Lists_and_tuples_are_looked_into()
    {
        PickleBytes pickle = new PickleBytes().Op("(");
        Assert.Equal("0", Read(File(pickle.Op("}"), "").Op("K\u0003t").Done()).StateDictKey);
        Assert.Equal("nets.1", Read(File(new PickleBytes().Op("}").Text("nets").Op("]}a}"), "").Op("as").Done()).StateDictKey);
    }

    [Fact]
    public void Two_that_fit_are_named_and_the_entry_decides()
    {
        PickleBytes pickle = new PickleBytes().Op("}").Text("netC");
        File(pickle.Op("}"), "").Op("s").Text("netF");
        byte[] file = File(pickle.Op("}"), "module.", "7").Op("s").Done();

        UnsupportedInputException e = Assert.Throws<UnsupportedInputException>(() => Read(file));
        Assert.Contains("2 networks: netC (toy), netF (toy)", e.Message, StringComparison.Ordinal);
        Assert.Contains("FILE#netC", e.Message, StringComparison.Ordinal);
        Assert.Equal("module.", Read(file, "netF").StrippedPrefix);
        Assert.Contains("netC, netF", Assert.Throws<UnsupportedInputException>(() => Read(file, "netX")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_usual_name_is_taken_before_an_average_and_both_are_named()
    {
        PickleBytes pickle = new PickleBytes().Op("}").Text("ema");
        File(pickle.Op("}"), "").Op("s").Text("state_dict");
        Checkpoint read = Read(File(pickle.Op("}"), "", "7").Op("s").Done());

        Assert.Equal("state_dict", read.StateDictKey);
        Assert.Contains(read.Notes, n => n.StartsWith("ema would fit too", StringComparison.Ordinal));
    }

    [Fact]
    public void Two_networks_in_one_dict_are_told_apart_by_their_prefix()
    {
        byte[] file = File(File(new PickleBytes().Op("}"), "student."), "teacher.", "7").Done();

        Assert.Contains(
            "student (toy), teacher (toy)", Assert.Throws<UnsupportedInputException>(() => Read(file)).Message, StringComparison.Ordinal);
        Checkpoint read = Read(file, "teacher");
        Assert.Equal(("teacher.", "toy"), (read.StrippedPrefix, read.Network));
        Assert.Equal(Toy.Length, read.LeftOut.Count);
    }

    [Theory]
    [InlineData("criterion.weight", true)]
    [InlineData("loss_fn.scale", true)]
    [InlineData("head.weight", false)]
    [InlineData("0.weight", false)]
    public void A_part_of_a_dict_is_taken_only_where_the_rest_is_explained(string beside, bool taken)
    {
        byte[] file = File(new PickleBytes().Op("}"), "model.").Text(beside).Tensor(64, 0, [1], [1]).Op("s").Done();
        if (taken)
        {
            Assert.Equal("toy", Read(file).Network);
            Assert.Equal([beside], Read(file).LeftOut);
            return;
        }

        Assert.Contains(beside, Assert.Throws<UnsupportedInputException>(() => Read(file)).Message, StringComparison.Ordinal);
        Assert.Equal("toy", Read(file, "model").Network);
    }

    [Theory]
    [InlineData("n_averaged")]
    [InlineData("total_ops")]
    [InlineData("conv.total_params")]
    [InlineData("sub_conv.bias")]
    public void Counters_and_unused_copies_are_left_out_and_named(string name)
    {
        long[] shape = name.StartsWith("sub_", StringComparison.Ordinal) ? [2] : [1];
        byte[] file = File(new PickleBytes().Op("}").Text(name).Tensor(64, 0, shape, [1]).Op("s"), "").Done();

        Assert.Equal("toy", Read(file).Network);
        Assert.Equal([name], Read(file).LeftOut);
        Assert.Contains(Read(file).Notes, n => n.Contains(name, StringComparison.Ordinal));
    }

    [Fact]
    public void An_average_of_weights_has_its_count_beside_the_prefix() =>
        Assert.Equal(
            ("toy", "module."),
            Read(File(new PickleBytes().Op("}").Text("n_averaged").Tensor(64, 0, [], []).Op("s"), "module.").Done()) is { } read
                ? (read.Network!, read.StrippedPrefix)
                : default);

    [Theory]
    [InlineData("mean", "std", "")]
    [InlineData("mu", "sigma", "")]
    [InlineData("normalize.mean", "normalize.std", "model.")]
    [InlineData("0.mean", "0.std", "1.")]
    [InlineData("pixel_mean", "pixel_std", "module.")]
    public void Normalisation_beside_the_weights_is_a_fact_of_the_file(string mean, string std, string prefix)
    {
        PickleBytes pickle = new PickleBytes().Op("}").Text(mean).Tensor(64, 1, [1, 3, 1, 1], [3, 1, 1, 1]).Op("s").Text(std)
            .Tensor(64, 2, [3, 1, 1], [1, 1, 1]).Op("s");

        Checkpoint read = Read(File(pickle, prefix).Done());

        Assert.Equal("toy", read.Network);
        Assert.Equal(mean, read.Normalisation!.MeanName);
        Assert.Equal([1.0, 2, 3], read.Normalisation.Mean);
        Assert.Equal([2.0, 3, 4], read.Normalisation.Std);
    }

    [Fact]
    public void What_is_no_deviation_is_refused()
    {
        PickleBytes pickle =
            new PickleBytes().Op("}").Text("mean").Tensor(64, 1, [3], [1]).Op("s").Text("std").Tensor(64, 0, [3], [1]).Op("s");
        Assert.Throws<UnsupportedInputException>(() => Read(File(pickle, "").Done()));
    }

    [Fact]
    public void Counters_of_shape_one_are_scalars()
    {
        PickleBytes pickle = new PickleBytes().Op("}").Text("conv.weight").Tensor(64, 0, [2, 3], [3, 1]).Op("s").Text("conv.bias")
            .Tensor(64, 0, [2], [1]).Op("s").Text("bn.num_batches_tracked").Tensor(64, 0, [1], [1]).Op("s");
        Checkpoint read = Read(pickle.Done());

        Assert.Equal("toy", read.Network);
        Assert.Empty(read.Tensors.Single(t => t.Name == "bn.num_batches_tracked").Data.Shape);
    }

    private static string? Known(Dictionary<string, long[]> shapes) =>
        shapes.Count == Toy.Length && Toy.All(t => shapes.TryGetValue(t.Item1, out long[]? s) && s.SequenceEqual(t.Item2)) ? "toy" : null;

    // Storage "0" holds 0, 1, 2, ...; storage "7" the same again.
    private static PickleBytes File(PickleBytes pickle, string prefix, string key = "0")
    {
        foreach ((string name, long[] shape) in Toy)
            pickle.Text(prefix + name).Tensor(64, 0, shape, shape.Length == 2 ? [3, 1] : shape.Length == 1 ? [1] : [], key).Op("s");
        return pickle;
    }

    private static byte[] Nested(string key, string prefix) =>
        File(new PickleBytes().Op("}").Text(key).Op("}"), prefix).Op("s").Text("epoch").Op("K\u0003s").Done();

    private Checkpoint Read(byte[] pickle, string? entry = null)
    {
        byte[] storage = [.. Enumerable.Range(0, 64).SelectMany(i => BitConverter.GetBytes((float)i))];
        byte[] zip = ZipBytes.Of(("a/data.pkl", pickle), ("a/data/0", storage), ("a/data/7", storage));
        return Checkpoint.Read(CheckpointFile.Open(folder.Save(zip)), entry, Known);
    }

    private Checkpoint Safe(string prefix)
    {
        string path = Path.Combine(folder.Root, "safe");
        SafeTensorsFile.Write(path, [.. Toy.Select(
            t => new NamedTensor(
                prefix + t.Item1, new TensorData(DType.Float32, t.Item2, new byte[4 * t.Item2.Aggregate(1L, (p, s) => p * s)])))]);
        return Checkpoint.Read(CheckpointFile.Open(path), null, Known);
    }
}
