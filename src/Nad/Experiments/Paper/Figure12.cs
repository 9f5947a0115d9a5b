namespace Nad.Experiments;

/// <summary>Figure 12: the attention functions side by side.</summary>
internal static class Figure12
{
    public static PaperPictures Spec { get; } = new()
    {
        Name = "figure12",
        Title = "Attention maps by five attention functions on one triggered image (BadNets)",
        Cells = (_, factory) => [MapDrawing.Cell(factory, "BadNets", Figure3.Three(PaperModels.BadNets), AttentionFunction.All)],
    };
}
