using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Nad.Files.Imaging;

namespace Nad.Cli.Tests.Commands;

/// <summary><c>nad eval --predictions</c>: a line for each image.</summary>
public sealed class PredictionsTests : IDisposable
{
    private static readonly string[] ClassNames = ["a, b", "c \"quoted\"", "d"];
    private static readonly string[] FileNames = ["1,2.png", "line\nfeed.png", "say \"x\".png", "ä.png"];

    private readonly TempFolder temp = new();
    private readonly string model, data, table;

    public PredictionsTests()
    {
        model = Cli.WriteModel(temp.File("m.safetensors"), classes: ClassNames.Length);
        data = temp.File("images");
        table = temp.File("predictions.csv");
        for (int c = 0; c < ClassNames.Length; c++)
        {
            string folder = Directory.CreateDirectory(Path.Combine(data, ClassNames[c])).FullName;
            for (int i = 0; i < FileNames.Length; i++)
            {
                byte[] pixels = new byte[32 * 32 * 3];
                new Random((c * 10) + i).NextBytes(pixels);
                File.WriteAllBytes(Path.Combine(folder, FileNames[i]), PngEncoder.Encode(pixels, 32, 32));
            }
        }
    }

    public void Dispose() => temp.Dispose();

    [Fact]
    public void Every_image_has_a_line_that_agrees_with_what_was_measured()
    {
        JsonNode result = Eval();

        List<string[]> rows = Parse(File.ReadAllText(table));
        Assert.Equal(
            [
                "file", "label", "label_name", "answer", "answer_name", "triggered_answer", "top_1", "probability_1", "top_2",
                "probability_2", "top_3", "probability_3"
            ],
            rows[0]);
        Assert.Equal(ClassNames.Length * FileNames.Length, rows.Count - 1);
        Assert.All(rows, row => Assert.Equal(rows[0].Length, row.Length));
        Assert.Equal(
            [.. ClassNames.SelectMany(c => FileNames.Select(f => $"{c}/{f}")).Order(StringComparer.Ordinal)],
            rows.Skip(1).Select(row => row[0]).Order(StringComparer.Ordinal).ToArray());
        foreach (string[] row in rows.Skip(1))
        {
            Assert.Equal(row[0].Split('/')[0], row[2]);
            Assert.Equal((row[3], ClassNames[Whole(row[3])]), (row[6], row[4]));
            double[] probabilities = [Number(row[7]), Number(row[9]), Number(row[11])];
            Assert.Equal(probabilities.OrderDescending(), probabilities);
            Assert.Equal(1, probabilities.Sum(), 1e-5);
        }

        double right = rows.Skip(1).Count(row => row[1] == row[3]) / (double)(rows.Count - 1);
        Assert.Equal((double)result["score"]!["acc"]!, right, 1e-9);
    }

    [Fact]
    public void With_a_trigger_the_answers_to_the_triggered_images_stand_beside()
    {
        JsonNode result = Eval("--attack", "badnets", "--target", "1");

        List<string[]> rows = [.. Parse(File.ReadAllText(table)).Skip(1)];
        Assert.All(rows, row => Assert.Equal(row[1] == "1", row[5].Length == 0));
        Assert.Equal(
            (double)result["score"]!["asr"]!, rows.Count(row => row[5] == "1") / (double)rows.Count(row => row[5].Length > 0), 1e-9);
    }

    [Fact]
    public void Only_predictions_are_replaced_and_only_if_that_is_asked_for()
    {
        Eval();
        (int code, _, string errors) = Cli.Run(Arguments());
        Assert.Equal(2, code);
        Assert.Contains("holds predictions that nad wrote before", errors, StringComparison.Ordinal);
        Eval("--overwrite");

        File.WriteAllText(table, "my notes");
        (code, _, errors) = Cli.Run([.. Arguments(), "--overwrite"]);
        Assert.Equal((2, "my notes"), (code, File.ReadAllText(table)));
        Assert.Contains("that nad did not write", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_read_is_never_written_over()
    {
        byte[] before = File.ReadAllBytes(model);
        (int code, _, string errors) =
            Cli.Run("eval", "--model", model, "--data", $"images:{data}", "--predictions", model, "--overwrite", "--quiet");

        Assert.Equal(2, code);
        Assert.Contains("would be written over what --model reads", errors, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(model));
    }

    private string[] Arguments() =>
        ["eval", "--model", model, "--data", $"images:{data}", "--threads", "1", "--json", "--predictions", table];

    private JsonNode Eval(params string[] more)
    {
        (int code, string output, string errors) = Cli.Run([.. Arguments(), .. more]);
        Assert.Equal((0, ""), (code, errors));
        return JsonNode.Parse(output)!;
    }

    private static int Whole(string cell) => int.Parse(cell, CultureInfo.InvariantCulture);

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);

    // RFC 4180, section 2.
    private static List<string[]> Parse(string text)
    {
        List<string[]> rows = [];
        List<string> row = [];
        StringBuilder cell = new();
        bool quoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (quoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"') cell.Append(text[i++]);
            else if (c == '"') quoted = !quoted;
            else if (!quoted && c is ',' or '\r' && !quoted)
            {
                row.Add(cell.ToString());
                cell.Clear();
                if (c == ',') continue;
                Assert.Equal('\n', text[++i]);
                rows.Add([.. row]);
                row.Clear();
            }
            else cell.Append(c);
        }

        Assert.False(quoted);
        Assert.Equal((0, 0), (row.Count, cell.Length));
        return rows;
    }
}
