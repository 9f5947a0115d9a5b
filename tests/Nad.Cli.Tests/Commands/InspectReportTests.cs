using System.Text.Json;
using Nad.Cli.Commands;
using Nad.Files.Checkpoints;
using Nad.Models;
using Nad.TestSupport;

namespace Nad.Cli.Tests.Commands;

public sealed class InspectReportTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("nad-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_known_architecture_is_safe_and_exits_with_0()
    {
        string path = Path.Combine(folder, "wrn.pth");
        TorchFile.Write(path, [.. WideResNetFingerprint.Entries(10, 1, 4).Select(e => new NamedTensor(e.Name, Zeros(e.Shape)))]);

        (int code, string text) = Inspect(path);

        Assert.Equal(0, code);
        Assert.Contains("architecture: wrn-10-1, 4 classes", text, StringComparison.Ordinal);
        Assert.Contains("verdict: SAFE TO READ, and a known architecture (wrn-10-1).", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_text_of_a_readable_file_of_an_unknown_architecture_is_complete_and_exits_with_1()
    {
        string path = Path.Combine(folder, "small.safetensors");
        SafeTensorsFile.Write(
            path,
            [
                new(
                    "w",
                    new TensorData(
                        DType.Float32, [2, 2], [.. new[] { 1f, float.NaN, float.PositiveInfinity, 0f }.SelectMany(BitConverter.GetBytes)])),
                new("n", new TensorData(DType.Int64, [], new byte[8]))
            ],
            [new("note", "two\nlines")]);

        (int code, string text) = Inspect(path);

        Assert.Equal(1, code);
        string sha = CheckpointFile.Open(path).Sha256;
        string expected = $"""
            file:         {path}
            format:       safetensors
            size:         {new FileInfo(path).Length} bytes
            sha-256:      {sha}
            state dict:   at the top level
            metadata:     note = two\u000alines
            tensors:      2, 4 parameters
              w  float32   [2, 2]
              n  int64     []
            not finite:   1 NaN, 1 infinite
            architecture: unknown: its names are those of no known family

            verdict: SAFE TO READ, but not a known architecture: its names are those of no known family.

            """;
        Assert.Equal(expected.ReplaceLineEndings(), text.ReplaceLineEndings());
    }

    [Fact]
    public void Every_global_of_a_refused_file_is_listed_and_marked_and_it_exits_with_2()
    {
        string path = Save("\u0080\u0002(ccollections\nOrderedDict\n)Rcposix\nsystem\nX\u0005\0\0\0touch\u0085Rcbuiltins\nev\u0007al\n0t.");

        (int code, string text) = Inspect(path);

        Assert.Equal(2, code);
        Assert.Contains("globals:      3 named by its pickles, 2 refused", text, StringComparison.Ordinal);
        Assert.Contains("  allowed  collections.OrderedDict", text, StringComparison.Ordinal);
        Assert.Contains("  REFUSED  posix.system", text, StringComparison.Ordinal);
        Assert.Contains("  REFUSED  builtins.ev\\u0007al", text, StringComparison.Ordinal);
        Assert.Contains("verdict: REFUSED. ", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u0007', text);
    }

    [Theory]
    [InlineData("this is a text, not a model", "UNSUPPORTED")]
    [InlineData("PK\u0003\u0004 but no more than that", "DAMAGED")]
    public void Files_that_cannot_be_read_exit_with_2(string content, string verdict)
    {
        (int code, string text) = Inspect(Save(content));

        Assert.Equal(2, code);
        Assert.Contains("verdict: " + verdict, text, StringComparison.Ordinal);
        Assert.Contains("sha-256:", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_exits_with_2()
    {
        (int code, string text) = Inspect(Path.Combine(folder, "none"));

        Assert.Equal(2, code);
        Assert.Contains("verdict: UNREADABLE. ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_json_of_a_PyTorch_file_holds_the_same_facts()
    {
        (int code, string text) = Inspect(TestData.Fixture("checkpoints/nested_legacy.pth.tar"), json: true);

        JsonElement root = JsonDocument.Parse(text).RootElement;
        Assert.Equal(1, code);
        Assert.Equal(1, root.GetProperty("exit_code").GetInt32());
        Assert.Equal("unknown-architecture", root.GetProperty("verdict").GetString());
        Assert.Equal("TorchLegacy", root.GetProperty("format").GetString());
        Assert.Equal("state_dict", root.GetProperty("state_dict_key").GetString());
        Assert.Equal(25, root.GetProperty("metadata").GetProperty("epoch").GetInt32());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("metadata").GetProperty("ema").ValueKind);
        Assert.Equal("optimizer", root.GetProperty("left_out")[0].GetString());
        Assert.Equal(126, root.GetProperty("parameters").GetInt64());
        Assert.Equal("0.weight", root.GetProperty("tensors")[0].GetProperty("name").GetString());
        Assert.Equal("float32", root.GetProperty("tensors")[0].GetProperty("dtype").GetString());
        Assert.Equal([4, 3, 3, 3], root.GetProperty("tensors")[0].GetProperty("shape").EnumerateArray().Select(e => e.GetInt32()));
        Assert.True(root.GetProperty("globals")[0].GetProperty("allowed").GetBoolean());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("architecture").ValueKind);
    }

    [Fact]
    public void The_json_of_a_refused_file_lists_what_it_named()
    {
        (int code, string text) = Inspect(Save("\u0080\u0002cos\nsystem\nX\u0001\0\0\0x\u0085R."), json: true);

        JsonElement root = JsonDocument.Parse(text).RootElement;
        Assert.Equal(2, code);
        Assert.Equal("refused", root.GetProperty("verdict").GetString());
        Assert.Equal("os.system", root.GetProperty("globals")[0].GetProperty("name").GetString());
        Assert.False(root.GetProperty("globals")[0].GetProperty("allowed").GetBoolean());
        Assert.False(root.TryGetProperty("tensors", out _));
    }

    [Fact]
    public void The_authors_student_is_known()
    {
        (int code, string text) = Inspect(TestData.Require("nad-authors", "s_net", "WRN-16-1-S-model_best.pth.tar"));

        Assert.Equal(0, code);
        Assert.Contains("architecture: wrn-16-1, 10 classes", text, StringComparison.Ordinal);
        Assert.Contains("tensors:      82, 175,066 parameters", text, StringComparison.Ordinal);
        Assert.Contains("globals:      4 named by its pickles, 0 refused", text, StringComparison.Ordinal);
        Assert.Contains("metadata:     epoch = 25", text, StringComparison.Ordinal);
    }

    private static TensorData Zeros(long[] shape) => new(DType.Float32, shape, new byte[4 * shape.Aggregate(1L, (a, b) => a * b)]);

    private static (int Code, string Text) Inspect(string path, bool json = false)
    {
        using StringWriter output = new();
        return (InspectReport.Write(path, output, json ? "json" : "text"), output.ToString());
    }

    private string Save(string latin1)
    {
        string path = Path.Combine(folder, "file");
        File.WriteAllBytes(path, System.Text.Encoding.Latin1.GetBytes(latin1));
        return path;
    }
}
