namespace Nad.Cli.Sarif;

/// <summary>Gathers the results of a run over one file.</summary>
/// <param name="file">As it was given.</param>
/// <param name="length">Bytes; null where they are not known.</param>
/// <param name="sha256">Of the file; null where it could not be read.</param>
/// <param name="command">As it can be typed again; null for none.</param>
internal sealed class SarifWriter(string file, long? length, string? sha256, string? command)
{
    private readonly List<SarifRule> rules = [];
    private readonly List<SarifResult> results = [];

    /// <summary>A failure.</summary>
    public void Fail(SarifRule rule, string message, bool warning = false, SortedDictionary<string, double>? numbers = null) =>
        Add(rule, "fail", warning ? "warning" : "error", message, numbers);

    /// <summary>Something that a person has to look at: it is neither found nor ruled out.</summary>
    public void Review(SarifRule rule, string message, SortedDictionary<string, double>? numbers = null) =>
        Add(rule, "review", "none", message, numbers);

    /// <summary>The rule was tried, and found nothing.</summary>
    public void Pass(SarifRule rule, string message, SortedDictionary<string, double>? numbers = null) =>
        Add(rule, "pass", "none", message, numbers);

    /// <summary>The rule was not tried.</summary>
    public void NotApplicable(SarifRule rule, string message) => Add(rule, "notApplicable", "none", message, null);

    /// <summary>The whole log.</summary>
    public string Text()
    {
        SortedDictionary<string, string>? hashes = sha256 is null ? null : new(StringComparer.Ordinal) { ["sha-256"] = sha256 };
        SarifRun run = new(
            new SarifTool(new SarifDriver("nad", NadVersion.Text, rules)),
            [new SarifInvocation(true, command is null ? null : Printable.Of(command, 4000))],
            [new SarifArtifact(new SarifArtifactLocation(Uri(file)), length, hashes)],
            results);
        return StoredJson.Text(SarifLog.Of(run), SarifJson.Default.SarifLog);
    }

    private void Add(SarifRule rule, string kind, string level, string message, SortedDictionary<string, double>? numbers)
    {
        int index = rules.FindIndex(r => r.Id == rule.Id);
        if (index < 0)
        {
            index = rules.Count;
            rules.Add(rule);
        }

        results.Add(new SarifResult(
            rule.Id, index, kind, level, new SarifText(Printable.Of(message, 4000)),
            [new SarifLocation(new SarifPhysicalLocation(new SarifArtifactLocation(Uri(file), 0)))], numbers));
    }

    // A relative reference or, of a rooted path, one of the file scheme: every character that a reference may not have is escaped.
    private static string Uri(string path)
    {
        string escaped = string.Join(
            '/',
            path.Split('/').Select(
                part => System.Uri.EscapeDataString(System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(part)))));
        return path.StartsWith('/') ? "file://" + escaped : escaped;
    }
}
