namespace Nad.Experiments;

/// <summary>Figure 6: what the triggers look like.</summary>
internal static class Figure6
{
    public static PaperPictures Spec { get; } = new()
    {
        Name = "figure6",
        Title = "Test images without and with each trigger",
        Notes = ["As at test time: the poisoned training images of CL also carry adversarial noise.", PaperModels.RefoolNote],
        Cells = (_, factory) => [.. PaperModels.Six.Select(m => TriggerDrawing.Cell(factory, m))],
    };
}
