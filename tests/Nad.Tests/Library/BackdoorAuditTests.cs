using Nad.Audit;
using Nad.Data;
using Nad.Experiments;
using Nad.Files.Checkpoints;
using Nad.Library;
using Nad.Models;

namespace Nad.Tests.Library;

public sealed class BackdoorAuditTests : IDisposable
{
    private static readonly AuditOptions Short = AuditOptions.Quick.Within(steps: 2, images: 40);

    private readonly string folder = Directory.CreateTempSubdirectory("nad-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void It_finds_what_the_command_finds()
    {
        string path = Untrained();
        using ImageModel model = ImageModel.Load(path);
        LabelledImages clean = LabelledImages.Open("synthetic:64", model, test: true);
        List<AuditStage> told = [];
        AuditReport report = BackdoorAudit.Run(
            model, clean, new AuditChoices { Seed = 3, Progress = new Listener(told.Add) }, Short, CancellationToken.None);

        AuditRequest request = new() { Model = path, Clean = "synthetic:64", Options = Short };
        AuditOutcome outcome =
            new AuditJob(request, new RunContext { Seed = 3, Cancellation = TestContext.Current.CancellationToken }).Run();

        Assert.Equal(
            outcome.Findings.Select(f => (f.Family, f.Statistic, f.Class)), report.Statistics.Select(s => (s.Family, s.Value, s.Class)));
        Assert.Equal((outcome.Verdict.Code, outcome.Verdict.Sentence), (report.Verdict, report.Sentence));
        Assert.Equal(outcome.Verdict.Reasons, report.Reasons);
        Assert.Equal(Detectors.All.Select((d, i) => new AuditStage(d.Name, i, Detectors.All.Count)), told);
    }

    [Fact]
    public void It_can_be_cancelled()
    {
        using ImageModel model = ImageModel.Load(Untrained());
        LabelledImages clean = LabelledImages.Open("synthetic:64", model);
        using CancellationTokenSource source = new();

        Assert.ThrowsAny<OperationCanceledException>(
            () => BackdoorAudit.Run(model, clean, new AuditChoices { Progress = new Listener(_ => source.Cancel()) }, source.Token));
    }

    [Fact]
    public void Too_few_images_are_told()
    {
        using ImageModel model = ImageModel.Load(Untrained());
        LabelledImages few =
            LabelledImages.FromMemory(new byte[3 * 32 * 32], [0], 32, 32, [.. Enumerable.Range(0, 10).Select(c => $"{c}")], model);

        NadException e =
            Assert.Throws<NadException>(() => BackdoorAudit.Run(model, few, cancellation: TestContext.Current.CancellationToken));

        Assert.Equal("An audit needs at least 40 clean images, but there are 1. Give it more.", e.Message);
    }

    private string Untrained()
    {
        string path = Path.Combine(folder, "m.safetensors");
        using WideResNet model = new(10, 1, 10);
        model.Initialise(new RandomStream(1, "test model"));
        SafeTensorsFile.Write(path, model.State.Export());
        return path;
    }

    private sealed class Listener(Action<AuditStage> heard) : IProgress<AuditStage>
    {
        public void Report(AuditStage value) => heard(value);
    }
}
