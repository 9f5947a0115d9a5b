namespace Nad.Files.Checkpoints.Foreign;

/// <summary>Folders in the place of a checkpoint: unpacked archives, models of other frameworks, folders around the right file.</summary>
internal static class ForeignFolder
{
    private const int MostEntries = 1000;

    private static readonly string[] Endings = [".safetensors", ".pth", ".pt", ".th", ".tar", ".ckpt", ".bin"];

    /// <summary>The error for a folder.</summary>
    public static NadException Error(string path)
    {
        string shown = Printable.Of(path);
        List<string> names = Names(path);
        if (names.Contains("data.pkl"))
        {
            string own = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))), name = Printable.Of(own, 60);
            return new UnsupportedInputException(
                $"{shown} is an unpacked PyTorch archive: what should be one file is a folder. "
                + $"Zip it again from beside it, stored: zip -0 -r {name}.pth {name}; then name {name}.pth.");
        }

        if (names.FirstOrDefault(n => File.Exists(Path.Combine(path, n, "data.pkl"))) is { } inner)
        {
            string name = Printable.Of(inner, 60);
            return new UnsupportedInputException(
                $"{shown} holds the unpacked PyTorch archive {name}. Zip it again inside of that folder, stored: "
                + $"zip -0 -r model.pth {name}; then name model.pth.");
        }

        if (names.Contains("saved_model.pb"))
            return new UnsupportedInputException($"{shown} is a TensorFlow SavedModel. {ForeignMagic.Convert}");
        if (names.Contains(".metadata") && names.Any(n => n.EndsWith(".distcp", StringComparison.Ordinal)))
        {
            return new UnsupportedInputException(
                $"{shown} is a distributed PyTorch checkpoint in many parts, which is not read. "
                + "Save the network's state dict as one file.");
        }

        List<string> models = [.. names.Where(n => Endings.Any(e => n.EndsWith(e, StringComparison.OrdinalIgnoreCase)))];
        string some = string.Join(", ", models.Take(4).Select(n => Printable.Of(n, 60))) + (models.Count > 4 ? ", ..." : "");
        string advice = models.Count == 0 ? "name a checkpoint file" : $"name a checkpoint in it: {some}";
        return new NadException($"{shown} is a folder; {advice}.");
    }

    private static List<string> Names(string path)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(path)
                .Take(MostEntries)
                .Select(e => Path.GetFileName(e))
                .Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
