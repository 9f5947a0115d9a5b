using Nad.Data;
using Nad.Defenses;
using Nad.Training;

namespace Nad.Library;

/// <summary>Erases backdoors.</summary>
public static class Erasure
{
    /// <summary>Makes a repaired copy of a model. The calling thread does the work.</summary>
    /// <param name="model">The model; it stays as it is.</param>
    /// <param name="clean">Clean images.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellation">Ends it between two steps.</param>
    /// <returns>The copy, which the caller disposes before <paramref name="model"/>.</returns>
    /// <exception cref="NadException">The images are too few, or the training failed; the message says what to do.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ImageModel Run(
        ImageModel model, LabelledImages clean, ErasureOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(clean);
        options ??= new ErasureOptions();
        CleanSubset subset = CleanSubset.Choose(clean.Set, options.CleanCount, null, options.Seed);
        ImageSet? heldOut = subset.HoldOut.Length == 0 ? null : clean.Set.Subset(subset.HoldOut);
        CleanData data = new(clean.Set.Subset(subset.Train), heldOut) { MirrorIsSafe = clean.MirrorIsSafe };
        IDefense defense = options.Defense ?? Named(options.Method).For(data).Make();
        RunContext run =
            new() { Seed = options.Seed, Progress = options.Progress is { } told ? new Told(told) : null, Cancellation = cancellation };
        DefenseResult result = defense.Erase(model.Network, data, run);
        result.Teacher?.Dispose();
        return model.With(result.Model);
    }

    private static DefenseOptions Named(string method) => method switch
    {
        "auto" => new AutoOptions(),
        "nad" => NadOptions.Paper,
        "finetune" => new FineTuningOptions(),
        _ => throw new NadException(
            $"There is no method '{Printable.Of(method)}' here. Known are auto, nad and finetune; any other is given as a Defense."),
    };

    private sealed class Told(IProgress<ErasureProgress> told) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress p) =>
            told.Report(new ErasureProgress(
                p.Phase, p.Epoch, p.Epochs, (p.Epoch - 1 + ((double)p.Step / Math.Max(1, p.Steps))) / Math.Max(1, p.Epochs)));
    }
}
