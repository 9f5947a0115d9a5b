namespace Nad.Audit;

/// <summary>The calibrations that this program brings along, and those that users make.</summary>
public static class Calibrations
{
    private const long LargestFile = 64 << 20;

    /// <summary>Names of the files in <c>src/Nad/Audit/Calibrations/</c>: one line for each.</summary>
    internal static readonly string[] Built =
    [
        "wrn-16-1-synthetic-quick.json",
    ];

    /// <summary>The one for a model; null where there is none.</summary>
    /// <param name="file">That the user named; null for those built in.</param>
    /// <param name="kind">Of the model and the images, by <see cref="Calibration.KindOf"/>.</param>
    /// <param name="options">Of the audit.</param>
    /// <exception cref="NadException">The user's file is missing, damaged or for something else.</exception>
    public static Calibration? For(string? file, string kind, AuditOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (file is null) return Built.Select(BuiltIn).FirstOrDefault(c => c.Fits(kind, options));
        Calibration read = Read(RegularFile.ReadAll(file, "the calibration.json of nad calibrate", LargestFile), file);
        return read.Fits(kind, options) ? read : throw new NadException(
            $"{Printable.Of(file)} is for {Printable.Of(read.Name)}, but this audit is of {Printable.Of(kind)}, {options.Name}. "
            + "Make one with nad calibrate, or leave --calibration out.");
    }

    /// <summary>Name of other options for which there are reference models of a kind; null where there are none.</summary>
    public static string? OtherOptions(string kind, AuditOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Built.Select(BuiltIn).FirstOrDefault(c => c.Kind == kind && c.Options != options.Name)?.Options;
    }

    /// <summary>Reads a file that may come from anybody.</summary>
    /// <exception cref="DamagedFileException">It holds no calibration.</exception>
    public static Calibration Read(ReadOnlySpan<byte> utf8, string path) =>
        StoredJson.Read(
            utf8,
            CalibrationJson.Default.Calibration,
            $"{Printable.Of(path)} holds no calibration",
            "Name the calibration.json that nad calibrate wrote.");

    /// <summary>As it is stored.</summary>
    public static string Text(Calibration calibration) => StoredJson.Text(calibration, CalibrationJson.Default.Calibration);

    /// <summary>One of <see cref="Built"/>.</summary>
    internal static Calibration BuiltIn(string name)
    {
        using Stream stream = typeof(Calibrations).Assembly.GetManifestResourceStream($"Nad.Audit.{name}")
            ?? throw new InvalidOperationException($"{name} is missing from the assembly.");
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return Read(bytes.ToArray(), name);
    }
}
