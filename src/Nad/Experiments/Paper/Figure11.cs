namespace Nad.Experiments;

/// <summary>Figure 11: the channels of the last tap on a triggered image.</summary>
internal static class Figure11
{
    public static PaperPictures Spec { get; } = new()
    {
        Name = "figure11",
        Title = "Activation maps |F_c| of the 64 channels at the last tap on one triggered image (BadNets)",
        Notes = ["All channels of a model share one colour scale."],
        Cells = (_, factory) => [ChannelDrawing.Cell(factory, Figure3.Three(PaperModels.BadNets))],
    };
}
