namespace Nad.Experiments;

/// <summary>Table 5: the ends of the curve of mode connectivity repair.</summary>
internal static class Table5
{
    public static PaperTable Spec { get; } = new()
    {
        Name = "table5",
        Title = "Mode connectivity repair with either choice of its ends, 5 % clean images",
        RowHeader = "attack",
        Columns = ["Before", "MCR-(B,B)", "MCR-(B,F-B)", "NAD"],
        Average = true,
        Notes = [PaperModels.RefoolNote, "B is the backdoored model, F-B the same finetuned; the model is the one at t = 0.3."],
        Rows = _ =>
        [
            Row(PaperModels.BadNets, (4.65, 80.94), (6.00, 80.56), (4.77, 81.17)),
            Row(PaperModels.Trojan, (41.25, 78.76), (53.31, 78.31), (19.63, 79.16)),
            Row(PaperModels.Blend, (64.33, 80.34), (70.65, 80.51), (4.04, 81.68)),
            Row(PaperModels.CleanLabel, (32.95, 79.04), (42.66, 80.31), (9.18, 80.34)),
            Row(PaperModels.Sig, (1.62, 80.94), (7.32, 81.12), (2.52, 81.95)),
            Row(PaperModels.Refool, (8.76, 78.84), (10.95, 79.03), (3.18, 80.73)),
        ],
    };

    private static PaperRow Row(
        BackdooredModel model, (double Asr, double Acc) same, (double Asr, double Acc) finetuned, (double Asr, double Acc) nad) =>
        new(
            model.Title, model, PaperEntry.Of(model, model.PaperAsr, model.PaperAcc),
            PaperEntry.Of(new DefendedModel(model, PaperMethods.ModeConnectivity, PaperMethods.Fraction), same.Asr, same.Acc),
            PaperEntry.Of(
                new DefendedModel(model, PaperMethods.ModeConnectivityFinetuned, PaperMethods.Fraction), finetuned.Asr, finetuned.Acc),
            PaperEntry.Of(PaperMethods.DefendedByNad(model), nad.Asr, nad.Acc));
}
