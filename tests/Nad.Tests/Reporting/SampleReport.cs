using Nad.Defenses;
using Nad.Evaluation;
using Nad.Reporting;

namespace Nad.Tests.Reporting;

/// <summary>A small report with something in every section.</summary>
internal static class SampleReport
{
    public static Report Create() => new()
    {
        Title = "Backdoor erasure report",
        Subtitle = "model.pth, WRN-16-1",
        Verdict = "Attack success fell from 100.0 % to 4.7 % for the named trigger.",
        VerdictKind = VerdictKind.Good,
        Summary = ["The erased model is in model.safetensors."],
        Warnings = ["The test set is small."],
        Trigger = "badnets, target 0",
        Scores = Scores(),
        Epochs =
        [
            .. Enumerable.Range(1, 3).Select(e => Epoch("teacher", e, [])),
            .. Enumerable.Range(1, 4).Select(e => Epoch("student", e, [1e-5 / e, 1e-4 / e]))
        ],
        AttentionFigures = [Figure()],
        TapWeights = [new TapWeight("group 1", 500, 32, 32), new TapWeight("group 3", 1000, 8, 8)],
        Options = [new OptionTable("Student", [new OptionRow("lr", "0.1", "paper"), new OptionRow("batch", "64")])],
        Files = [new FileEntry("model.pth", "given model", new string('a', 64), 2_806_133)],
        Versions = [new VersionEntry("libtorch", "1.13.1")],
        CommandLine = "nad erase --model model.pth",
        CreatedUtc = new DateTimeOffset(2025, 3, 1, 12, 30, 0, TimeSpan.Zero),
        Seconds = 233.4,
    };

    public static ScoreColumn[] Scores() =>
    [
        new(
            "Before",
            new Score { Acc = new Rate(844, 1000), AccNonTarget = new Rate(774, 911), Asr = new Rate(911, 911), Ra = new Rate(0, 911) }),
        new(
            "Finetuning",
            new Score { Acc = new Rate(812, 1000), AccNonTarget = new Rate(738, 911), Asr = new Rate(41, 911), Ra = new Rate(690, 911) }),
        new(
            "NAD",
            new Score { Acc = new Rate(700, 1000), AccNonTarget = new Rate(637, 911), Asr = new Rate(43, 911), Ra = new Rate(600, 911) }),
    ];

    public static EpochRecord Epoch(string phase, int epoch, double[] attention) => new()
    {
        Phase = phase,
        Epoch = epoch,
        Lr = 0.1 / epoch,
        Loss = 2.0 / epoch,
        CrossEntropy = 1.5 / epoch,
        Attention = attention,
        ValAcc = 0.5 + (0.05 * epoch),
        ImagesPerSecond = 204,
    };

    public static AttentionFigure Figure() => new("A frog, with the trigger", new byte[4 * 4 * 3], 4, 4,
    [
        new AttentionRow(
            "before", "airplane", [new AttentionMapData("group 1", 2, 2, [0, 0, 0, 1]), new AttentionMapData("group 2", 1, 2, [3, 3])]),
        new AttentionRow(
            "after", "frog", [new AttentionMapData("group 1", 2, 2, [1, 0, 0, 0]), new AttentionMapData("group 2", 1, 2, [1, 2])]),
    ]);
}
