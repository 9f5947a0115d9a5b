namespace Nad.Experiments;

/// <summary>Table 8: attention maps against raw activations.</summary>
internal static class Table8
{
    public static PaperTable Spec { get; } = new()
    {
        Name = "table8",
        Title = "Distillation of activations and of attention maps (BadNets, 5 % clean images)",
        RowHeader = "attack",
        Columns = ["Before", "activation map", "attention map"],
        Notes =
        [
            "The paper gives no formula for the distance of activations. Here they are normalised over channels and space, and β is "
                + "multiplied by the channels, so that the squared distance weighs as much."
        ],
        Rows = _ =>
        [
            new PaperRow(PaperModels.BadNets.Title, PaperModels.BadNets,
            [
                PaperEntry.Of(PaperModels.BadNets, 100, 85.65),
                PaperEntry.Of(PaperMethods.DefendedByNad(PaperModels.BadNets, method: PaperMethods.Activations), 98.44, 82.66),
                PaperEntry.Of(PaperMethods.DefendedByNad(PaperModels.BadNets), 3.81, 81.85),
            ]),
        ],
    };
}
