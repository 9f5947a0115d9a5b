namespace Nad.Experiments;

/// <summary>
/// Does distillation help? Not in the paper: finetuning against NAD with the same images, steps and seed, at the paper's settings and at
/// those of <c>auto</c>. With <c>--training strong</c> on models trained with crop and flip.
/// </summary>
internal static class Distillation
{
    private static readonly BackdooredModel[] Models = [PaperModels.BadNets, PaperModels.Blend, PaperModels.CleanLabel, PaperModels.Sig];

    /// <summary>
    /// At the paper's settings: what distillation adds is all that differs. The last column has the β of figure 8 that erases most before
    /// the accuracy falls.
    /// </summary>
    public static PaperTable Spec { get; } = Table(
        "distillation",
        "Finetuning against NAD at the paper's settings, 5 % clean images",
        ("Finetuning", m => PaperMethods.Finetuned(m)),
        ("NAD", m => PaperMethods.DefendedByNad(m)),
        ("NAD, β 5000", m => PaperMethods.DefendedByNad(m, method: PaperMethods.WithBeta(5000))));

    /// <summary>At the settings of <c>nad erase</c>: a finetuning as well tuned as the distillation is the honest opponent.</summary>
    public static PaperTable Auto { get; } = Table(
        "auto",
        "Finetuning against NAD with the preset auto, 5 % clean images",
        ("Finetuning, auto", m => new DefendedModel(m, PaperMethods.FinetuneAuto, PaperMethods.Fraction)),
        ("NAD, auto", m => new DefendedModel(m, PaperMethods.NadAuto, PaperMethods.Fraction)));

    private static PaperTable Table(string name, string title, params (string Column, Func<BackdooredModel, GridNode> Node)[] methods) =>
        new()
        {
            Name = name,
            Title = title,
            RowHeader = "attack",
            Columns = ["Before", .. methods.Select(m => m.Column)],
            Notes = ["Not in the paper."],
            Average = true,
            Rows = _ => [.. Models.Select(model => new PaperRow(
                model.Title, model,
                [PaperEntry.Of(model, model.PaperAsr, model.PaperAcc), .. methods.Select(m => PaperEntry.Of(m.Node(model), null, null))]))],
        };
}
