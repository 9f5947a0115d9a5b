using Nad.Defenses;

namespace Nad.Experiments;

/// <summary>Figure 3: where the models look on a triggered image.</summary>
internal static class Figure3
{
    public static PaperPictures Spec { get; } = new()
    {
        Name = "figure3",
        Title = "Attention maps (A_sum²) of one triggered test image at each tap, before and after the defenses",
        Cells = (_, factory) => [.. new[] { PaperModels.BadNets, PaperModels.CleanLabel }.Select(
            m => MapDrawing.Cell(factory, m.Title, Shown(m), [new(AttentionOperator.Sum, 2)]))],
    };

    /// <summary>The models that are shown side by side.</summary>
    private static IReadOnlyList<(string Name, GridNode Node)> Shown(BackdooredModel m) =>
    [
        ("backdoored", m),
        ("fine-pruning", PaperMethods.Pruned(m)),
        ("finetuning", PaperMethods.Finetuned(m)),
        ("MCR", new DefendedModel(m, PaperMethods.ModeConnectivity, PaperMethods.Fraction)),
        ("NAD", PaperMethods.DefendedByNad(m)),
    ];

    /// <summary>Three of them, for the figures that show more of each.</summary>
    public static IReadOnlyList<(string Name, GridNode Node)> Three(BackdooredModel m) =>
        [.. Shown(m).Where(s => s.Name is "backdoored" or "finetuning" or "NAD")];
}
