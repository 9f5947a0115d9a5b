using System.Globalization;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>All that auto says: from facts to the sentences of the report. Nothing is decided here.</summary>
internal static class Journal
{
    public const string AnotherFailed = "another of its students failed";

    public const string OnlyOneLeft = "it is the smallest that did not fail";

    public const string StrongestTried = "it is the largest that was tried";

    public static string Rate(double rate) => Invariant($"rate {rate:0.######}");

    public static string Beta(AutoStep step) => Invariant($"beta {step.Beta}");

    /// <summary>The rate of a training that was tried at several.</summary>
    public static Selection RateOf(string phase, double rate, IReadOnlyList<Candidate> tried, double given, double maxDrop)
    {
        IEnumerable<string> each =
            tried.Select(c => double.IsNaN(c.ValAcc) ? Invariant($"{c.Value} failed") : Invariant($"{c.Value} left {Percent(c.ValAcc)}"));
        string least = Invariant($"at least {Percent(given - maxDrop)} was wanted, {maxDrop * 100:0.#} points below the given model.");
        return new Selection(
            $"rate of the {phase}", rate,
            Invariant($"The {phase} was trained at a rate of {rate}. Hold-out accuracy by rate: {string.Join(", ", each)}; {least}"),
            tried);
    }

    /// <summary>The step that was chosen.</summary>
    public static Selection BetaOf(AutoStep step, string why, IReadOnlyList<Candidate> tried) =>
        new(
            "beta",
            step.Beta,
            Invariant($"Beta {step.Beta}, with the given model's outputs at {step.Outputs:0.##} of their weight, was chosen: {why}."),
            [.. tried]);

    public static string Accepted(double accuracy, double least, string measure, string next) =>
        Invariant($"its hold-out accuracy is {Percent(accuracy)}, and at least {Percent(least)} was wanted ({measure}); {next}");

    public static string NoneAccepted(double accuracy, double least, string measure) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"no student has the {Percent(least)} on the hold-out that was wanted ({measure}), and this, the gentlest, "
                + $"leaves {Percent(accuracy)}");

    public static string ByTeacher(double errors, int images, double teacher, double maxDrop, double given) => string.Create(
        CultureInfo.InvariantCulture,
        $"the teacher's {Percent(teacher)} less {errors:0.#} standard error{(errors == 1 ? "" : "s")} of {images} images, "
            + $"{Already("the teacher", maxDrop, given)}");

    public static string BySmallest(double relative, double maxDrop, double given) => Invariant(
        $"{relative * 100:0.#} points below the smallest beta, {Already("that", maxDrop, given)}");

    public static string ByGiven(double maxDrop, double given) =>
        Invariant($"{maxDrop * 100:0.#} points below the given model's {Percent(given)}");

    public static string Failed(AutoStep step, TrainingFailedException e) =>
        Invariant($"with {step.Beta} the training failed ({e.Message})");

    public static string GivenUp(AutoStep step, string why) => Invariant($"{step.Beta} was given up, because {why}");

    public static string Left(AutoStep step, double accuracy) => Invariant($"{step.Beta} leaves {Percent(accuracy)}");

    public static string Unstable(double rate) => Invariant(
        $"At the learning rate {rate:0.####} chance decided where students end, so that a third of it was tried.");

    public static string NoStudent(double rate, TrainingFailedException e) => Invariant(
        $"No student came of the learning rate {rate:0.####}, so that a third of it was tried: {e.Message}");

    public static string LeftOut(TrainingFailedException e) =>
        $"Another student, to be averaged with the first, failed and is left out: {e.Message}";

    public static string TooFarApart(IEnumerable<double> accuracies, double mean) => string.Create(
        CultureInfo.InvariantCulture,
        $"its students lie too far apart to be averaged ({string.Join(", ", accuracies.Select(a => Invariant($"{a * 100:0.0}")))} % on the "
            + $"hold-out, their mean {Percent(mean)})");

    /// <summary>Whether students were averaged.</summary>
    public static Selection Averaged(bool kept, double accuracy, double least, double worst, IReadOnlyList<Candidate> tried)
    {
        double count = tried[^1].Value;
        string wanted = string.Create(
            CultureInfo.InvariantCulture,
            $"{Percent(accuracy)} on the hold-out; at least {Percent(least)} was wanted, a standard error below the worst of "
                + $"them ({Percent(worst)})");
        return new Selection(
            "students averaged", kept ? count : 1,
            kept
                ? Invariant($"The weights of {count} students, which saw the images in different orders, were averaged: {wanted}.")
                : Invariant($"The first student was kept as it is. The mean of {count} students has {wanted}."),
            tried);
    }

    /// <summary>Whether the weights were moved back towards the given model's.</summary>
    public static Selection MovedBack(bool kept, double share, double accuracy, double least, double before)
    {
        string wanted = string.Create(
            CultureInfo.InvariantCulture,
            $"{Percent(accuracy)} on the hold-out; at least {Percent(least)} was wanted, a standard error below the "
                + $"{Percent(before)} from before");
        return new Selection(
            "share of the given model", kept ? share : 0,
            kept
                ? Invariant($"The weights were moved by {share * 100:0.#} % of the way back towards the given model's: {wanted}.")
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"The weights stay as they are. "
                        + $"Moved by {share * 100:0.#} % of the way back towards the given model's they have {wanted}."),
            [new(0, before), new(share, accuracy)]);
    }

    /// <summary>What auto cannot do without images held out.</summary>
    public static IEnumerable<string> Unchosen(AutoOptions o)
    {
        const string few = "There are too few clean images to hold any out";
        if (o.Tuned is NadOptions && o.Steps.Length > 1)
            yield return Invariant($"{few}, so beta could not be chosen; it is the smallest, {o.Steps[^1].Beta}.");
        if (o.Students > 1) yield return $"{few}, so one student was trained instead of {o.Students} to be averaged.";
        if (o.GivenShare > 0) yield return $"{few}, so the weights were not moved towards the given model's.";
    }

    private static string Already(string who, double maxDrop, double given) =>
        Invariant($"for {who} already loses more than {maxDrop * 100:0.#} points against the given model's {Percent(given)}");

    private static string Percent(double accuracy) => Invariant($"{accuracy * 100:0.0} %");

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
