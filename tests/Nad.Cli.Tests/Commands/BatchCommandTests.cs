using System.Text.Json.Nodes;
using Nad.TestSupport;
using Parquet;

namespace Nad.Cli.Tests.Commands;

public sealed class BatchCommandTests : IDisposable
{
    private readonly TempFolder temp = new();
    private readonly string list;

    public BatchCommandTests()
    {
        list = temp.File("list.csv");
        Cli.WriteModel(temp.File("a.safetensors"));
        Cli.WriteModel(temp.File("b.safetensors"), seed: 2);
        File.WriteAllText(temp.File("broken.pth"), "no model");
        File.WriteAllText(
            list,
            $"model,name\n{temp.File("a.safetensors")},first\n{temp.File("broken.pth")},\"bad, one\"\n{temp.File("b.safetensors")},\n");
    }

    public void Dispose() => temp.Dispose();

    [Fact]
    public async Task A_failed_row_is_a_row_and_three_tables_say_the_same()
    {
        (int code, string output, string errors) = Run("eval", "--", "--data", "synthetic:64");

        Assert.Equal((1, ""), (code, errors));
        Assert.Contains("2 of 3 runs are done, 1 failed.", output, StringComparison.Ordinal);
        JsonObject[] rows = [.. File.ReadAllLines(temp.File("out/table.jsonl")).Select(l => JsonNode.Parse(l)!.AsObject())];
        Assert.Equal(["done", "failed", "done"], rows.Select(r => (string?)r["state"]));
        Assert.Contains("found: text", (string?)rows[1]["failed"], StringComparison.Ordinal);
        foreach (JsonObject row in rows.Where(r => (string?)r["state"] == "done"))
        {
            JsonNode own = JsonNode.Parse(File.ReadAllText(temp.File($"out/{row["folder"]}/eval.json")))!;
            Assert.Equal((double?)own["score"]!["acc"], (double?)row["acc"]);
            (_, string alone, _) = Cli.Run("eval", "--model", (string)row["model"]!, "--data", "synthetic:64", "--threads", "1", "--json");
            Assert.Equal((double?)JsonNode.Parse(alone)!["score"]!["acc"], (double?)row["acc"]);
        }

        Nad.Files.CsvTable csv = Nad.Files.CsvTable.Parse(File.ReadAllBytes(temp.File("out/table.csv")), "table.csv");
        int acc = csv.Header.ToList().IndexOf("acc"), name = csv.Header.ToList().IndexOf("name");
        Assert.Equal(["first", "bad, one", "b.safetensors"], csv.Rows.Select(r => r.Cells[name]));
        await using ParquetReader parquet = await ParquetReader.CreateAsync(temp.File("out/table.parquet"));
        Assert.Equal(csv.Header, parquet.Schema.Fields.Select(f => f.Name));
        Assert.Equal(3, parquet.OpenRowGroupReader(0).RowCount);
        Assert.Equal(rows.Select(r => r["acc"]?.ToJsonString() ?? ""), csv.Rows.Select(r => r.Cells[acc]));
    }

    [Fact]
    public void What_is_done_is_not_done_again_and_failed_rows_only_when_asked()
    {
        Assert.Equal(0, Run("inspect").Code);
        DateTime[] before = Times();
        string table = File.ReadAllText(temp.File("out/table.csv"));

        Assert.Equal(0, Run("inspect").Code);

        Assert.Equal(before, Times());
        Assert.Equal(table, File.ReadAllText(temp.File("out/table.csv")));
        DateTime[] Times() =>
            [.. Directory.GetFiles(temp.File("out/cells"), "*.json").Order(StringComparer.Ordinal).Select(File.GetLastWriteTimeUtc)];
    }

    [Fact]
    public void A_row_that_failed_is_done_again_with_retry()
    {
        Assert.Equal(1, Run("eval", "--", "--data", "synthetic:64").Code);
        string cell = Directory.GetFiles(temp.File("out/cells"), "*.json").Single(
            f => File.ReadAllText(f).Contains("\"failed\"", StringComparison.Ordinal));
        DateTime first = File.GetLastWriteTimeUtc(cell);

        Assert.Equal(1, Run("eval", "--retry", "--", "--data", "synthetic:64").Code);

        Assert.NotEqual(first, File.GetLastWriteTimeUtc(cell));
    }

    [Theory]
    [InlineData("model,seeds\nx,1\n", "erase", "line 2: nad erase has no option --seeds")]
    [InlineData("model,lr\nx,fast\n", "erase", "line 2: --lr must be a number")]
    [InlineData("model,method\nx,nonsense\n", "erase", "line 2: --method must be")]
    [InlineData("model,target\nx,1\n", "erase", "line 2: --target needs --attack NAME")]
    [InlineData("model,detector\nx,nobody\n", "audit", "line 2:")]
    [InlineData("model,clean\nx,y\n", "inspect", "line 2: nad inspect")]
    public void Every_option_of_a_row_is_checked_before_anything_starts(string text, string command, string expected)
    {
        File.WriteAllText(list, text);
        (int code, _, string errors) = command == "inspect" ? Run(command) : Run(command, "--", "--clean", "synthetic:64");

        Assert.Equal(2, code);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.False(Directory.Exists(temp.File("out")));
    }

    [Fact]
    public void The_page_leads_to_each_row_and_holds_no_markup_of_a_list()
    {
        File.WriteAllText(list, $"model,name\n{temp.File("a.safetensors")},<script>alert(1)</script>\n");
        Assert.Equal(0, Run("inspect").Code);

        string page = File.ReadAllText(temp.File("out/report.html"));
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        string place = System.Xml.Linq.XDocument.Parse(page).Descendants("a").Single().Attribute("href")!.Value;
        Assert.True(File.Exists(temp.File($"out/{place}")), place);
    }

    [Slow]
    [Fact]
    public void A_grid_over_methods_and_seeds_ends_with_means_of_what_single_runs_give()
    {
        File.WriteAllText(list, $"model,attack,target\n{temp.File("a.safetensors")},badnets,3\n");
        string[] small = ["--clean=synthetic:80", "--epochs=1", "--batch=16", "--collapse-limit=100", "--accept-accuracy"];

        (int code, string output, string errors) = Run("erase", ["--methods", "finetune,mixup", "--seeds", "0,1", "--", .. small]);

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("finetune", output, StringComparison.Ordinal);
        Nad.Files.CsvTable means = Nad.Files.CsvTable.Parse(File.ReadAllBytes(temp.File("out/means.csv")), "means.csv");
        Assert.Equal(["finetune", "mixup"], means.Rows.Select(r => r.Cells[1]));
        double[] single = [.. ((string[])["0", "1"]).Select(seed =>
        {
            string place = temp.File("single" + seed);
            Assert.Equal(
                0,
                Cli.Run([
                    "erase", "--model", temp.File("a.safetensors"), "--method", "finetune", "--seed", seed, "--attack", "badnets",
                    "--target", "3", "--threads", "1", "--quiet", "--out", place, .. small
                ]).Code);
            return (double)JsonNode.Parse(File.ReadAllText(Path.Combine(place, "result.json")))!["after"]!["acc"]!;
        })];
        Assert.Equal(
            single.Average(),
            double.Parse(means.Rows[0].Cells[means.Header.ToList().IndexOf("acc")], System.Globalization.CultureInfo.InvariantCulture),
            12);
    }

    private (int Code, string Output, string Errors) Run(string command, params string[] rest) =>
        Cli.Run(["batch", list, "--do", command, "--workers", "1", "--out", temp.File("out"), .. rest]);
}
