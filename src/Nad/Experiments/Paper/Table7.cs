using System.Globalization;
using Nad.Defenses;

namespace Nad.Experiments;

/// <summary>Table 7: attention functions, the first five epochs.</summary>
internal static class Table7
{
    private static readonly (string Title, AttentionOperator Gather, double Power)[] Functions =
    [
        ("A_mean", AttentionOperator.Mean, 1), ("A_mean²", AttentionOperator.Mean, 2), ("A_sum", AttentionOperator.Sum, 1),
        ("A_sum²", AttentionOperator.Sum, 2),
    ];

    // Epochs 1 to 5; attack success and accuracy of each function.
    private static readonly (double Asr, double Acc)[][] Paper =
    [
        [(11.81, 66.72), (1.98, 47.52), (9.38, 68.81), (1.36, 47.25)],
        [(16.34, 79.92), (8.86, 78.14), (10.82, 79.34), (9.81, 77.91)],
        [(13.86, 81.83), (4.50, 81.00), (7.67, 81.69), (5.12, 81.12)],
        [(14.16, 81.90), (5.96, 80.67), (8.39, 81.38), (5.80, 80.83)],
        [(12.28, 81.50), (4.60, 81.30), (6.89, 81.46), (4.21, 81.55)],
    ];

    public static PaperTable Spec { get; } = new()
    {
        Name = "table7",
        Title = "Attention functions over the first five epochs (BadNets, 5 % clean images)",
        RowHeader = "epoch",
        Columns = [.. Functions.Select(f => f.Title)],
        Notes =
        [
            "After the normalisation of equation 2 mean and sum are the same function: "
                + "what differs between those columns in the paper is the noise of training."
        ],
        Rows = scale =>
        [
            new PaperRow("before", PaperModels.BadNets, [.. Functions.Select(_ => PaperEntry.Of(PaperModels.BadNets, 100, 85.86))]),
            .. Enumerable.Range(1, Math.Min(5, scale.DefenseEpochs)).Select(epoch => new PaperRow(
                epoch.ToString(CultureInfo.InvariantCulture), PaperModels.BadNets,
                [.. Functions.Select(
                    (f, i) => PaperEntry.Of(Node(f.Title, f.Gather, f.Power), Paper[epoch - 1][i].Asr, Paper[epoch - 1][i].Acc, epoch))])),
        ],
    };

    private static DefendedModel Node(string title, AttentionOperator gather, double power) =>
        PaperMethods.DefendedByNad(
            PaperModels.BadNets,
            method: PaperMethods.Distillation($"NAD {title}", _ => NadOptions.Paper with { Attention = gather, Power = power }),
            watched: true);
}
