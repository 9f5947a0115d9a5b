namespace Nad.Experiments;

/// <summary>Table 1: the defenses against six attacks.</summary>
internal static class Table1
{
    public static PaperTable Spec { get; } = new()
    {
        Name = "table1",
        Title = "Defenses against six attacks with 5 % clean images",
        RowHeader = "attack",
        Columns = ["Before", "Finetuning", "Fine-pruning", "Fine-pruning, proper", "MCR", "NAD"],
        Notes =
        [
            "Mode connectivity repair (MCR) ends in the backdoored model on both sides; its model is the one at t = 0.3.",
            "Fine-pruning is prune-only, of filters of the last convolution, until its accuracy on the hold-out is that of NAD.",
            "CL has noise of ε = 8/255: with the paper's 0.15, made by a naturally trained model, the grid is not learnt.",
            PaperModels.RefoolNote,
            "Fine-pruning, proper, is not in the paper: final features after the last ReLU, then finetuning, as Liu et al. (2018) mean it.",
        ],
        Average = true,
        Rows = _ =>
        [
            Row(PaperModels.BadNets, (17.18, 81.22), (99.73, 81.14), (4.65, 80.94), (4.77, 81.17)),
            Row(PaperModels.Trojan, (71.76, 77.88), (41.00, 78.17), (41.25, 78.76), (19.63, 79.16)),
            Row(PaperModels.Blend, (36.60, 81.22), (93.62, 81.13), (64.33, 80.34), (4.04, 81.68)),
            Row(PaperModels.CleanLabel, (75.08, 81.73), (29.88, 79.32), (32.95, 79.04), (9.18, 80.34)),
            Row(PaperModels.Sig, (9.18, 81.28), (74.26, 81.60), (1.62, 80.94), (2.52, 81.95)),
            Row(PaperModels.Refool, (14.38, 80.34), (63.49, 80.64), (8.76, 78.84), (3.18, 80.73)),
            Row(PaperModels.RefoolCleanLabel, (14.38, 80.34), (63.49, 80.64), (8.76, 78.84), (3.18, 80.73)) with { Variant = true },
        ],
    };

    private static PaperRow Row(
        BackdooredModel model,
        (double Asr, double Acc) finetuned,
        (double Asr, double Acc) pruned,
        (double Asr, double Acc) curve,
        (double Asr, double Acc) nad) =>
        new(
            model.Title, model, PaperEntry.Of(model, model.PaperAsr, model.PaperAcc),
            PaperEntry.Of(PaperMethods.Finetuned(model), finetuned.Asr, finetuned.Acc),
            PaperEntry.Of(PaperMethods.Pruned(model), pruned.Asr, pruned.Acc),
            PaperEntry.Of(new DefendedModel(model, PaperMethods.FinePruningProper, PaperMethods.Fraction), null, null),
            PaperEntry.Of(new DefendedModel(model, PaperMethods.ModeConnectivity, PaperMethods.Fraction), curve.Asr, curve.Acc),
            PaperEntry.Of(PaperMethods.DefendedByNad(model), nad.Asr, nad.Acc));
}
