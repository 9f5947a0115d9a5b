using Nad.Files.Onnx;
using Nad.Files.Onnx.Import;
using Nad.Files.Tests.Checkpoints;

namespace Nad.Files.Tests.Onnx;

public sealed class OnnxFileTests
{
    [Fact]
    public void A_network_is_read_with_its_names_and_roles()
    {
        OnnxNetwork network = OnnxImporter.Import(OnnxFile.Parse(OnnxModels.Classifier().File("logits", 0, 3, 8, 8)));
        Assert.Equal((3, 8, 8, 10), (network.Channels, network.Height, network.Width, network.Classes));
        Assert.Equal(["conv.weight", "fc.weight", "fc.bias"], network.Graph.Tensors.Select(t => t.Name));
        Assert.False(network.HadSoftmax);
    }

    [Fact]
    public void A_softmax_at_the_end_is_taken_off()
    {
        OnnxNetwork network =
            OnnxImporter.Import(OnnxFile.Parse(OnnxModels.Classifier().Node("Softmax", ["logits"], ["p2"]).File("p2", 1, 3, 8, 8)));
        Assert.True(network.HadSoftmax);
        Assert.Equal("logits", network.Graph.Output);
    }

    [Fact]
    public void Images_with_channels_last_are_understood()
    {
        OnnxModels model = new OnnxModels().Tensor("w", 10, 3, 8, 8)
            .Node("Transpose", ["image"], ["t"], "", ("perm", [0, 3, 1, 2])).Node("Conv", ["t", "w"], ["c"]).Node(
                "Flatten", ["c"], ["logits"]);
        OnnxNetwork network = OnnxImporter.Import(OnnxFile.Parse(model.File("logits", 1, 8, 8, 3)));
        Assert.True(network.ChannelsLast);
        Assert.Equal((3, 8, 8, 10), (network.Channels, network.Height, network.Width, network.Classes));
    }

    [Fact]
    public void A_size_that_the_file_leaves_open_must_be_given()
    {
        OnnxModel model = OnnxFile.Parse(OnnxModels.Classifier().File("logits", 0, 3, 0, 0));
        Assert.Contains(
            "height", Assert.Throws<UnsupportedInputException>(() => OnnxImporter.Import(model)).Message, StringComparison.Ordinal);
        Assert.Equal(16, OnnxImporter.Import(model, 16, 16).Height);
    }

    public static TheoryData<string, string> Refused => new()
    {
        { "Sign", "gradient" }, { "Round", "gradient" }, { "If", "control flow" }, { "Loop", "control flow" },
        { "QuantizeLinear", "quantised" }, { "QLinearConv", "quantised" }, { "ArgMax", "gradient" }, { "NonMaxSuppression", "not among" },
        { "com.microsoft/FusedConv", "beyond ONNX" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_cannot_be_trained_is_refused_by_name(string op, string why)
    {
        string[] parts = op.Split('/');
        OnnxModels model = OnnxModels.Classifier().Node(parts[^1], ["logits"], ["out"], parts.Length > 1 ? parts[0] : "");
        string message =
            Assert.Throws<UnsupportedInputException>(() => OnnxImporter.Import(OnnxFile.Parse(model.File("out", 1, 3, 8, 8)))).Message;
        Assert.Contains(parts[^1], message, StringComparison.Ordinal);
        Assert.Contains(why, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("/etc/passwd")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("c:x")]
    public void Weights_outside_of_the_folder_are_refused(string location)
    {
        using ScratchFolder folder = new();
        string path = folder.Save(new OnnxModels().Outside("w", location, 1).File("w", 1, 3, 8, 8), "m.onnx");
        Assert.Throws<RefusedFileException>(() => OnnxFile.Parse(File.ReadAllBytes(path), path));
    }

    [Fact]
    public void Weights_in_a_plain_file_beside_the_model_are_read_and_those_behind_a_link_are_not()
    {
        using ScratchFolder folder = new();
        folder.Save([0, 0, 128, 63], "w.data");
        string path = folder.Save(new OnnxModels().Outside("w", "w.data", 1).File("w", 1, 3, 8, 8), "m.onnx");
        OnnxModel model = OnnxFile.Parse(File.ReadAllBytes(path), path);
        Assert.Equal([1.0], model.Tensors[0].Numbers());
        Assert.Equal(["w.data"], model.Beside);

        File.CreateSymbolicLink(Path.Combine(folder.Root, "link.data"), Path.Combine(folder.Root, "w.data"));
        string linked = folder.Save(new OnnxModels().Outside("w", "link.data", 1).File("w", 1, 3, 8, 8), "l.onnx");
        Assert.Contains(
            "link",
            Assert.Throws<RefusedFileException>(() => OnnxFile.Parse(File.ReadAllBytes(linked), linked)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_shape_that_the_file_does_not_back_is_damaged()
    {
        foreach (long[] shape in (long[][])[[1L << 40], [1L << 20, 1L << 20, 1L << 20], [-1], [3]])
        {
            Assert.Throws<DamagedFileException>(
                () => OnnxFile.Parse(new OnnxModels().Stored("w", shape, w => w.Bytes(9, new byte[4])).File("w", 1, 3, 8, 8)));
        }
    }

    [Fact]
    public void A_value_that_nothing_makes_is_named() =>
        Assert.Contains(
            "'later'",
            Assert.Throws<DamagedFileException>(() => OnnxImporter.Import(OnnxFile.Parse(
                OnnxModels.Classifier().Node("Add", ["logits", "later"], ["later"]).File("later", 1, 3, 8, 8)))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_file_cut_anywhere_is_a_clear_error_or_a_smaller_network()
    {
        byte[] file = OnnxModels.Classifier().File("logits", 1, 3, 8, 8);
        for (int length = 0; length < file.Length; length++)
        {
            byte[] part = file[..length];
            Exception? error = Record.Exception(() => OnnxImporter.Import(OnnxFile.Parse(part)));
            Assert.True(error is null or NadException, $"{length} bytes: {error}");
        }
    }

    [Fact]
    public void A_million_empty_calls_are_refused_before_they_take_memory()
    {
        WireWriter graph = new(), model = new();
        for (int i = 0; i < 1_000_000; i++) graph.Bytes(1, []);
        model.Integer(1, 8);
        model.Bytes(7, graph.Written);
        WireWriter opset = new();
        opset.Integer(2, 13);
        model.Bytes(8, opset.Written);
        Assert.Throws<RefusedFileException>(() => OnnxFile.Parse(model.Written.ToArray()));
    }
}
