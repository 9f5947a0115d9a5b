namespace Nad.Experiments;

/// <summary>Figure 14: the trigger near the centre, at each brightness.</summary>
internal static class Figure14
{
    public static PaperPictures Spec { get; } = new()
    {
        Name = "figure14",
        Title = "Test images with the trigger of the adaptive attack, by brightness α",
        Cells = (_, factory) => [.. Table9.Models.Select(m => TriggerDrawing.Cell(factory, m))],
    };
}
