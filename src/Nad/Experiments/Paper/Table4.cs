namespace Nad.Experiments;

/// <summary>Table 4: augmentation alone as a defense.</summary>
internal static class Table4
{
    public static PaperTable Spec { get; } = new()
    {
        Name = "table4",
        Title = "Finetuning with Mixup alone and with Cutout alone, 5 % clean images",
        RowHeader = "attack",
        Columns = ["Before", "Mixup", "Cutout", "NAD"],
        Average = true,
        Notes =
        [
            PaperModels.RefoolNote,
            "The paper prints 7.22 / 80.83 below NAD, the average of its table 1; the rows here average 6.89 / 80.95."
        ],
        Rows = _ =>
        [
            Row(PaperModels.BadNets, (68.22, 80.27), (28.17, 82.73), (3.81, 81.85)),
            Row(PaperModels.Trojan, (96.20, 71.83), (50.22, 80.13), (19.63, 79.16)),
            Row(PaperModels.Blend, (99.11, 80.51), (15.30, 81.78), (3.04, 81.68)),
            Row(PaperModels.CleanLabel, (93.77, 77.13), (73.33, 81.34), (9.18, 80.34)),
            Row(PaperModels.Sig, (52.11, 79.94), (99.95, 82.77), (2.52, 81.95)),
            Row(PaperModels.Refool, (8.76, 77.84), (91.86, 80.06), (3.18, 80.73)),
        ],
    };

    private static PaperRow Row(
        BackdooredModel model, (double Asr, double Acc) mixup, (double Asr, double Acc) cutout, (double Asr, double Acc) nad) =>
        new(
            model.Title, model, PaperEntry.Of(model, model.PaperAsr, model.PaperAcc),
            PaperEntry.Of(new DefendedModel(model, PaperMethods.Mixup, PaperMethods.Fraction), mixup.Asr, mixup.Acc),
            PaperEntry.Of(new DefendedModel(model, PaperMethods.Cutout, PaperMethods.Fraction), cutout.Asr, cutout.Acc),
            PaperEntry.Of(PaperMethods.DefendedByNad(model), nad.Asr, nad.Acc));
}
