using System.IO.Compression;
using System.Text;
using Nad.Files.Checkpoints;

namespace Nad.Files.Tests.Checkpoints;

public sealed class HostileFileTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string, string> Globals => new()
    {
        { "posix", "system" }, { "os", "system" }, { "nt", "system" }, { "builtins", "eval" }, { "__builtin__", "exec" },
        { "builtins", "getattr" }, { "subprocess", "Popen" }, { "torch.utils.collect_env", "run" },
        { "multiprocessing.util", "spawnv_passfds" }, { "pandas", "read_csv" }, { "torch", "load" }, { "torch.jit", "load" },
        { "numpy", "load" },
        // What got past known scanners: names reached through a module that is itself allowed, helpers that start processes, loaders that
        // load more.
        { "numpy", "__builtins__" }, { "numpy.core", "__builtins__" }, { "numpy.f2py.crackfortran", "getlincoef" },
        { "numpy.testing._private.utils", "runstring" }, { "numpy.core.multiarray", "fromfile" },
        { "torch.utils.bottleneck.__main__", "run_cprofile" }, { "torch.utils.data.datapipes.utils.decoder", "basichandlers" },
        { "torch._dynamo.guards", "GuardBuilder.get" }, { "torch.utils._config_module", "load_config" },
        { "torch.fx.experimental.symbolic_shapes", "ShapeEnv.evaluate_guards_expression" }, { "torch.storage", "_load_from_bytes" },
        { "torch.hub", "load" }, { "torch.serialization", "load" }, { "torch._inductor.codecache", "compile_file" },
        { "idlelib.pyshell", "ModifiedInterpreter.runcode" }, { "lib2to3.pgen2.grammar", "Grammar.loads" }, { "timeit", "timeit" },
        { "trace", "Trace.run" }, { "cProfile", "run" }, { "profile", "Profile.run" }, { "pdb", "Pdb.run" }, { "doctest", "debug_script" },
        { "code", "InteractiveInterpreter.runcode" }, { "ensurepip._uninstall", "_main" }, { "pip", "main" }, { "imaplib", "IMAP4_stream" },
        { "smtplib", "SMTP" }, { "urllib.request", "urlretrieve" }, { "webbrowser", "open" }, { "ctypes", "CDLL" }, { "_pickle", "loads" },
        { "pickle", "loads" }, { "dill", "loads" }, { "cloudpickle", "loads" }, { "joblib", "load" }, { "marshal", "loads" },
        { "types", "CodeType" }, { "importlib", "import_module" }, { "operator", "attrgetter" }, { "functools", "partial" },
        { "bdb", "Bdb.run" }, { "asyncio.unix_events", "_UnixSubprocessTransport._start" }, { "distutils.file_util", "write_file" },
        { "shutil", "rmtree" }, { "pathlib", "Path.unlink" }, { "os", "posix_spawn" }, { "pty", "spawn" },
        { "socket", "create_connection" }, { "requests.api", "get" }, { "mlflow.pyfunc", "load_model" }, { "builtins", "__import__" },
        { "builtins", "open" }, { "builtins", "compile" }, { "builtins", "setattr" }, { "__builtin__", "getattr" },
        { "builtins", "set.pop" }, { "collections", "OrderedDict.clear" }, { "torch.nn.modules.container", "Sequential" },
        { "torch", "_utils._rebuild_tensor_v2" }, { "torch._utils", "_rebuild_tensor_v2 " }, { "collections", "orderedDict" },
    };

    [Theory]
    [MemberData(nameof(Globals))]
    public void A_global_off_the_list_is_refused_and_named_in_every_container(string module, string name)
    {
        byte[] old = new PickleBytes().Op("}").Text("state_dict").Global(module, name).Text("touch canary").Op("\u0085Rs").Done();
        byte[] stack = new PickleBytes(4).Op("}").Text("state_dict").StackGlobal(module, name).Text("touch canary").Op("\u0085Rs").Done();
        foreach (byte[] pickle in (byte[][])[old, stack])
        {
            AssertRefused(pickle, $"{module}.{name}");
            AssertRefused(PickleBytes.Legacy(pickle), $"{module}.{name}");
            AssertRefused(ZipBytes.Torch(pickle), $"{module}.{name}");
        }
    }

    [Fact]
    public void Every_global_of_a_refused_file_is_listed_in_order()
    {
        byte[] pickle =
            new PickleBytes().Op("(").Global("collections", "OrderedDict").Op(")R").Global("os", "system").Text("x").Op("\u0085R")
                .Global("os", "system").StackGlobal("builtins", "eval").Text("y").Op("\u0085Rt").Done();

        CheckpointFile file = CheckpointFile.Open(folder.Save(PickleBytes.Legacy(pickle)));

        Assert.Equal(
            [("collections.OrderedDict", true), ("os.system", false), ("builtins.eval", false)],
            file.Globals.Select(g => (g.FullName, g.Allowed)));
        RefusedFileException e = Assert.Throws<RefusedFileException>(() => Checkpoint.Read(file));
        Assert.Contains("os.system, builtins.eval", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cos\nsystem\n(S'echo'\ntR.")]
    [InlineData("(S'echo'\nios\nsystem\n.")]
    [InlineData("(cos\nsystem\nS'echo'\no.")]
    [InlineData("(dp0\nVstate_dict\np1\ncos\nsystem\np2\n(Vecho\ntRp3\ns.")]
    public void Textual_pickles_without_a_magic_number_are_refused_too(string pickle) =>
        AssertRefused(Encoding.Latin1.GetBytes(pickle), "os.system");

    [Fact]
    public void Hostile_pickle_in_place_of_the_system_facts_is_refused()
    {
        byte[] hostile = new PickleBytes().Global("os", "system").Text("x").Op("\u0085R").Done();
        byte[] magic = new PickleBytes().Raw(0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19).Done();
        AssertRefused([.. magic, .. hostile], "os.system");
    }

    [Fact]
    public void A_name_split_over_the_memo_is_still_found()
    {
        byte[] pickle = new PickleBytes(4).Text("system").Raw(0x94).Op("0").Text("os").Op("h\0").Raw(0x93).Text("x").Op("\u0085R").Done();
        AssertRefused(pickle, "os.system");
    }

    [Fact]
    public void Attributes_of_numpy_objects_cannot_be_changed()
    {
        byte[] type = new PickleBytes().Global("numpy", "ndarray").Op("}").Text("__class__").Text("x").Op("sb").Done();
        AssertRefused(type, "numpy.ndarray");

        byte[] array = new PickleBytes().Global("numpy.core.multiarray", "_reconstruct").Global("numpy", "ndarray").Op("K\0\u0085")
            .Text("b").Op("\u0087R").Op("}").Text("__class__").Text("x").Op("sb").Done();
        AssertRefused(array, "numpy array");
    }

    [Theory]
    [InlineData("numpy", "ndarray", "R")]
    [InlineData("torch", "FloatStorage", "R")]
    [InlineData("torch", "float32", "R")]
    [InlineData("collections", "OrderedDict", "\u0081")]
    [InlineData("numpy", "ndarray", "\u0081")]
    public void Names_on_the_list_can_still_not_be_called_or_instantiated_at_will(string module, string name, string opcode) =>
        AssertRefused(new PickleBytes().Global(module, name).Op(")" + opcode).Done(), $"{module}.{name}");

    [Theory]
    [InlineData("\u0082\u0001")]
    [InlineData("\u0097")]
    [InlineData("\u00ff")]
    public void Unknown_opcodes_are_refused_with_their_offset(string opcode) =>
        AssertRefused(new PickleBytes().Op("N" + opcode).Done(), "offset 3");

    // Python's pickletools lists these opcodes for protocols 0 to 5 but those of extension registries and out-of-band buffers, which reach
    // outside of the file.
    private const string Opcodes = "IJKMNLTSBCUVX}]).(lapeqrtdusg012hjbciFGoPQR"
        + "\u0080\u0081\u0085\u0086\u0087\u0088\u0089\u008a\u008b\u008c\u008d\u008e\u008f\u0090\u0091\u0092\u0093\u0094\u0095\u0096";

    public static TheoryData<int> OtherBytes => [.. Enumerable.Range(0, 256).Where(b => !Opcodes.Contains((char)b))];

    [Theory]
    [MemberData(nameof(OtherBytes))]
    public void Every_byte_that_is_no_opcode_of_checkpoints_is_refused(int opcode) =>
        AssertRefused(ZipBytes.Torch(new PickleBytes().Raw((byte)'N', (byte)opcode, (byte)'.').Done()), $"0x{opcode:x2}");

    [Fact]
    public void Hostile_names_cannot_steer_the_terminal()
    {
        byte[] pickle = new PickleBytes(4).StackGlobal("os\u001b[2J", "sys\u202etem\r").Text("x").Op("\u0085R").Done();
        RefusedFileException e = AssertRefused(pickle, "os\\u001b[2J.sys\\u202etem\\u000d");
        Assert.DoesNotContain(e.Message, c => char.IsControl(c) || c == '\u202e');
    }

    [Fact]
    public void Doubled_and_climbing_names_in_archives_are_refused()
    {
        byte[] pickle = new PickleBytes().Op("}").Done();
        AssertRefused(ZipBytes.Of(("a/data.pkl", pickle), ("a/data.pkl", pickle)), "twice");
        AssertRefused(ZipBytes.Of(("a/data.pkl", pickle), ("b/data.pkl", pickle)), "more than one");
        AssertRefused(ZipBytes.Of(("a/data.pkl", pickle), ("a/../../x", pickle)), "points outside");
        AssertRefused(ZipBytes.Of(("/a/data.pkl", pickle)), "points outside");
        AssertRefused(ZipBytes.Of(("a/data.pkl", pickle), ("a\\..\\x", pickle)), "points outside");
    }

    [Fact]
    public void A_wrong_checksum_does_not_hide_a_global()
    {
        byte[] bytes = ZipBytes.Torch(new PickleBytes().Global("os", "system").Text("x").Op("\u0085R").Done());
        bytes[bytes.AsSpan().IndexOf("system"u8) - 2] = (byte)'p';
        AssertRefused(bytes, "op.system");
    }

    // Fields of the directory entry: flags at 8, stored size at 20, size at 24, local header at 42.
    [Theory]
    [InlineData(0, 24, 100, "claims", typeof(RefusedFileException))]
    [InlineData(0, 8, 1, "encrypted", typeof(UnsupportedInputException))]
    [InlineData(0, 10, 12, "method 12", typeof(UnsupportedInputException))]
    [InlineData(1, 42, 0, "described differently", typeof(RefusedFileException))]
    [InlineData(0, 42, 255, "fit", typeof(DamagedFileException))]
    public void Archives_with_a_lying_directory_are_not_read(int entry, int field, byte value, string named, Type error)
    {
        byte[] bytes = ZipBytes.Of(("a/data.pkl", new PickleBytes().Op("}").Done()), ("b/data.pkl", new byte[300]));
        int at = 0;
        for (int i = 0; i <= entry; i++) at += bytes.AsSpan(at + 1).IndexOf("PK\u0001\u0002"u8) + 1;
        bytes[at + field] = value;

        NadException e = Assert.ThrowsAny<NadException>(() => Checkpoint.Read(folder.Save(bytes)));

        Assert.IsType(error, e);
        Assert.Contains(named, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Entries_that_share_bytes_are_refused()
    {
        byte[] pickle = new PickleBytes().Op("}").Done();
        byte[] bytes = ZipBytes.Of(("a/data.pkl", pickle), ("a/data/0", ZipBytes.Of(("a/data/1", [1, 2]))[..60]), ("a/data/1", [1, 2]));

        // The directory entry of data/1 is made to point at the copy of its local header that lies inside data/0.
        int inner = bytes.AsSpan().IndexOf("a/data/1"u8) - 30;
        int directory = bytes.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        BitConverter.GetBytes(inner).CopyTo(bytes, directory + 42);
        AssertRefused(bytes, "overlaps");
    }

    [Fact]
    public void Zip_bombs_are_refused_before_they_unpack()
    {
        byte[] pickle = new PickleBytes().Op("}").Text("w").Tensor(1 << 24, 0, [1 << 24], [1], type: "ByteStorage").Op("s").Done();
        byte[] bomb = ZipBytes.Of(CompressionLevel.Optimal, ("a/data.pkl", pickle), ("a/data/0", new byte[1 << 24]));
        AssertRefused(bomb, "unpack");
    }

    [Fact]
    public void Views_that_multiply_a_storage_are_refused()
    {
        byte[] pickle = new PickleBytes().Op("}").Text("w").Tensor(1, 0, [1 << 15, 1 << 15], [0, 0]).Op("s").Done();
        AssertRefused(ZipBytes.Torch(pickle, new byte[4]), "memory");

        PickleBytes many = new PickleBytes().Op("}(");
        for (int i = 0; i < 100; i++) many.Text($"w{i}").Tensor(1 << 18, 0, [1 << 18], [1]);
        AssertRefused(ZipBytes.Torch(many.Op("u").Done(), new byte[1 << 20]), "memory");
    }

    [Fact]
    public void The_same_text_cannot_be_encoded_again_and_again()
    {
        PickleBytes pickle = new PickleBytes().Text(new string('a', 10_000)).Op("q\0").Global("_codecs", "encode").Op("q\u0001");
        for (int i = 0; i < 200; i++) pickle.Op("0h\u0001h\0").Text("latin1").Op("\u0086R");
        AssertRefused(pickle.Done(), "again and again");
    }

    private RefusedFileException AssertRefused(byte[] bytes, string named)
    {
        NadException e = Assert.ThrowsAny<NadException>(() => Checkpoint.Read(folder.Save(bytes)));
        Assert.IsType<RefusedFileException>(e);
        Assert.Contains(named, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
        return (RefusedFileException)e;
    }
}
