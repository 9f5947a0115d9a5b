using Nad.Models;
using Nad.Torch;

namespace Nad.Defenses;

/// <summary>The first so many channels of a ranking, held at 0 in one weight of a model.</summary>
/// <param name="model">Its weight is changed.</param>
/// <param name="variant">Filters of the last convolution (dimension 0) or columns of the last layer (dimension 1).</param>
/// <param name="order">Channels, the first to be pruned first.</param>
internal sealed class PrunedChannels(Classifier model, PruningVariant variant, int[] order)
{
    /// <summary>Channels that are pruned.</summary>
    public int Count { get; private set; }

    /// <summary>Prunes up to <paramref name="count"/> channels; those that are pruned stay so.</summary>
    public void Extend(int count)
    {
        int from = Count;
        Count = count;
        Clear(from);
    }

    /// <summary>Sets the pruned channels to 0 again, after a step that moved them.</summary>
    public void Hold() => Clear(0);

    private void Clear(int from)
    {
        using TensorScope scope = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        (IReadOnlyList<string> names, int dim) = variant == PruningVariant.Paper ? (model.LastChannels, 0) : ([model.Head], 1);
        foreach (int channel in order.AsSpan(from, Count - from))
        {
            foreach (string name in names) model.State[name].Slice(dim, channel, channel + 1).FillInPlace(0);
        }
    }
}
