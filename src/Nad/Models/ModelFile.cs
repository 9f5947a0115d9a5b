using Nad.Torch;
using Nad.Files.Checkpoints;
using Nad.Files.Checkpoints.Writing;

namespace Nad.Models;

/// <summary>A classifier read from a checkpoint, and what the report says of the file.</summary>
/// <param name="Model">The caller owns it.</param>
/// <param name="Path">As it was given.</param>
/// <param name="Sha256">Of the file, lower-case hexadecimal.</param>
/// <param name="Bytes">Length of the file.</param>
public sealed record ModelFile(Classifier Model, string Path, string Sha256, long Bytes) : IDisposable
{
    /// <summary>Single values of the file beside its tensors, such as epoch or best_prec; untrusted.</summary>
    public IReadOnlyDictionary<string, object?> Metadata { get; init; } = new Dictionary<string, object?>();

    /// <summary>What was decided while reading, such as which of several dicts is the model: full sentences, fit to print.</summary>
    public IReadOnlyList<string> Notes { get; private init; } = [];

    /// <summary>What tells two models apart: the file's SHA-256 and, where one was named, the entry in it.</summary>
    public string Identity { get; private init; } = Sha256;

    /// <summary>The file as the form for the erased model.</summary>
    public CheckpointTemplate? Template { get; private init; }

    /// <summary>Reads a checkpoint as data, recognises the architecture from its keys and shapes, and loads the weights.</summary>
    /// <param name="path">A checkpoint of any known format, as <see cref="ModelName"/> names it.</param>
    /// <param name="device">Where the model is to live.</param>
    /// <exception cref="NadException">The file is missing, damaged, refused, of an unknown architecture, or holds values that are no numbers.</exception>
    public static ModelFile Load(string path, Device device) => Load(CheckpointFile.Open(ModelName.PathOf(path)), path, device, ModelName.EntryOf(path));

    /// <summary>The same for a file that was read already.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <param name="device">Where the model is to live.</param>
    /// <param name="entry">The entry in it that is the model; null to find it.</param>
    public static ModelFile Load(CheckpointFile file, string path, Device device, string? entry = null)
    {
        Checkpoint checkpoint = KnownNetworks.Read(file, entry);
        WideResNetFingerprint found = WideResNetFingerprint.Match(checkpoint.Shapes(), out string reason)
            ?? throw new UnsupportedInputException($"{Printable.Of(path)} holds no known architecture: {KnownNetworks.WhyUnknown(checkpoint, reason)}. Its names are {KnownNetworks.FirstNames(checkpoint)}. Known are {KnownNetworks.Names}. 'nad inspect' lists what the file holds.");
        if (checkpoint.Normalisation is { IsIdentity: false } scaled)
        {
            throw new UnsupportedInputException(
                $"{Printable.Of(path)} keeps a normalisation of its inputs beside the weights ({Printable.Of(scaled.MeanName, 60)}), and networks that need one are not run yet.");
        }

        (long nan, long infinite) = checkpoint.NonFiniteCount();
        if (nan + infinite > 0)
        {
            throw new DamagedFileException($"{Printable.Of(path)} holds {nan} NaN and {infinite} infinite values, so nothing can be computed with it. Get an intact copy of the model.");
        }

        WideResNet model = new(found.Depth, found.Widen, found.Classes, device);
        model.Load(checkpoint.Tensors);
        return new ModelFile(model, path, checkpoint.Sha256, checkpoint.Length)
        {
            Metadata = checkpoint.Metadata,
            Notes = checkpoint.Notes,
            Template = checkpoint.Template,
            Identity = entry is null ? checkpoint.Sha256 : $"{checkpoint.Sha256}#{entry}",
        };
    }

    /// <summary>Frees the model.</summary>
    public void Dispose() => Model.Dispose();
}
