using Nad.Files.Checkpoints.Writing;

namespace Nad.Files.Checkpoints.Finding;

/// <summary>Reads the normalisation that <see cref="ExtraEntries"/> found.</summary>
internal static class Normalising
{
    /// <summary>Null where the file holds none.</summary>
    /// <exception cref="UnsupportedInputException">The values are no mean and deviation.</exception>
    public static Normalisation? Of(ExtraEntries extras, Func<PlacedTensor, TensorData> read)
    {
        if (extras.Mean is not { } mean || extras.Std is not { } std) return null;
        double[] means = TensorConversion.Doubles(read(mean)), deviations = TensorConversion.Doubles(read(std));
        if (deviations.Length == 1) deviations = [.. Enumerable.Repeat(deviations[0], means.Length)];
        if (means.Length == 1) means = [.. Enumerable.Repeat(means[0], deviations.Length)];
        return means.Length == deviations.Length && means.All(double.IsFinite) && deviations.All(d => double.IsFinite(d) && d > 0)
            ? new Normalisation(mean.Name, means, deviations)
            : throw new UnsupportedInputException(
                $"{Printable.Of(mean.Name)} and {Printable.Of(std.Name)} hold no mean and standard deviation of an input's channels.");
    }
}
