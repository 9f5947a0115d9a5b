using Nad.Torch;
using Nad.Files.Checkpoints;

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

    /// <summary>Reads a checkpoint as data, recognises the architecture from its keys and shapes, and loads the weights.</summary>
    /// <param name="path">A checkpoint of any known format, or <c>zoo:NAME</c> (<see cref="ZooName"/>).</param>
    /// <param name="device">Where the model is to live.</param>
    /// <exception cref="NadException">The file is missing, damaged, refused, of an unknown architecture, or holds values that are no numbers.</exception>
    public static ModelFile Load(string path, Device device)
    {
        Checkpoint checkpoint = Checkpoint.Read(ZooName.PathOf(path));
        WideResNetFingerprint found = WideResNetFingerprint.Match(checkpoint.Shapes(), out string reason)
            ?? throw new UnsupportedInputException($"{Printable.Of(path)} holds no known architecture: {reason.TrimEnd('.')}. Known are wrn-D-K (WideResNet for 32x32 images). 'nad inspect' lists what the file holds.");
        (long nan, long infinite) = checkpoint.NonFiniteCount();
        if (nan + infinite > 0)
        {
            throw new DamagedFileException($"{Printable.Of(path)} holds {nan} NaN and {infinite} infinite values, so nothing can be computed with it. Get an intact copy of the model.");
        }

        WideResNet model = new(found.Depth, found.Widen, found.Classes, device);
        model.Load(checkpoint.Tensors);
        return new ModelFile(model, path, checkpoint.Sha256, checkpoint.Length) { Metadata = checkpoint.Metadata };
    }

    /// <summary>Frees the model.</summary>
    public void Dispose() => Model.Dispose();
}
