using Nad.Files.Checkpoints;

namespace Nad.Files.Tests.Checkpoints;

/// <summary>Values of harmless classes beside the weights are read as data, by exact name, and never called.</summary>
public sealed class PlainValueTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>What makes the value, after its key.</summary>
    public static TheoryData<string, string> Values => new()
    {
        { "argparse.Namespace", "cargparse\nNamespace\n)\u0081}X\u0002\0\0\0lrK\u0001sb" },
        { "types.SimpleNamespace", "ctypes\nSimpleNamespace\n)R}X\u0002\0\0\0lrK\u0001sb" },
        { "pathlib", "cpathlib\nPosixPath\n(X\u0001\0\0\0/X\u0004\0\0\0datatR" },
        { "pathlib of Python 3.13", "cpathlib._local\nPosixPath\n(X\u0001\0\0\0/tR" },
        { "defaultdict", "ccollections\ndefaultdict\nc__builtin__\ndict\n\u0085RK\u0001K\u0002s" },
        { "deque", "ccollections\ndeque\n)RK\u0001a" },
        { "datetime", "cdatetime\ndatetime\nc_codecs\nencode\nX\u0001\0\0\0aX\u0006\0\0\0latin1\u0086R\u0085R" },
        { "timedelta", "cdatetime\ntimedelta\nK\u0001K\0K\0\u0087R" },
        { "complex", "c__builtin__\ncomplex\nG\0\0\0\0\0\0\0\0G\0\0\0\0\0\0\0\0\u0086R" },
        { "frozenset", "c__builtin__\nfrozenset\n]\u0085R" },
        { "a type", "cbuiltins\nint\n" },
        { "EasyDict", "ceasydict\nEasyDict\n)\u0081K\u0001K\u0002s}b" },
        { "Lightning", "cpytorch_lightning.utilities.parsing\nAttributeDict\n)\u0081X\u0002\0\0\0lrK\u0001s" },
        { "torch version", "ctorch.torch_version\nTorchVersion\nX\u0003\0\0\02.1\u0085\u0081" },
        { "optimizer", "ctorch.optim.sgd\nSGD\n)\u0081}X\u0005\0\0\0state}sb" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_of_a_harmless_class_does_not_get_in_the_way(string name, string made)
    {
        byte[] pickle = new PickleBytes().Op("}").Text("state_dict").Op("}").Text("w").Tensor(1, 0, [1], [1]).Op("ss").Text("value")
            .Op(made + "s").Done();

        Checkpoint read = Checkpoint.Read(folder.Save(ZipBytes.Torch(pickle, new byte[4])));

        Assert.Equal(["w"], read.Tensors.Select(t => t.Name));
        Assert.True(read.LeftOut.Contains("value") || read.Metadata.ContainsKey("value"), name);
        Assert.All(read.Globals, g => Assert.True(g.Allowed));
    }

    [Theory]
    [InlineData("cargparse\nArgumentParser\n)\u0081", "argparse.ArgumentParser")]
    [InlineData("cpathlib\nPath.unlink\n)R", "pathlib.Path.unlink")]
    [InlineData("ccollections\nnamedtuple\n)R", "collections.namedtuple")]
    [InlineData("ccollections\ndefaultdict\ncos\nsystem\n\u0085R", "os.system")]
    [InlineData("cbuiltins\nint\n)R", "builtins.int")]
    [InlineData("cbuiltins\ndict\n)R", "builtins.dict")]
    [InlineData("cfunctools\npartial\ncbuiltins\nint\n\u0085R", "functools.partial")]
    [InlineData("ctorch\nTensor\n)R", "torch.Tensor")]
    [InlineData("cbuiltins\nint\n}X\u0001\0\0\0aK\u0001sb", "builtins.int")]
    [InlineData("ctypes\nFunctionType\n)R", "types.FunctionType")]
    public void Names_beside_them_and_calls_of_types_are_refused(string made, string named)
    {
        byte[] pickle = new PickleBytes().Op("}").Text("w").Tensor(1, 0, [1], [1]).Op("s").Text("value").Op(made + "s").Done();

        RefusedFileException e =
            Assert.Throws<RefusedFileException>(() => Checkpoint.Read(folder.Save(ZipBytes.Torch(pickle, new byte[4]))));

        Assert.Contains(named, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dict_of_defaults_takes_no_arguments_of_its_own()
    {
        byte[] pickle = new PickleBytes().Global("collections", "defaultdict").Text("x").Op("\u0085R").Done();
        Assert.Throws<DamagedFileException>(() => Checkpoint.Read(folder.Save(ZipBytes.Torch(pickle))));
    }

    [Fact]
    public void A_number_that_was_saved_as_a_tensor_is_metadata()
    {
        byte[] pickle = new PickleBytes().Op("}").Text("net").Op("}").Text("w").Tensor(1, 0, [1], [1]).Op("ss").Text("acc")
            .Tensor(1, 0, [], []).Op("s").Done();

        Checkpoint read = Checkpoint.Read(folder.Save(ZipBytes.Torch(pickle, BitConverter.GetBytes(91.5f))));

        Assert.Equal("net", read.StateDictKey);
        Assert.Equal(91.5, read.Metadata["acc"]);
    }
}
