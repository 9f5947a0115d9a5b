namespace Nad.Files.Checkpoints.Finding;

/// <summary>
/// Entries of a state dict that are no weights of a network: counters of tools, copies that nothing computes with, heads for training
/// alone, and the normalisation of the inputs. They are told by name and shape.
/// </summary>
internal sealed class ExtraEntries
{
    // thop's operation counts; the number of models in torch.optim.swa_utils.AveragedModel.
    private static readonly HashSet<string> Counters = new(StringComparer.Ordinal) { "total_ops", "total_params", "n_averaged" };

    // Modules beside the network that torchvision's GoogLeNet and Inception-v3 compute while training alone.
    private static readonly string[] TrainingHeads = ["aux1", "aux2", "AuxLogits"];

    private static readonly string[] Means = ["means", "mean", "mu"];
    private static readonly string[] Deviations = ["std", "stds", "sd", "sds", "sigma", "sigmas", "stdev"];

    // First parts of names that belong to the training script and not to the network: losses and metrics.
    private static readonly string[] Auxiliary =
    [
        "criterion", "loss", "metric", "train_acc", "val_acc", "valid_acc", "test_acc", "accuracy"
    ];

    // Longer names are those of no network, and would be copied again and again.
    private const int LongestName = 512;

    private readonly HashSet<string> names = new(StringComparer.Ordinal);

    /// <summary>Sorts out a state dict.</summary>
    public ExtraEntries(IReadOnlyList<PlacedTensor> tensors)
    {
        Dictionary<string, PlacedTensor> byName = new(tensors.Count, StringComparer.Ordinal);
        foreach (PlacedTensor tensor in tensors) byName[tensor.Name] = tensor;
        foreach (PlacedTensor tensor in tensors)
        {
            if (tensor.Name.Length > LongestName) continue;
            if (Counters.Contains(LastPart(tensor.Name)) || IsUnusedCopy(tensor, byName) || IsTrainingHead(tensor.Name))
                names.Add(tensor.Name);
            else if (Mean is null && Deviation(tensor, byName) is { } deviation)
            {
                (Mean, Std) = (tensor, deviation);
                names.Add(tensor.Name);
                names.Add(deviation.Name);
            }
        }
    }

    /// <summary>
    /// The mean that the network takes off its inputs, and the deviation that it divides them by; null where there is none.
    /// </summary>
    public PlacedTensor? Mean { get; }

    /// <summary>Beside <see cref="Mean"/>.</summary>
    public PlacedTensor? Std { get; }

    /// <summary>How many entries are extras.</summary>
    public int Count => names.Count;

    /// <summary>Whether an entry is one.</summary>
    public bool Contains(string name) => names.Contains(name);

    /// <summary>Whether a tensor is of a head that the network has for training alone.</summary>
    public static bool IsTrainingHead(string name) => name.Split('.').SkipLast(2).Any(TrainingHeads.Contains);

    /// <summary>Whether a name outside of the network says that it belongs to the training script.</summary>
    public static bool IsAuxiliary(string name)
    {
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        string first = dot < 0 ? name : name[..dot];
        return Auxiliary.Any(
            a => first.Equals(a, StringComparison.OrdinalIgnoreCase) || first.StartsWith(a + "_", StringComparison.OrdinalIgnoreCase));
    }

    // TRADES and its descendants build sub_block1 like block1 and never call it.
    private static bool IsUnusedCopy(PlacedTensor tensor, Dictionary<string, PlacedTensor> byName)
    {
        int at = tensor.Name.StartsWith("sub_", StringComparison.Ordinal) ? 0 : tensor.Name.IndexOf(".sub_", StringComparison.Ordinal) + 1;
        if (at == 0 && !tensor.Name.StartsWith("sub_", StringComparison.Ordinal)) return false;
        return byName.TryGetValue(tensor.Name.Remove(at, "sub_".Length), out PlacedTensor? used)
            && used.Shape.AsSpan().SequenceEqual(tensor.Shape);
    }

    private static PlacedTensor? Deviation(PlacedTensor tensor, Dictionary<string, PlacedTensor> byName)
    {
        if (!IsPerChannel(tensor.Shape) || tensor.Name.EndsWith("running_mean", StringComparison.Ordinal)) return null;
        foreach (string mean in Means)
        {
            string last = LastPart(tensor.Name);
            if (!last.TrimEnd('_').EndsWith(mean, StringComparison.OrdinalIgnoreCase)) continue;
            int at = tensor.Name.LastIndexOf(mean, StringComparison.OrdinalIgnoreCase);
            foreach (string deviation in Deviations)
            {
                string wanted = tensor.Name.Remove(at, mean.Length).Insert(at, deviation);
                if (byName.TryGetValue(wanted, out PlacedTensor? found) && IsPerChannel(found.Shape)) return found;
            }
        }

        return null;
    }

    // One number, or one for each of up to four channels, as [3], [3, 1, 1] or [1, 3, 1, 1].
    private static bool IsPerChannel(long[] shape) =>
        shape.Length <= 4 && shape.All(s => s is >= 1 and <= 4) && shape.Count(s => s > 1) <= 1;

    private static string LastPart(string name) => name[(name.LastIndexOf('.') + 1)..];
}
