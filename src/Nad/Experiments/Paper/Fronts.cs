using System.Globalization;

namespace Nad.Experiments;

/// <summary>
/// Finetuning and NAD, both tuned: what each has to give at several learning rates, as a front of accuracy against attack success. Not in
/// the paper. Both have 20 epochs along a cosine and are held to the given model's outputs; NAD's teacher is the finetuned model of the
/// highest rate.
/// </summary>
internal static class Fronts
{
    private static readonly double[] Rates = [0.05, 0.1, 0.2, 0.3];
    private static readonly double[] StudentRates = [0.05, 0.1, 0.2];

    public static PaperFront Spec { get; } = new()
    {
        Name = "fronts",
        Title = "Finetuning and NAD at several learning rates, 5 % clean images",
        Notes =
        [
            "Not in the paper. The best place is at the lower right. A line goes from its lowest to its highest rate: finetuning 0.05, "
                + "0.1, 0.2, 0.3; NAD's student 0.05, 0.1, 0.2, with the finetuned model of 0.3 as its teacher and β = 5000 at every tap.",
            "Both have 20 epochs along a cosine and are held to the given model's outputs with λ = 0.2; the epoch is chosen by "
                + "clean images held out.",
        ],
        Fronts = _ => [.. new[] { PaperModels.BadNets, PaperModels.Blend, PaperModels.CleanLabel, PaperModels.Sig }.Select(Front)],
    };

    private static FrontPlan Front(BackdooredModel model)
    {
        DefendedModel Finetuned(double rate) => new(model, PaperMethods.FinetunedAt(rate), PaperMethods.Fraction);
        return new FrontPlan(model.Title, model,
        [
            new("Finetuning", [.. Rates.Select(r => (Text(r), (GridNode)Finetuned(r)))]),
            new("NAD", [.. StudentRates.Select(r =>
                (Text(r), (GridNode)new DefendedModel(model, PaperMethods.DistilledAt(r), PaperMethods.Fraction, Finetuned(Rates[^1]))))]),
        ]);
    }

    private static string Text(double rate) => rate.ToString(CultureInfo.InvariantCulture);
}
