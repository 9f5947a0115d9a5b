using System.Collections.Immutable;
using System.Globalization;
using Nad.Data;
using Nad.Files.Graphs;

namespace Nad.Models;

/// <summary>How a model was read, as texts beside its weights, so that our own output is read back without another search.</summary>
internal static class ReadingMetadata
{
    private const string Variant = "nad.variant", Mean = "nad.mean", Std = "nad.std", Channels = "nad.channels", Size = "nad.size",
        Resize = "nad.resize", Cut = "nad.cut";

    public static IReadOnlyDictionary<string, string> Of(Reading reading, Preprocessing input, bool open)
    {
        Dictionary<string, string> texts = new(StringComparer.Ordinal);
        if (open || reading.Choice.Length > 0) texts[Variant] = reading.Choice;
        if (!input.IsNone || texts.Count > 0)
        {
            texts[Mean] = Text(input.Mean);
            texts[Std] = Text(input.Std);
            texts[Channels] = input.Bgr ? "bgr" : "rgb";
        }

        return texts;
    }

    private static IEnumerable<(string Key, string Text)> Of(ImageGeometry geometry)
    {
        yield return (Size, string.Create(CultureInfo.InvariantCulture, $"{geometry.Height}x{geometry.Width}"));
        if (geometry.Resize is { } side) yield return (Resize, side.ToString(CultureInfo.InvariantCulture));
        if (geometry.Cut) yield return (Cut, "middle");
    }

    /// <summary>The same, read back; null where nothing usable is stored.</summary>
    public static ImageGeometry? GeometryFrom(IReadOnlyDictionary<string, object?> metadata)
    {
        if (metadata.GetValueOrDefault(Size) is not string { Length: < 20 } size || size.Split('x') is not [var rows, var columns])
            return null;
        if (!NumberText.TryDigits(rows, out int height) || !NumberText.TryDigits(columns, out int width)) return null;
        int side = 0;
        if (metadata.GetValueOrDefault(Resize) is string { Length: < 10 } resize && !NumberText.TryDigits(resize, out side)) return null;
        ImageGeometry geometry = new(height, width) { Resize = side > 0 ? side : null, Cut = metadata.GetValueOrDefault(Cut) is string };
        return geometry.Fits ? geometry : null;
    }

    /// <summary>The same for a network that was designed here: whichever reading of its own state dict is that network.</summary>
    /// <param name="model">The network.</param>
    /// <param name="geometry">How images are brought to its size; null where they are taken as they are.</param>
    public static IReadOnlyDictionary<string, string> Of(Classifier model, ImageGeometry? geometry) => With(Of(model), geometry);

    /// <summary>Such texts, and how images are brought to the size of the network; nothing more where they are taken as they are.</summary>
    public static IReadOnlyDictionary<string, string> With(IReadOnlyDictionary<string, string> texts, ImageGeometry? geometry) =>
        geometry is null
            ? texts
            : new Dictionary<string, string>(
                texts.Concat(Of(geometry).Select(t => KeyValuePair.Create(t.Key, t.Text))), StringComparer.Ordinal);

    private static IReadOnlyDictionary<string, string> Of(Classifier model)
    {
        if (model is not GraphClassifier made) return new Dictionary<string, string>();
        IReadOnlyList<Reading> readings = Architectures.Read(model.State.Entries.Select(e => (e.Name, e.Tensor.Shape.ToArray())), out _);
        return readings.FirstOrDefault(r => r.Graph is { } graph && Calls(graph).SequenceEqual(Calls(made.Graph))) is { } reading
            ? Of(reading, Preprocessing.None, open: true)
            : new Dictionary<string, string>();
    }

    /// <summary>What such texts say; null where they say nothing that can be used.</summary>
    public static (string? Variant, Preprocessing? Input) From(IReadOnlyDictionary<string, object?> metadata)
    {
        string? variant = metadata.GetValueOrDefault(Variant) as string;
        if (Numbers(metadata.GetValueOrDefault(Mean)) is not { Length: 3 } mean
            || Numbers(metadata.GetValueOrDefault(Std)) is not { Length: 3 } std || std.Any(s => s <= 0))
            return (variant, null);
        return (variant, new Preprocessing("as stored", [.. mean], [.. std], metadata.GetValueOrDefault(Channels) as string == "bgr"));
    }

    private static IEnumerable<string> Calls(Graph graph) =>
        graph.Nodes.Select(n => $"{n.Operator}({string.Join(", ", n.Inputs)}) {n.Output}");

    private static string Text(ImmutableArray<double> numbers) =>
        string.Join(", ", numbers.Select(n => n.ToString("R", CultureInfo.InvariantCulture)));

    private static double[]? Numbers(object? text)
    {
        if (text is not string { Length: < 200 } words) return null;
        List<double> numbers = [];
        foreach (string word in words.Split(','))
        {
            if (!NumberText.TryReal(word.Trim(), out double number, out _)) return null;
            numbers.Add(number);
        }

        return [.. numbers];
    }
}
