using System.Globalization;
using Nad.Data;
using Nad.Evaluation;
using Nad.Models;
using Nad.Torch;

namespace Nad.Experiments;

/// <summary>
/// Decides which class folder has which label, if two orders are in use: folders 0, 1, 2, 10 are so in numeric order and 0, 1, 10, 2 as
/// text, which torchvision's ImageFolder goes by. A model tells which it was trained with; without one, whole numbers have their numeric
/// order and all other names that of text.
/// </summary>
/// <param name="Source">The data, in the order that was chosen.</param>
/// <param name="Images">The images that were given, with labels in that order.</param>
/// <param name="Reason">What was chosen and why, a printable sentence; null if there is only one order.</param>
internal sealed record ClassOrderChoice(IDataSource Source, ImageSet Images, string? Reason)
{
    // Enough for any two orders that differ; a large test split would be measured twice.
    private const int MostImages = 1000, ShownNames = 6;

    /// <summary>
    /// Chooses by a model that may still have to be settled, which takes labelled images: those of the other order, if by the first nothing
    /// is found.
    /// </summary>
    /// <exception cref="NadException">By neither can it be settled.</exception>
    public static ClassOrderChoice Of(IDataSource source, ImageSet images, ModelFile? file, Device device, CancellationToken cancellation)
    {
        if (file is null || Other(source) is not { } other) return Of(source, images, file?.Model, device, cancellation);
        try
        {
            file.Settle(images, cancellation);
        }
        catch (NadException)
        {
            file.Settle(other.Relabelled(images), cancellation);
        }

        return Of(source, images, file.Model, device, cancellation);
    }

    /// <summary>Chooses.</summary>
    /// <param name="source">The data.</param>
    /// <param name="images">Clean images of it that are loaded anyway.</param>
    /// <param name="model">The model that is given; null for none.</param>
    /// <param name="device">Where the model is.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static ClassOrderChoice Of(IDataSource source, ImageSet images, Classifier? model, Device device, CancellationToken cancellation)
    {
        if (Other(source) is not { } other) return new(source, images, null);
        bool numeric = source.Order == LabelOrder.Numeric;
        string first = $"{Word(numeric)} ({Shown(source.ClassNames)})", second = $"{Word(!numeric)} ({Shown(other.ClassNames)})";
        if (model is null)
            return new(
                source,
                images,
                $"Class folders hold numbers. Labels follow {first}; programs that go by {second} give other labels. "
                    + "--classes FILE fixes another order.");

        ImageSet sample = images.Count <= MostImages
            ? images
            : images.Subset([.. Enumerable.Range(0, MostImages).Select(i => (int)((long)i * images.Count / MostImages))]);
        ImageSet relabelled = other.Relabelled(sample);
        int[] predicted = new Evaluator(device).Predict(model, sample, cancellation);
        int here = Hits(predicted, sample.Labels), there = Hits(predicted, relabelled.Labels);
        string measured = string.Create(
            CultureInfo.InvariantCulture,
            $"Class folders hold numbers, and two orders are in use. The given model is right on {Percent(here, sample)} % of "
                + $"{sample.Count} clean images by {first}, on {Percent(there, sample)} % by {second}: ");
        return there > here
            ? new(other, other.Relabelled(images), $"{measured}{Word(!numeric)} is taken. --classes FILE fixes another order.")
            : new(
                source,
                images,
                $"{measured}{Word(numeric)} is taken{(there == here ? ", because neither is better" : "")}. "
                    + "--classes FILE fixes another order.");
    }

    private static OrderedClasses? Other(IDataSource source) =>
        source.Order is LabelOrder.Text or LabelOrder.Numeric && ClassNumbers.OtherOrder(source.ClassNames) is { } names
            ? OrderedClasses.InOrder(source, names, source.Order == LabelOrder.Numeric ? LabelOrder.Text : LabelOrder.Numeric)
            : null;

    private static string Word(bool numeric) => numeric ? "numeric order" : "the order of text";

    private static string Shown(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(ShownNames)) + (names.Count > ShownNames ? ", ..." : "");

    private static int Hits(int[] predicted, int[] labels) => predicted.Zip(labels).Count(pair => pair.First == pair.Second);

    private static string Percent(int hits, ImageSet images) => (100.0 * hits / images.Count).ToString("0.0", CultureInfo.InvariantCulture);
}
