using Nad.Data;
using Nad.Files.Checkpoints;
using Nad.Files.Checkpoints.Writing;
using Nad.Files.Onnx.Import;
using Nad.Torch;

namespace Nad.Models;

/// <summary>A classifier read from a checkpoint, and what the report says of the file.</summary>
public sealed class ModelFile : IDisposable
{
    private readonly IReadOnlyList<Reading> readings;
    private readonly IReadOnlyList<NamedTensor> tensors;
    private readonly Preprocessing? said;

    private ModelFile(
        Classifier model, string path, string? entry, Checkpoint checkpoint, IReadOnlyList<Reading> readings, Preprocessing? said,
        ImageGeometry? geometry, string? beside)
    {
        (Model, Path, Sha256, Bytes) = (model, path, checkpoint.Sha256, checkpoint.Length);
        (this.readings, tensors, this.said) = (readings, checkpoint.Tensors, said);
        (Metadata, Notes, Template, Geometry) =
            (checkpoint.Metadata, [.. checkpoint.Notes, .. beside is null ? [] : new[] { beside }], checkpoint.Template, geometry);
        Identity = entry is null ? checkpoint.Sha256 : $"{checkpoint.Sha256}#{entry}";
        Reading = readings[0];
        Input = said ?? Preprocessing.None;
    }

    /// <summary>The classifier; this file owns it. <see cref="Settle"/> may put another in its place.</summary>
    public Classifier Model { get; private set; }

    /// <summary>As it was given.</summary>
    public string Path { get; }

    /// <summary>Of the file, lower-case hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>Length of the file.</summary>
    public long Bytes { get; }

    /// <summary>Single values of the file beside its tensors, such as epoch or best_prec; untrusted.</summary>
    public IReadOnlyDictionary<string, object?> Metadata { get; }

    /// <summary>What was decided while reading, such as which of several dicts is the model: full sentences, fit to print.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>What tells two models apart: the file's SHA-256 and, where one was named, the entry in it.</summary>
    public string Identity { get; }

    /// <summary>The file as the form for the erased model.</summary>
    public CheckpointTemplate? Template { get; }

    /// <summary>How the file is read.</summary>
    public Reading Reading { get; private set; }

    /// <summary>How the network's input is scaled.</summary>
    public Preprocessing Input { get; private set; }

    /// <summary>
    /// The size of the images that it is given, and how they are brought to it, as the user, the file or a file beside it says; null where
    /// nobody does.
    /// </summary>
    public ImageGeometry? Geometry { get; }

    /// <summary>Batch norms that were put back; null where none were folded.</summary>
    public FoldedNorms? Folded { get; private set; }

    /// <summary>What was found out on clean images, in one sentence; empty where nothing was open.</summary>
    public string Found { get; private set; } = "";

    /// <summary>What the architecture's name does not say, for the metadata of the file that is written.</summary>
    public IReadOnlyDictionary<string, string> ReadingTexts =>
        ReadingMetadata.With(ReadingMetadata.Of(Reading, Input, open: Model is GraphClassifier), Geometry);

    /// <summary>Reads a checkpoint as data, recognises the architecture from its keys and shapes, and loads the weights.</summary>
    /// <param name="path">A checkpoint of any known format, as <see cref="ModelName"/> names it.</param>
    /// <param name="device">Where the model is to live.</param>
    /// <param name="input">What the user says of the model; null for nothing.</param>
    /// <exception cref="NadException">
    /// The file is missing, damaged, refused, of an unknown architecture, or holds values that are no numbers.
    /// </exception>
    public static ModelFile Load(string path, Device device, ModelInput? input = null) =>
        Load(CheckpointFile.Open(ModelName.PathOf(path)), path, device, ModelName.EntryOf(path), input);

