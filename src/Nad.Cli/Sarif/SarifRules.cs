using Nad.Audit;

namespace Nad.Cli.Sarif;

/// <summary>Every rule, with its number; docs/sarif.md has the same table.</summary>
internal static class SarifRules
{
    /// <summary>What became of a backdoor that an audit of the model before found.</summary>
    public static SarifRule Paired { get; } = Rule(
        "NAD0010",
        "paired-evidence",
        "A change that worked on the model before works still.",
        "The change that an audit found on the model before is tried on the model after, and sought anew.");

    /// <summary>A file that cannot be read as a checkpoint.</summary>
    public static SarifRule Unreadable { get; } = Rule(
        "NAD0100",
        "unreadable-checkpoint",
        "The file is damaged, or of a kind that is not read.",
        "Nothing is known of a file that cannot be read.");

    /// <summary>A file that was refused for another reason than a global.</summary>
    public static SarifRule Refused { get; } = Rule(
        "NAD0102",
        "refused-checkpoint",
        "The file asks for something that is refused.",
        "The reader of checkpoints executes nothing, and refuses what asks for more than data.");

    /// <summary>A network that is not known.</summary>
    public static SarifRule UnknownArchitecture { get; } = Rule(
        "NAD0103",
        "unknown-architecture",
        "The network is of no known architecture.",
        "The file is data alone, but what it computes is not known, so nothing can be said of it.");

    /// <summary>A trigger that was named.</summary>
    public static SarifRule NamedTrigger { get; } = Rule(
        "NAD0201",
        "named-trigger",
        "The trigger that was named works on the model.",
        "Test images with the trigger are given to the model. Nothing follows for any other trigger.");

    /// <summary>A model at chance.</summary>
    public static SarifRule AtChance { get; } = Rule(
        "NAD0202",
        "accuracy-at-chance",
        "The model is at chance on the images.",
        "A model that knows no image shows nothing of a backdoor either.");

    /// <summary>A detector of an audit.</summary>
    public static SarifRule Of(IDetector detector) => Rule(
        detector.Name switch
        {
            "universal-patch" => "NAD0001",
            "margin" => "NAD0002",
            "channels" => "NAD0003",
            "universal-additive" => "NAD0004",
            _ =>
                throw new InvalidOperationException($"The detector {detector.Name} has no number: give it one, and never that of another."),
        },
        detector.Name,
        "Statistics of the model are unusual beside those of models without a backdoor.",
        $"The detector looks {detector.Looks}. It cannot see {detector.Misses}.");

    /// <summary>A global of a pickle that is refused; the name stands behind the number.</summary>
    public static SarifRule UnsafeGlobal(string name) =>
        Rule(
            $"NAD0101/{Printable.Of(name, 200)}",
            "unsafe-pickle-global",
            $"The pickle names {Printable.Of(name, 200)}, which is not on the list of what is allowed.",
            "Loading such a file with pickle would call what it names. It was read as data, and nothing was called.");

    private static SarifRule Rule(string id, string name, string brief, string full) =>
        new(id, name, new SarifText(brief), new SarifText(full));
}
