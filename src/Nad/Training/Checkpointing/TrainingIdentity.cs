using System.Globalization;
using System.Security.Cryptography;
using Nad.Data;
using Nad.Files.Checkpoints;

namespace Nad.Training;

/// <summary>What decides the bits of a training, as words that can be compared: recipe, seed, starting weights, images.</summary>
internal static class TrainingIdentity
{
    public static SortedDictionary<string, string> Of(
        string phase, TrainingRecipe recipe, long seed, TrainingStep step, IBatchSource source, ImageSet? holdOut) =>
        new(StringComparer.Ordinal)
        {
            ["phase"] = phase,
            ["seed"] = seed.ToString(CultureInfo.InvariantCulture),
            ["epochs"] = recipe.Epochs.ToString(CultureInfo.InvariantCulture),
            ["learning rate"] = ScheduleJson.Of(recipe.LearningRate),
            ["batch"] = recipe.BatchSize.ToString(CultureInfo.InvariantCulture),
            ["sgd"] = recipe.Sgd.ToString(),
            ["augmentation"] = recipe.Augmentation.ToString()
                + (recipe.WholeEpochs == 0
                    ? ""
                    : string.Create(CultureInfo.InvariantCulture, $", the last {recipe.WholeEpochs} epochs without crops")),
            ["stopping"] = recipe.Stopping?.ToString() ?? "none",
            ["starting weights"] = HashOf(step.Export()),
            ["training images"] = source.Fingerprint,
            ["hold-out"] = holdOut?.Fingerprint() ?? "none",
        };

    /// <summary>Name and both values of the first entry that differs; null where all agree.</summary>
    public static (string Name, string Stored, string Now)? Difference(
        IReadOnlyDictionary<string, string> stored, IReadOnlyDictionary<string, string> now)
    {
        foreach (string name in stored.Keys.Union(now.Keys).Order(StringComparer.Ordinal))
        {
            string a = stored.GetValueOrDefault(name, "absent"), b = now.GetValueOrDefault(name, "absent");
            if (a != b) return (name, a, b);
        }

        return null;
    }

    /// <summary>SHA-256 of the bytes of all tensors, one after the other.</summary>
    public static string HashOf(IEnumerable<NamedTensor> tensors)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (NamedTensor tensor in tensors) hash.AppendData(tensor.Data.Bytes);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