    /// <summary>The same for a file that was read already.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <param name="device">Where the model is to live.</param>
    /// <param name="entry">The entry in it that is the model; null to find it.</param>
    /// <param name="input">What the user says of the model; null for nothing.</param>
    public static ModelFile Load(CheckpointFile file, string path, Device device, string? entry = null, ModelInput? input = null)
    {
        input ??= ModelInput.Unknown;
        input.Validate();
        Checkpoint checkpoint = KnownNetworks.Read(file, entry);
        IReadOnlyList<Reading> all = Architectures.Read(checkpoint, out string reason);
        if (all.Count == 0)
        {
            throw new UnsupportedInputException(
                $"{Printable.Of(path)} holds no known architecture: {KnownNetworks.WhyUnknown(checkpoint, reason)}. Its names are "
                + $"{KnownNetworks.FirstNames(checkpoint)}. Known are {KnownNetworks.Names}. Any other network is read as ONNX. "
                + $"Export it where it was made: {OnnxAdvice.Export} 'nad inspect' lists what the file holds.");
        }

        (long nan, long infinite) = checkpoint.NonFiniteCount();
        if (nan + infinite > 0)
        {
            throw new DamagedFileException(
                $"{Printable.Of(path)} holds {nan} NaN and {infinite} infinite values, so nothing can be computed with it. "
                + "Get an intact copy of the model.");
        }

        (string? variant, Preprocessing? stored) = ReadingMetadata.From(checkpoint.Metadata);
        IReadOnlyList<Reading> readings = all;
        if ((input.Variant ?? variant) is { } wanted)
        {
            readings = [.. all.Where(r => r.Choice == wanted)];
            if (readings.Count == 0 && input.Variant is not null)
            {
                throw new NadException(
                    $"--variant must be one of {string.Join(", ", all.Select(r => $"\"{r.Choice}\""))} for {all[0].Architecture}, but is "
                    + $"'{Printable.Of(wanted)}'.");
            }

            if (readings.Count == 0) readings = all;
        }

        // What the file itself holds wins over what stands beside it; the user over both.
        SideCar? beside = SideCar.Beside(ModelName.PathOf(path));
        Preprocessing? inFile = Held(checkpoint) ?? stored;
        ImageGeometry? sizeInFile = ReadingMetadata.GeometryFrom(checkpoint.Metadata);
        Preprocessing? said = input.Said ?? inFile ?? beside?.Input;
        string? note = beside?.Told(input: input.Said is null && inFile is null, size: input.Geometry is null && sizeInFile is null);
        Classifier model = readings[0].Create(device, said ?? Preprocessing.None);
        try
        {
            model.Load(checkpoint.Tensors);
            return new ModelFile(model, path, entry, checkpoint, readings, said, input.Geometry ?? sizeInFile ?? beside?.Geometry, note);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private static Preprocessing? Held(Checkpoint checkpoint)
    {
        if (checkpoint.Normalisation is not { } held) return null;
        (double[] mean, double[] std) = held.Mean.Length == 1 ? (Three(held.Mean[0]), Three(held.Std[0])) : (held.Mean, held.Std);

        // Made for pixels of 0 to 255.
        if (mean.Concat(std).Any(v => v > 3)) (mean, std) = ([.. mean.Select(m => m / 255)], [.. std.Select(s => s / 255)]);
        return mean.Length == 3 && std.Length == 3
            ? new Preprocessing($"as kept in {Printable.Of(held.MeanName, 60)}", [.. mean], [.. std])
            : null;

        static double[] Three(double x) => [x, x, x];
    }

    /// <summary>Makes sure that images are of the size that the network takes.</summary>
    /// <exception cref="NadException">They are not.</exception>
    public void CheckSize(ImageSet images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (Model.InputSize is { } side && (images.Height != side || images.Width != side))
        {
            throw new NadException(
                $"{Model.Architecture} takes {side}x{side} images, but those of {images.Source} are {images.Width}x{images.Height}. "
                + $"For images:DIR ask for the size: images:DIR@{side}.");
        }
    }

    /// <summary>Finds out on clean images what neither file nor user told, and chooses the taps for their size.</summary>
    /// <param name="clean">Images with their labels.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <returns>Whether there was something to find out; <see cref="Found"/> then says what.</returns>
    /// <exception cref="NadException">It cannot be told, or the network takes no such images.</exception>
    public bool Settle(ImageSet clean, CancellationToken cancellation)
    {
        CheckSize(clean);
        bool open = Model is GraphClassifier && (readings.Count > 1 || said is null);
        if (open)
        {
            (Reading, Input, Found) = new ReadingSearch(readings, tensors, Model.Device, clean).Find(said, cancellation);
            Classifier found = Reading.Create(Model.Device, Input);
            found.Precision = Model.Precision;
            found.Load(tensors);
            Model.Dispose();
            Model = found;
        }

        Model.Fit(clean.Height, clean.Width);
        return open;
    }

    /// <summary>
    /// Puts batch norms back that were folded into convolutions, if there are such; <see cref="Folded"/> then folds them again.
    /// </summary>
    /// <param name="clean">Images for their statistics.</param>
    /// <param name="cancellation">Ends it early.</param>
    public void PutNormsBack(ImageSet clean, CancellationToken cancellation)
    {
        if (Template?.Format != CheckpointFormat.Onnx || Model is not GraphClassifier graph
            || FoldedNorms.Of(graph.Graph, graph.Head) is not { } norms)
            return;
        GraphClassifier whole = norms.PutBack(graph, clean, cancellation);
        Model.Dispose();
        (Model, Folded) = (whole, norms);
    }

    /// <summary>
    /// Makes sure that nothing is open, where there are no labelled images to find it out, and chooses the taps for images of a size.
    /// </summary>
    /// <exception cref="NadException">Something is open, or the network takes no such images.</exception>
    public void Settled(int height, int width)
    {
        if (Model is GraphClassifier && (readings.Count > 1 || said is null))
        {
            string variants =
                readings.Count > 1 ? $", and --variant with one of {string.Join(", ", readings.Select(r => $"\"{r.Choice}\""))}" : "";
            throw new NadException(
                $"{Printable.Of(Path)} does not tell how its input is scaled, and without labelled images that cannot be found out. "
                + $"Say it: --mean and --std{variants}.");
        }

        Model.Fit(height, width);
    }

    /// <summary>Frees the model.</summary>
    public void Dispose() => Model.Dispose();
}
