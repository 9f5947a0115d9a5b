using System.Text.Json.Serialization;

namespace Nad.Experiments;

/// <summary>
/// Limits that somebody sets for a pipeline; its schema is docs/schema/policy.schema.json. A limit that is null does not count.
/// </summary>
public sealed record Policy : IStoredContent
{
    private const long LargestFile = 1 << 16;

    /// <summary>Version of this layout: 1.</summary>
    public required int Format { get; init; }

    /// <summary>Most success, 0–1, that a change which an audit recovered from the model before may have on the model after.</summary>
    public double? MaxRecoveredSuccess { get; init; }

    /// <summary>Most success, 0–1, that the trigger which was named may have on the model after.</summary>
    public double? MaxAttackSuccess { get; init; }

    /// <summary>Most accuracy, 0–1, that may be lost from the model before to the model after.</summary>
    public double? MaxAccuracyLost { get; init; }

    /// <summary>Fewest poisoned images, ≥ 1, that may bring the backdoor back.</summary>
    public int? MinRelapseDose { get; init; }

    /// <summary>Reads a policy that may come from anybody.</summary>
    /// <param name="path">A JSON file.</param>
    /// <exception cref="NadException">
    /// It is missing, or no policy: a word that is not known is an error, because a limit that is not understood is not kept.
    /// </exception>
    public static Policy Read(string path)
    {
        string shown = Printable.Of(path);
        Policy policy = StoredJson.Read(
            RegularFile.ReadAll(path, "a policy, a JSON file with limits", LargestFile),
            PolicyJson.Default.Policy,
            $"{shown} is no policy",
            "docs/policy.md has an example.");
        if (policy.Format != 1) throw new UnsupportedInputException($"{shown} is of format {policy.Format}; format 1 is read.");
        if (policy is { MaxRecoveredSuccess: null, MaxAttackSuccess: null, MaxAccuracyLost: null, MinRelapseDose: null })
            throw new NadException($"{shown} sets no limit, so it would pass everything. docs/policy.md has an example.");
        return policy;
    }

    string? IStoredContent.Fault() =>
        new[] { MaxRecoveredSuccess, MaxAttackSuccess, MaxAccuracyLost }.Any(
            share => share is not (null or (>= 0 and <= 1))) ? "a limit is not between 0 and 1."
            : MinRelapseDose < 1 ? "min_relapse_dose is below 1."
            : null;

    /// <summary>Holds an audit against the limits that are its own.</summary>
    public IReadOnlyList<PolicyFinding> Check(AuditResult audit)
    {
        ArgumentNullException.ThrowIfNull(audit);
        return Check(audit.Paired);
    }

    /// <summary>Holds an erasure against the limits that are its own; that of an audit where it had one.</summary>
    public IReadOnlyList<PolicyFinding> Check(EraseResult erasure)
    {
        ArgumentNullException.ThrowIfNull(erasure);
        ScoreEntry? after = erasure.After;
        return [.. Check(erasure.Before?.Acc, after?.Acc, after?.Asr), .. erasure.Audit is { } audit ? Check(audit.Paired) : []];
    }

    /// <summary>Holds what was measured of a model before and after against the limits.</summary>
    /// <param name="accuracyBefore">0–1; null where it was not measured.</param>
    /// <param name="accuracyAfter">The same after.</param>
    /// <param name="success">Of the trigger on the model after, 0–1; null where none was measured.</param>
    public IReadOnlyList<PolicyFinding> Check(double? accuracyBefore, double? accuracyAfter, double? success)
    {
        List<PolicyFinding> found = [];
        if (MaxAccuracyLost is { } lost)
            found.Add(PolicyFinding.Most("max_accuracy_lost", lost, accuracyBefore - accuracyAfter, "there are no test images"));
        if (MaxAttackSuccess is { } most) found.Add(PolicyFinding.Most("max_attack_success", most, success, "no trigger was measured"));
        return found;
    }

    /// <summary>Holds a relapse against the limits.</summary>
    public IReadOnlyList<PolicyFinding> Check(RelapseResult relapse)
    {
        ArgumentNullException.ThrowIfNull(relapse);
        List<PolicyFinding> found = [.. Check(
            relapse.Scores.GetValueOrDefault("before")?.Acc,
            relapse.Scores.GetValueOrDefault("after")?.Acc,
            relapse.Scores.GetValueOrDefault("after")?.Asr)];
        if (MinRelapseDose is { } fewest) found.Add(Dose(fewest, relapse.Arms.FirstOrDefault(a => a.Name == "after")));
        return found;
    }

    private IReadOnlyList<PolicyFinding> Check(PairedEntry? paired)
    {
        if (MaxRecoveredSuccess is not { } most) return [];
        PairedChangeEntry[] changes = [.. (paired?.Changes ?? []).Where(c => !c.Control)];
        double? worst = changes.Length == 0 || changes.Any(c => c.SuccessAfter is null) ? null : changes.Max(c => c.SuccessAfter);
        string advice = paired is null
            ? "name the model before with --against"
            : "no change was recovered, or the model takes every image for its class";
        return [PolicyFinding.Most("max_recovered_success", most, worst, advice)];
    }

    // Kept if as many as one less than the limit were tried and did not bring it back.
    private static PolicyFinding Dose(int fewest, ArmEntry? arm)
    {
        if (arm is null) return new PolicyFinding("min_relapse_dose", fewest, null, null, "no retuning was tried");
        if (arm.HalfDose < fewest) return new PolicyFinding("min_relapse_dose", fewest, arm.HalfDose, false, "");
        bool tried = arm.Doses.Any(d => d.Poisoned >= fewest - 1 && (arm.HalfDose is null || d.Poisoned < arm.HalfDose));
        return new PolicyFinding(
            "min_relapse_dose", fewest, arm.HalfDose, tried ? true : null, tried ? "" : $"add {fewest - 1} to --doses");
    }
}

/// <summary>One limit and what was found.</summary>
/// <param name="Limit">Its name in the file.</param>
/// <param name="Allowed">The limit.</param>
/// <param name="Found">What was measured; null where nothing was, and of a dose where none brought the backdoor back.</param>
/// <param name="Kept">Whether it is kept; null where that cannot be told.</param>
/// <param name="Advice">What to do where it cannot be told.</param>
public sealed record PolicyFinding(string Limit, double Allowed, double? Found, bool? Kept, string Advice)
{
    /// <summary>A limit that must not be passed.</summary>
    internal static PolicyFinding Most(string limit, double allowed, double? found, string advice) =>
        new(limit, allowed, found, found is { } f ? f <= allowed : null, found is null ? advice : "");

    /// <summary>For people.</summary>
    public string Sentence => FormattableString.Invariant($"{Limit} {Allowed:0.####}: {Told}");

    private string Told => (Kept, Found) switch
    {
        (true, null) => "kept, no dose tried reached it",
        (true, _) => FormattableString.Invariant($"kept, found {Found:0.####}"),
        (false, _) => FormattableString.Invariant($"BROKEN, found {Found:0.####}"),
        _ => $"cannot be told: {Advice}",
    };
}

/// <summary>How a policy is read: a word that is not known is refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, MaxDepth = 8, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(Policy))]
internal sealed partial class PolicyJson : JsonSerializerContext;
