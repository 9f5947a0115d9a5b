using Nad.Experiments;

namespace Nad.Tests.Experiments.Batch;

public sealed class BatchPlanTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("nad-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Both_forms_of_a_list_say_the_same()
    {
        IReadOnlyList<BatchRow> table = Read("model,name,seed,quick,clean\na.pth,first,1,true,\nb.pth,,,,images:x\n");
        IReadOnlyList<BatchRow> lines = Read(
            "{\"model\":\"a.pth\",\"name\":\"first\",\"seed\":1,\"quick\":true}\n"
            + "{\"path\":\"b.pth\",\"seed\":null,\"clean\":\"images:x\"}\n");

        Assert.Equal(table.Select(Shown), lines.Select(Shown));
        static string Shown(BatchRow r) => $"{r.Name} {r.Model} {string.Join(' ', r.Options)}";
    }

    [Theory]
    [InlineData("model\n", "lists no model")]
    [InlineData("name\nx\n", "line 2: it names no model")]
    [InlineData("model,path\na,b\n", "line 2: it names two models")]
    [InlineData("{\"model\":\"a\"}\n{\"model\":[1]}\n", "line 2: model must be a text")]
    [InlineData("{\"model\":\"a\"}\nx\n", "line 2, is no row of a list")]
    public void A_wrong_line_is_named(string text, string expected) =>
        Assert.Contains(expected, Assert.ThrowsAny<NadException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_grid_has_every_choice_of_every_row_once()
    {
        BatchRequest request = Request("erase") with
        {
            Methods = ["nad", "finetune"],
            Seeds = ["0", "1", "2"],
            CleanCounts = ["10", "20"],
            Common = [("clean", "synthetic:64")]
        };
        IReadOnlyList<BatchRun> runs = BatchPlan.Of(request, Read("model,clean\na.pth,\nb.pth,images:x\n"));

        Assert.Equal(24, runs.Select(r => string.Join(' ', r.Words(request.Do))).Distinct().Count());
        Assert.Equal(
            "erase --model=a.pth --clean=synthetic:64 --clean-count=10 --method=nad --seed=0", string.Join(' ', runs[0].Words(request.Do)));
        Assert.All(runs.Where(r => r.Name == "b.pth"), r => Assert.Equal("images:x", r.Option("clean")));
    }

    [Theory]
    [InlineData("model,out\na,x\n", "", "line 2: --out cannot be set")]
    [InlineData("model\na\na\n", "", "line 3: line 2 asks for the same")]
    [InlineData("model,seed\na,1\n", "0,1", "line 2: it sets --seed, and so does --seeds")]
    [InlineData("model\na\n", "1,1", "--seeds has a value twice")]
    public void What_cannot_be_told_apart_is_refused(string list, string seeds, string expected)
    {
        BatchRequest request = Request("erase") with { Seeds = seeds.Length == 0 ? [] : seeds.Split(',') };

        Assert.Contains(expected, Assert.Throws<NadException>(() => BatchPlan.Of(request, Read(list))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_file_under_the_same_name_is_another_run()
    {
        string model = Path.Combine(folder, "m.pth");
        File.WriteAllText(model, "one");
        BatchRequest request = Request("inspect");
        string first = Name();
        Assert.Equal(first, Name());
        File.WriteAllText(model, "another");
        Assert.NotEqual(first, Name());

        string Name()
        {
            using BatchJob job =
                new(request, BatchPlan.Of(request, [new BatchRow(2, null, model, [])]), _ => throw new InvalidOperationException());
            return job.Cells[0].Name;
        }
    }

    [Fact]
    public void The_worst_come_first_and_what_has_no_result_last()
    {
        BatchDo erase = BatchDo.All.Single(d => d.Command == "erase");
        BatchEntry[] entries =
        [
            Entry("mild", null, ("asr", "0.1"), ("acc_before", "0.9"), ("acc", "0.9")), Entry("failed", "no such file"),
            Entry("worse", null, ("asr", "0.1"), ("acc_before", "0.9"), ("acc", "0.5")), Entry("unmeasured", null, ("acc", "0.9")),
            Entry("worst", null, ("asr", "1"), ("acc_before", "0.9"), ("acc", "0.9")),
        ];

        Assert.Equal(["worst", "worse", "mild", "unmeasured", "failed"], BatchEntry.WorstFirst(entries, erase).Select(e => e.Run.Name));
    }

    [Fact]
    public void Means_are_over_seeds_and_each_model_counts_once()
    {
        BatchDo erase = BatchDo.All.Single(d => d.Command == "erase");
        BatchEntry[] entries =
        [
            Seeded("a", 0, "0.1"), Seeded("a", 1, "0.3"), Seeded("a", 2, null), Seeded("b", 0, "0.5"),
        ];

        IReadOnlyList<BatchMean> means = BatchMean.Of(entries, erase);

        Assert.Equal(["a", "b", null], means.Select(m => m.Name));
        Assert.Equal((2, 1), (means[0].Runs, means[0].Failed));
        Assert.Equal(0.2, means[0].Means["asr"].Mean, 12);
        Assert.Equal(Math.Sqrt(0.02), means[0].Means["asr"].Sd!.Value, 12);
        Assert.Equal(0.35, means[2].Means["asr"].Mean, 12);

        static BatchEntry Seeded(string name, int seed, string? asr)
        {
            BatchEntry entry = asr is null ? Entry(name, "it diverged") : Entry(name, null, ("asr", asr));
            return entry with { Run = entry.Run with { Options = [("seed", $"{seed}")] } };
        }
    }

    private static BatchEntry Entry(string name, string? failed, params (string Name, string Value)[] notes) => new(
        new BatchRun(new BatchRow(name.GetHashCode(StringComparison.Ordinal), name, name, []), name, []), name,
        new CellResult
        {
            Name = name,
            Kind = "batch",
            Title = name,
            Key = [],
            Failed = failed,
            Notes = new(notes.ToDictionary(n => n.Name, n => n.Value), StringComparer.Ordinal),
            Run = new CellRun("erase", 1, 1, 1, "", "", ""),
        });

    private BatchRequest Request(string command) =>
        new() { Do = BatchDo.All.Single(d => d.Command == command), List = "list.csv", Folder = Path.Combine(folder, "out") };

    private IReadOnlyList<BatchRow> Read(string text)
    {
        string path = Path.Combine(folder, "list");
        File.WriteAllText(path, text);
        return BatchList.Read(path);
    }
}
