using System.Globalization;
using Nad.Data;
using Nad.Files.Checkpoints;
using Nad.Torch;
using Nad.Torch.Modules;

namespace Nad.Models;

/// <summary>
/// Finds out what a state dict cannot tell, its variant and how its input is scaled, by the cross-entropy on clean labelled images: a wrong
/// guess costs accuracy, mostly much.
/// </summary>
/// <param name="readings">Ways to read the file.</param>
/// <param name="tensors">Its weights.</param>
/// <param name="device">Where it runs.</param>
/// <param name="images">Clean images with their labels.</param>
internal sealed class ReadingSearch(IReadOnlyList<Reading> readings, IReadOnlyList<NamedTensor> tensors, Device device, ImageSet images)
{
    private const int Fewest = 100, First = 100, Most = 250, BatchSize = 50;

    // Where even the best guess is right less often than this multiple of chance, nothing was recognised.
    private const double TimesChance = 3;

    private readonly List<Trial> trials = [];
    private UnsupportedInputException? misfit;

    /// <summary>One guess, measured.</summary>
    private sealed record Trial(Reading Reading, Preprocessing Input, double[] Losses, double Accuracy)
    {
        public double Loss => Losses.Average();
    }

    /// <summary>The best reading with the best scaling of the input, and a sentence that says so.</summary>
    /// <param name="given">The scaling, where the user said it.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <exception cref="NadException">
    /// It cannot be told: too few images, none fits, or two that compute something else fit alike.
    /// </exception>
    public (Reading Reading, Preprocessing Input, string Said) Find(Preprocessing? given, CancellationToken cancellation)
    {
        string name = readings[0].Architecture;
        if (images.Count < Fewest)
        {
            throw new NadException(
                $"What {name} expects of its input is found out on {Fewest} clean images or more, but there are {images.Count}. "
                + $"Give more, or say it: --mean 0,0,0 --std 1,1,1{(readings.Count > 1 ? $" --variant \"{readings[0].Choice}\"" : "")}.");
        }

        IReadOnlyList<Preprocessing> kinds = given is null ? KnownPreprocessing.Kinds : [given];
        foreach (Reading reading in readings)
        {
            foreach (Preprocessing kind in kinds) Try(reading, kind, First, cancellation);
        }

        if (trials.Count == 0) throw misfit!;
        Trial best = trials.MinBy(t => t.Loss)!;
        Trial? rival = trials.Where(t => t.Reading != best.Reading).MinBy(t => t.Loss);
        trials.Clear();
        IReadOnlyList<Preprocessing> inputs = given is null ? KnownPreprocessing.All : [given];
        foreach (Preprocessing input in inputs) Try(best.Reading, input, Most, cancellation);
        if (given is null) Try(best.Reading, trials.MinBy(t => t.Loss)!.Input with { Bgr = true }, Most, cancellation);
        Trial? other = rival is null ? null : Measure(rival.Reading, rival.Input, Most, cancellation);

        best = trials.MinBy(t => t.Loss)!;
        // Within a kind, the first that is no clear step behind: known by name before found by chance.
        Trial chosen = trials.Find(t => !KnownPreprocessing.Differ(t.Input, best.Input) && !Behind(t, best))!;
        double chance = 1.0 / chosen.Reading.Classes;
        if (chosen.Accuracy < Math.Min(TimesChance * chance, (1 + chance) / 2))
        {
            throw new NadException(string.Create(
                CultureInfo.InvariantCulture,
                $"However the input of {name} is scaled, it gets only {chosen.Accuracy * 100:0} % of {chosen.Losses.Length} clean images "
                    + $"right. Are these its classes, in its order? If so, say how its input is scaled: --mean and --std."));
        }

        if (other is not null && !Behind(other, chosen) && !Agrees(other, chosen))
        {
            throw new NadException(
                $"{name} may be read with {chosen.Reading.Choice} or with {other.Reading.Choice}: both fit the clean images equally well. "
                + $"Say which: --variant \"{chosen.Reading.Choice}\".");
        }

        Trial? second = trials.Where(t => KnownPreprocessing.Differ(t.Input, chosen.Input)).MinBy(t => t.Loss);
        string variant = readings.Count > 1
            ? $" with {chosen.Reading.Choice}{(other is null ? "" : Figures(other, $"; next {other.Reading.Choice}"))}"
            : "";
        return (
            chosen.Reading,
            chosen.Input,
            $"{name} is read{variant}; its input: "
                + $"{chosen.Input.Describe()}{(given is null ? " as found on clean images" : "")}{Figures(chosen, "")}"
                + $"{(second is null ? "" : Figures(second, $"; next {second.Input.Name}{(second.Input.Bgr ? " BGR" : "")}"))}.");
    }

    private static string Figures(Trial t, string before) =>
        string.Create(
            CultureInfo.InvariantCulture, $"{before} ({t.Accuracy * 100:0.0} % of {t.Losses.Length} right, cross-entropy {t.Loss:0.00})");

    // By more than one standard error of the paired difference.
    private static bool Behind(Trial t, Trial best)
    {
        int n = Math.Min(t.Losses.Length, best.Losses.Length);
        double[] d = [.. Enumerable.Range(0, n).Select(i => t.Losses[i] - best.Losses[i])];
        double mean = d.Average();
        return mean > Math.Sqrt(d.Sum(x => (x - mean) * (x - mean)) / Math.Max(1, n - 1) / n) + 1e-9;
    }

    private static bool Agrees(Trial a, Trial b) => a.Losses.Zip(b.Losses, (x, y) => Math.Abs(x - y)).Max() < 1e-4;

    private void Try(Reading reading, Preprocessing input, int count, CancellationToken cancellation)
    {
        if (Measure(reading, input, count, cancellation) is { } trial) trials.Add(trial);
    }

    // Null where these images cannot be put through the network at all.
    private Trial? Measure(Reading reading, Preprocessing input, int count, CancellationToken cancellation)
    {
        using Classifier model = reading.Create(device, input);
        model.Load(tensors);
        try
        {
            model.Fit(images.Height, images.Width);
        }
        catch (UnsupportedInputException e)
        {
            misfit = e;
            return null;
        }

        int n = Math.Min(count, images.Count);
        // spread: files may be sorted by class
        int[] chosen = [.. Enumerable.Range(0, n).Select(i => (int)((long)i * images.Count / n))];
        List<double> losses = [];
        int right = 0;
        using Autograd.NoGradScope off = Autograd.NoGrad();
        BatchAssembler assembler = new(images, device);
        foreach (int[] places in chosen.Chunk(BatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            using TensorScope scope = TensorScope.Begin();
            Tensor logits = model.Forward(assembler.Assemble(places, default).Images, Mode.Inference, TapForm.None).Logits;
            float[] p = logits.Softmax(1).ToFloats();
            for (int i = 0; i < places.Length; i++)
            {
                ReadOnlySpan<float> row = p.AsSpan(i * reading.Classes, reading.Classes);
                int label = images.Labels[places[i]];
                losses.Add(-Math.Log(Math.Max(row[label], 1e-12)));
                int top = 0;
                for (int c = 1; c < row.Length; c++) top = row[c] > row[top] ? c : top;
                right += top == label ? 1 : 0;
            }
        }

        double[] all = [.. losses.Select(l => double.IsFinite(l) ? l : 30)];
        return new Trial(reading, input, all, right / (double)n);
    }
}
