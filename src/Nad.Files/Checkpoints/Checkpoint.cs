using Nad.Files.Checkpoints.Finding;
using Nad.Files.Checkpoints.Modules;
using Nad.Files.Checkpoints.Modules.Graphs;
using Nad.Files.Checkpoints.Writing;
using Nad.Files.Graphs;
using Nad.Files.Onnx;

namespace Nad.Files.Checkpoints;

/// <summary>
/// The tensors of a model file, read as data: nothing in the file is imported, called or executed, and no library outside of the BCL is
/// involved. Formats: <see cref="CheckpointFormat"/>. NaN and infinity pass through; <see cref="NonFiniteCount"/> counts them.
/// </summary>
public sealed class Checkpoint
{
    internal Checkpoint(CheckpointFile file, FoundState found, IReadOnlyList<NamedTensor> tensors, Normalisation? normalisation)
    {
        (Path, Format, Length, Sha256) = (file.Path, file.Format, file.Length, file.Sha256);
        (Tensors, Normalisation) = (tensors, normalisation);
        (StateDictKey, StrippedPrefix) = (found.Fit.Place.Path, found.Fit.Prefix);
        Network = found.Fit.Network.Length > 0 ? found.Fit.Network : null;
        Notes = found.Notes();
        Module = found.Fit.Place.Module?.At(StrippedPrefix);
        if (Module is not null) (Graph, WhyNoGraph) = ModuleGraph.Try(Module, Network, tensors);
    }

    internal Checkpoint(CheckpointFile file, IReadOnlyList<NamedTensor> tensors, Graph graph, IReadOnlyList<string> notes)
    {
        (Path, Format, Length, Sha256) = (file.Path, file.Format, file.Length, file.Sha256);
        (Tensors, Graph, Network, Notes) = (tensors, graph, graph.Architecture, notes);
        (StateDictKey, StrippedPrefix) = ("", "");
    }

    /// <summary>Path as given to <see cref="Read(string)"/>.</summary>
    public string Path { get; }

    /// <summary>What the content is.</summary>
    public CheckpointFormat Format { get; }

    /// <summary>Size of the file in bytes.</summary>
    public long Length { get; }

    /// <summary>SHA-256 of the file, lower-case hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>The state dict in the order of the file; names are unique.</summary>
    public IReadOnlyList<NamedTensor> Tensors { get; }

    /// <summary>
    /// Every global that the pickles of the file name, in order of first sight; all are allowed, else reading had failed.
    /// </summary>
    public IReadOnlyList<PickleGlobal> Globals { get; internal init; } = [];

    /// <summary>
    /// Single values beside the state dict, in the order of the file, such as epoch or best_prec: string, long, double, bool or null
    /// (integers beyond 64 bits as string); the texts of safetensors' <c>__metadata__</c>. Untrusted.
    /// </summary>
    public IReadOnlyDictionary<string, object?> Metadata { get; internal init; } = new OrderedDictionary<string, object?>();

    /// <summary>
    /// Where the state dict was inside the file: "" at the top, else the key, such as "state_dict" or "checkpoint.model". Untrusted text.
    /// </summary>
    public string StateDictKey { get; }

    /// <summary>What stood before every key, such as "module."; <see cref="Tensors"/> are without it. Untrusted text.</summary>
    public string StrippedPrefix { get; }

    /// <summary>Short name of the known network that the tensors are; null where it is not known, or nobody asked.</summary>
    public string? Network { get; }

    /// <summary>
    /// The network itself, where the file holds it and not weights alone: ONNX, and whole pickled networks of classes that are followed.
    /// </summary>
    public Graph? Graph { get; }

    /// <summary>
    /// Why a whole pickled network is not followed, naming the first module that is not, without a full stop; empty where it is, and for
    /// other files.
    /// </summary>
    public string WhyNoGraph { get; } = "";

    /// <summary>The tree of modules that the tensors belong to, where the file holds a whole pickled network.</summary>
    public ModuleNode? Module { get; }

    /// <summary>The normalisation that the file keeps beside the weights; null where it keeps none.</summary>
    public Normalisation? Normalisation { get; }

    /// <summary>What was decided while reading, such as which of several dicts is the model: full sentences, fit to print.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Writes the same file with other weights.</summary>
    public required CheckpointTemplate Template { get; init; }

    /// <summary>
    /// Keys of the state dict and of the top level that are neither tensors nor single values and were left out, such as "optimizer"; the
    /// first 10,000. Untrusted.
    /// </summary>
    public IReadOnlyList<string> LeftOut { get; internal init; } = [];

    /// <summary>Elements of all floating-point tensors but the running statistics of batch normalisation: what training moves.</summary>
    public long ParameterCount => Tensors
        .Where(t => t.Data.Type is DType.Float16 or DType.BFloat16 or DType.Float32 or DType.Float64)
        .Where(t => !t.Name.EndsWith("running_mean", StringComparison.Ordinal) && !t.Name.EndsWith("running_var", StringComparison.Ordinal))
        .Sum(t => (long)(t.Data.Bytes.Length / t.Data.Type.SizeInBytes()));

    /// <summary>Shapes of all tensors by their ordinal names.</summary>
    public Dictionary<string, long[]> Shapes()
    {
        Dictionary<string, long[]> shapes = new(Tensors.Count, StringComparer.Ordinal);
        foreach (NamedTensor tensor in Tensors) shapes[tensor.Name] = tensor.Data.Shape;
        return shapes;
    }

    /// <summary>NaN and infinite elements of all tensors.</summary>
    public (long NaN, long Infinite) NonFiniteCount()
    {
        (long nan, long infinite) = (0, 0);
        foreach (NamedTensor tensor in Tensors)
        {
            (long n, long i) = NonFinite.Count(tensor.Data);
            (nan, infinite) = (nan + n, infinite + i);
        }

        return (nan, infinite);
    }

    /// <summary>Reads a checkpoint of any known format.</summary>
    /// <param name="path">A regular file.</param>
    /// <exception cref="RefusedFileException">The file names a global that is not plain data, or plays tricks on its reader.</exception>
    /// <exception cref="DamagedFileException">Truncated or inconsistent.</exception>
    /// <exception cref="UnsupportedInputException">Not a checkpoint, or of a kind that is not read.</exception>
    /// <exception cref="NadException">Missing, unreadable, or not a file.</exception>
    public static Checkpoint Read(string path) => Read(CheckpointFile.Open(path));

    /// <summary>Reads the state dict of an opened file; errors as <see cref="Read(string)"/>.</summary>
    /// <param name="file">The file.</param>
    /// <param name="entry">Where in the file the state dict is, such as "netC" or "state_dict.student"; null to find it.</param>
    /// <param name="known">
    /// Knows networks: of several dicts, prefixes and parts the one that is a known network is taken. Null: names alone decide.
    /// </param>
    public static Checkpoint Read(CheckpointFile file, string? entry = null, NetworkName? known = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        try
        {
            return file.Format switch
            {
                CheckpointFormat.SafeTensors => SafeTensorsReader.Read(file, entry, known),
                CheckpointFormat.Onnx => OnnxCheckpoint.Read(file),
                CheckpointFormat.Unsupported => throw new UnsupportedInputException(
                    $"A model is a PyTorch file, safetensors or ONNX; found: {file.Kind}. {file.Advice}"),
                _ => PickledCheckpoint.Read(file, entry, known),
            };
        }
        catch (NadException e)
        {
            throw e.In(file.Path);
        }
    }
}
