using Nad.Defenses;

namespace Nad.Experiments;

/// <summary>
/// What each part of <c>auto</c> is worth: one left out at a time. Not in the paper. With <c>--training strong</c> on models trained with
/// crop and flip.
/// </summary>
internal static class Ablation
{
    private static readonly BackdooredModel[] Models =
    [
        PaperModels.BadNets,
        PaperModels.Trojan,
        PaperModels.Blend,
        PaperModels.CleanLabel,
        PaperModels.Sig,
        PaperModels.Centre(1.0, 100, 83.23)
    ];

    private static readonly GridMethod[] Methods =
    [
        PaperMethods.NadAuto,
        PaperMethods.Tuned("No outputs", o => o with { Outputs = null }),
        PaperMethods.Tuned("Teacher held fully", o => o with { TeacherOutputs = 1 }),
        PaperMethods.Tuned("Teacher at the student's rate", o => o with { TeacherRecipe = o.Recipe }),
        PaperMethods.Tuned("No gentler rates", o => o with { GentlerRates = 0 }),
        PaperMethods.Tuned("One step, β 5000", o => o with { Steps = [o.Steps[0]] }),
        PaperMethods.Tuned("One student", o => o with { Students = 1 }),
        PaperMethods.Tuned("No way back", o => o with { GivenShare = 0 }),
        PaperMethods.Tuned("Hold-out as it is", o => o with { MirrorHoldOut = false }),
        PaperMethods.Tuned("Finetuning, tuned alike", o => o with { Tuned = new FineTuningOptions() }),
    ];

    /// <summary>A row for each model, a column for each part that is left out.</summary>
    public static PaperTable Spec { get; } = new()
    {
        Name = "ablation",
        Title = "auto with one part left out at a time, 5 % clean images",
        RowHeader = "attack",
        Columns = ["Before", .. Methods.Select(m => m.Title)],
        Notes = ["Not in the paper. A part earns its place if leaving it out costs more than the spread of seeds."],
        Average = true,
        Rows = _ => [.. Models.Select(model => new PaperRow(
            model.Title, model,
            [
                PaperEntry.Of(model, model.PaperAsr, model.PaperAcc),
                .. Methods.Select(m => PaperEntry.Of(new DefendedModel(model, m, PaperMethods.Fraction), null, null)),
            ]))],
    };
}
