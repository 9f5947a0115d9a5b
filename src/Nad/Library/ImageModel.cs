using Nad.Evaluation;
using Nad.Experiments;
using Nad.Files.Checkpoints.Writing;
using Nad.Models;
using Nad.Torch;

namespace Nad.Library;

/// <summary>An image classifier from a file, or what an erasure made of one. Its owner disposes it.</summary>
public sealed class ImageModel : IDisposable
{
    private readonly Classifier? erased;

    private ImageModel(ModelFile file, Classifier? erased) => (Origin, this.erased) = (file, erased);

    /// <summary>Such as <c>resnet-18</c>.</summary>
    public string Architecture => Network.Architecture;

    /// <summary>Number of classes.</summary>
    public int Classes => Network.ClassCount;

    internal ModelFile Origin { get; }

    internal Classifier Network => erased ?? Origin.Model;

    /// <summary>Reads a model without executing anything of its file.</summary>
    /// <param name="path">A PyTorch checkpoint, safetensors or ONNX.</param>
    /// <exception cref="NadException">It is missing, damaged, refused, or of no known architecture.</exception>
    public static ImageModel Load(string path) => new(ModelFile.Load(path, Device.Cpu), null);

    /// <summary>Accuracy, 0–1.</summary>
    public double Accuracy(LabelledImages images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return new Evaluator(Device.Cpu).Accuracy(Network, images.Set).Value;
    }

    /// <summary>The label that the model gives each image.</summary>
    /// <param name="images">The images.</param>
    /// <param name="cancellation">Ends it early.</param>
    public int[] Predict(LabelledImages images, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        return new Evaluator(Device.Cpu).Predict(Network, images.Set, cancellation);
    }

    /// <summary>
    /// Writes the model, whole or not at all: to a name in <c>.safetensors</c> as that, to any other as the file that was loaded, with
    /// these weights.
    /// </summary>
    /// <param name="path">Where to; a file that is there is replaced.</param>
    /// <exception cref="NadException">It cannot be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        (string Name, Action<Stream> Write)[] forms = [.. ResultFolder.ModelFiles(Network, Origin.Template, Origin.ReadingTexts)];
        bool safe = path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase);
        AtomicFile.Write(path, forms.First(f => f.Name.EndsWith(".safetensors", StringComparison.Ordinal) == safe).Write);
    }

    /// <summary>Frees its memory; an erased model does not outlive the one that it was made of.</summary>
    public void Dispose()
    {
        if (erased is not null) erased.Dispose();
        else Origin.Dispose();
    }

    internal ImageModel With(Classifier result)
    {
        // What is measured is what is written: a file of half precision holds rounded weights.
        if (Origin.Template is CheckpointTemplate form) result.Load(form.Rounded(result.State.Export()));
        return new ImageModel(Origin, result);
    }
}
