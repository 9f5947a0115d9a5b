namespace Nad.Experiments;

/// <summary>Table 9: a trigger near the centre, of falling brightness, and a stronger β.</summary>
internal static class Table9
{
    /// <summary>The models, by brightness.</summary>
    public static IReadOnlyList<BackdooredModel> Models { get; } =
    [
        PaperModels.Centre(0.2, 99.85, 82.11),
        PaperModels.Centre(0.5, 99.87, 83.04),
        PaperModels.Centre(0.8, 99.97, 82.85),
        PaperModels.Centre(1, 100, 83.23)
    ];

    public static PaperTable Spec { get; } = new()
    {
        Name = "table9",
        Title = "Adaptive attack: a trigger near the centre, its brightness scaled by α (5 % clean images)",
        RowHeader = "α",
        Columns = ["Before", "Finetuning", "NAD"],
        Notes = ["β is the paper's: 20,000 for α = 1, else 10,000, at every tap."],
        Rows = _ =>
        [
            Row(0, "0.2", (7.51, 79.26), (4.92, 80.32), 10000),
            Row(1, "0.5", (7.65, 77.84), (3.98, 78.91), 10000),
            Row(2, "0.8", (12.65, 79.91), (4.08, 80.38), 10000),
            Row(3, "1.0", (90.77, 79.56), (5.83, 80.41), 20000),
        ],
    };

    private static PaperRow Row(int index, string alpha, (double Asr, double Acc) finetuned, (double Asr, double Acc) nad, double beta)
    {
        BackdooredModel model = Models[index];
        return new PaperRow(
            alpha, model,
            PaperEntry.Of(model, model.PaperAsr, model.PaperAcc),
            PaperEntry.Of(PaperMethods.Finetuned(model), finetuned.Asr, finetuned.Acc),
            PaperEntry.Of(PaperMethods.DefendedByNad(model, method: PaperMethods.WithBeta(beta)), nad.Asr, nad.Acc));
    }
}
