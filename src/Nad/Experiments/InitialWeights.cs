using Nad.Data;
using Nad.Files.Checkpoints;
using Nad.Models;

namespace Nad.Experiments;

/// <summary>
/// Weights of another training that a training starts from; its last layer is new where the classes are others in number.
/// </summary>
internal sealed class InitialWeights
{
    private readonly Models.Reading reading;
    private readonly Preprocessing input;
    private readonly IReadOnlyList<NamedTensor> tensors;
    private readonly IReadOnlySet<string> renewed;

    private InitialWeights(
        Models.Reading reading, Preprocessing input, IReadOnlyList<NamedTensor> tensors, IReadOnlySet<string> renewed, string identity,
        string told) =>
        (this.reading, this.input, this.tensors, this.renewed, Identity, Told) = (reading, input, tensors, renewed, identity, told);

    /// <summary>Name of the network.</summary>
    public string Architecture => reading.Architecture;

    /// <summary>What tells two files apart.</summary>
    public string Identity { get; }

    /// <summary>What was decided, a printable sentence.</summary>
    public string Told { get; }

    /// <summary>What the architecture's name does not say, for the metadata of the file that is written.</summary>
    public IReadOnlyDictionary<string, string> Texts => ReadingMetadata.Of(reading, input, open: reading.Graph is not null);

    /// <summary>Reads the file.</summary>
    /// <param name="path">A checkpoint, or zoo:NAME.</param>
    /// <param name="architecture">The network that the user named; null for that of the file.</param>
    /// <param name="train">The images that are to be trained on.</param>
    /// <param name="run">Device, cancellation.</param>
    /// <exception cref="NadException">It cannot be read, is of another network, or holds none whose state dict is known.</exception>
    public static InitialWeights Load(string path, string? architecture, ImageSet train, RunContext run)
    {
        using ModelFile file = ModelFile.Load(path, run.Device);
        string shown = Printable.Of(path);
        if (architecture is not null && architecture != file.Model.Architecture)
            throw new NadException(
                $"{shown} holds a {file.Model.Architecture}, so --arch cannot be {Printable.Of(architecture)}. "
                + "Leave --arch out, or start from another file.");
        bool same = file.Model.ClassCount == train.ClassNames.Count;
        string input = same ? Settled(file, train, run) : "";
        string weight = file.Model.Head,
            bias = weight.EndsWith(".weight", StringComparison.Ordinal) ? weight[..^"weight".Length] + "bias" : "";
        HashSet<string> renewed = same ? [] : [weight, bias];
        IReadOnlyList<NamedTensor> tensors = file.Model.State.Export();
        IEnumerable<(string, long[])> shapes =
            tensors.Select(t => (t.Name, renewed.Contains(t.Name) ? [train.ClassNames.Count, .. t.Data.Shape[1..]] : t.Data.Shape));
        IReadOnlyList<Models.Reading> readings = Architectures.Read(shapes, out _);
        Models.Reading found = readings.FirstOrDefault(r => r.Choice == file.Reading.Choice) ?? (readings.Count > 0 ? readings[0] : null)
            ?? throw new UnsupportedInputException(
                $"{shown} is no state dict of a known family, and what is trained is written as one. Start from one, or leave --init out.");
        string head = same
            ? ""
            : $" Its last layer ({weight}) tells {file.Model.ClassCount} classes apart, so a new one for {train.ClassNames.Count} "
                + "is put in its place.";
        string how = $"{(found.Choice.Length > 0 ? $" with {found.Choice}" : "")}, its input: {file.Input.Describe()}";
        return new InitialWeights(
            found, file.Input, tensors, renewed, file.Identity,
            $"Training starts from the {found.Architecture} in {shown}{how}.{input}{head}");
    }

    /// <summary>A model with these weights; what is new is drawn from <c>PHASE/weights</c>.</summary>
    public Classifier Start(RunContext run, string phase)
    {
        Classifier model = reading.Create(run.Device, input);
        try
        {
            model.Initialise(run.Random($"{phase}/weights"));
            Dictionary<string, NamedTensor> given =
                tensors.Where(t => !renewed.Contains(t.Name)).ToDictionary(t => t.Name, StringComparer.Ordinal);
            model.Load(model.State.Export().Select(t => given.GetValueOrDefault(t.Name, t)));
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    // A file of the same task tells by its answers how its input is scaled; of another one it cannot be told.
    private static string Settled(ModelFile file, ImageSet train, RunContext run)
    {
        try
        {
            return file.Settle(train, run.Cancellation) ? $" {file.Found}" : "";
        }
        catch (NadException)
        {
            return " It does not know these images yet.";
        }
    }
}
