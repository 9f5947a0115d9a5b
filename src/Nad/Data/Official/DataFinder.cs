namespace Nad.Data;

/// <summary>Looks for known data sets where people keep them.</summary>
public static class DataFinder
{
    /// <summary>
    /// The folders that are looked in: the one that <c>NAD_DATA</c> names, then <c>data</c>, <c>../data</c> and <c>../shared/data</c>.
    /// </summary>
    public static IReadOnlyList<string> Places { get; } =
        [.. new[] { Environment.GetEnvironmentVariable("NAD_DATA") ?? "", "data", "../data", Path.Combine("..", "shared", "data") }.Where(
            place => place.Length > 0)];

    /// <summary>SPECs of what lies in a folder, by the names of files and folders; nothing is read.</summary>
    /// <exception cref="NadException">The folder cannot be listed.</exception>
    public static IReadOnlyList<string> Find(string place)
    {
        ArgumentNullException.ThrowIfNull(place);
        if (!Directory.Exists(place)) return [];
        try
        {
            string[] folders = [place, .. Directory.GetDirectories(place).Order(StringComparer.Ordinal)];
            return
            [
                .. folders.Where(f => File.Exists(Path.Combine(f, "data_batch_1.bin"))).Select(f => $"cifar10:{f}"),
                .. folders.Where(f => File.Exists(Path.Combine(f, "train.bin")) && File.Exists(Path.Combine(f, "test.bin")))
                    .Select(f => $"cifar100:{f}"),
                .. folders.Where(IsGtsrb).Where(f => f == place || !IsGtsrb(place)).Select(f => $"gtsrb:{f}"),
                .. Directory.GetFiles(place, "*.zip")
                    .Where(f => Path.GetFileName(f).Contains("gtsrb", StringComparison.OrdinalIgnoreCase))
                    .Order(StringComparer.Ordinal)
                    .Select(f => $"gtsrb:{f}"),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NadException($"the folder {place} cannot be listed: {e.Message}", e);
        }
    }

    private static bool IsGtsrb(string folder) =>
        Directory.Exists(Path.Combine(folder, "Final_Training")) || Directory.Exists(Path.Combine(folder, "GTSRB", "Final_Training"));
}
