using Nad.Data;
using Nad.Models;
using Nad.Torch;
using Nad.Torch.Modules;

namespace Nad.Experiments;

/// <summary>Runs models over images and keeps what their taps show.</summary>
internal static class AttentionViewer
{
    /// <summary>The view of one model on one image.</summary>
    /// <param name="name">Name of the model.</param>
    /// <param name="model">Run in inference mode.</param>
    /// <param name="image">Of the size that the model takes.</param>
    /// <param name="taps">Indices of taps, ascending.</param>
    /// <param name="functions">At least one.</param>
    public static AttentionView View(
        string name, Classifier model, NamedImage image, IReadOnlyList<int> taps, IReadOnlyList<AttentionFunction> functions)
    {
        using TensorScope scope = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        ImageSet one = new(image.Pixels, [0], image.Size, image.Size, ["?"], image.Caption);
        Activations a = model.Forward(new BatchAssembler(one, model.Device).InOrder(0, 1).Images, Mode.Inference);
        float[] probabilities = a.Logits.Softmax(1).ToFloats();
        int best = Array.IndexOf(probabilities, probabilities.Max());
        return new AttentionView(
            name, best, probabilities[best], [.. functions.SelectMany(f => taps.Select(t => f.Of(a.Groups[t], model.TapNames[t])))]);
    }
}
