using Nad.Data;
using Nad.Evaluation;
using Nad.Models;
using Nad.Torch;
using Nad.Torch.Modules;

namespace Nad.Audit;

/// <summary>
/// A model under audit with the clean images: half A is searched on, half B only judges. No label is used but the model's own answers.
/// </summary>
/// <param name="Model">In inference mode throughout; nobody changes its weights.</param>
/// <param name="A">Images to search on; their labels are the model's answers.</param>
/// <param name="B">Images to judge on, none of them in <paramref name="A"/>; their labels are the model's answers.</param>
public sealed record AuditSubject(Classifier Model, ImageSet A, ImageSet B)
{
    /// <summary>Number of classes.</summary>
    public int Classes => Model.ClassCount;

    /// <summary>Splits images into halves A and B, and replaces their labels by what the model answers.</summary>
    /// <param name="model">The model.</param>
    /// <param name="images">Clean images, at least 4.</param>
    /// <param name="run">Seed of the stream <c>audit/halves</c>; device.</param>
    public static AuditSubject Of(Classifier model, ImageSet images, RunContext run)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(run);
        int[] order = run.Random("audit/halves").Permutation(images.Count);
        int half = images.Count / 2;
        return new AuditSubject(
            model, Answered(model, images.Subset(order.AsSpan(0, half)), run), Answered(model, images.Subset(order.AsSpan(half)), run));
    }

    /// <summary>The same images for another model.</summary>
    public AuditSubject With(Classifier model, RunContext run) => new(model, Answered(model, A, run), Answered(model, B, run));

    /// <summary>How many images a change sends where it is meant to send them.</summary>
    /// <param name="images"><see cref="A"/> or <see cref="B"/>.</param>
    /// <param name="goal">
    /// The class aimed at; images that are taken for it anyway do not count. <see cref="Goal.Away"/>: any other class than before.
    /// </param>
    /// <param name="change">From N×3×H×W pixels in 0–1 to as many; null for none.</param>
    /// <param name="run">Device, cancellation.</param>
    public Rate Success(ImageSet images, int goal, Func<Tensor, Tensor>? change, RunContext run)
    {
        ArgumentNullException.ThrowIfNull(images);
        int[] after = Answers(images, change, run);
        int[] counted = [.. Enumerable.Range(0, images.Count).Where(i => images.Labels[i] != goal)];
        return new Rate(counted.Count(i => goal == Goal.Away ? after[i] != images.Labels[i] : after[i] == goal), counted.Length);
    }

    /// <summary>What the model takes changed images for.</summary>
    public int[] Answers(ImageSet images, Func<Tensor, Tensor>? change, RunContext run)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(run);
        const int batch = 128;
        int[] answers = new int[images.Count];
        using Autograd.NoGradScope off = Autograd.NoGrad();
        BatchAssembler source = new(images, run.Device);
        for (int start = 0; start < images.Count; start += batch)
        {
            run.Cancellation.ThrowIfCancellationRequested();
            using TensorScope scope = TensorScope.Begin();
            Tensor x = source.InOrder(start, Math.Min(batch, images.Count - start)).Images;
            if (change is not null) x = change(x).Contiguous(MemoryLayout.ChannelsLast);
            int at = start;
            foreach (long answer in Model.Forward(x, Mode.Inference, TapForm.None).Logits.ArgMax(1).ToLongs()) answers[at++] = (int)answer;
        }

        return answers;
    }

    private static ImageSet Answered(Classifier model, ImageSet images, RunContext run) =>
        images.Labelled(new Evaluator(run.Device).Predict(model, images, run.Cancellation), images.ClassNames);
}
