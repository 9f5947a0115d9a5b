using System.Text.Json.Nodes;
using Nad.Attacks;

namespace Nad.Experiments;

/// <summary>
/// What the zoo says of one model: how it was made, what was measured, and on which images. The content of <c>zoo/NAME.json</c>.
/// </summary>
public sealed record ZooCard : IStoredContent
{
    /// <summary>Name in the zoo.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the attack; <c>none</c> for a clean model.</summary>
    public required string Attack { get; init; }

    /// <summary>Name of the training preset.</summary>
    public required string Preset { get; init; }

    /// <summary>Passes over the training images.</summary>
    public required int Epochs { get; init; }

    /// <summary>Seed of all randomness.</summary>
    public required long Seed { get; init; }

    /// <summary>The command that made it; folders of the machine that ran it are cut off.</summary>
    public required string Command { get; init; }

    /// <summary>File, hash, architecture, classes.</summary>
    public required ModelEntry Model { get; init; }

    /// <summary>The training images before they were poisoned.</summary>
    public required ImagesEntry TrainedOn { get; init; }

    /// <summary>How many of them were poisoned.</summary>
    public required int PoisonedImages { get; init; }

    /// <summary>The images that the rates were measured on.</summary>
    public required ImagesEntry TestedOn { get; init; }

    /// <summary>What was measured, as counts.</summary>
    public required CountsEntry Rates { get; init; }

    /// <summary>Seconds of making it, on the machine of <see cref="Versions"/>.</summary>
    public required double Seconds { get; init; }

    /// <summary>Every option as it was resolved.</summary>
    public required JsonObject Options { get; init; }

    /// <summary>Programs and libraries that made it.</summary>
    public required VersionsEntry Versions { get; init; }

    /// <summary>Trigger and wanted labels; null for a clean model.</summary>
    public Backdoor? Trigger { get; init; }

    string? IStoredContent.Fault() =>
        Seconds < 0 ? "a time is negative." : StoredFault.Negative(("epochs", Epochs), ("poisoned_images", PoisonedImages));
}

/// <summary>
/// A set of images: SPEC without folders of a machine, number, and the hash of sizes, labels and pixels; the hash is null where it was not
/// noted.
/// </summary>
public sealed record ImagesEntry(string Spec, int Images, string? Sha256 = null) : IStoredContent
{
    string? IStoredContent.Fault() => StoredFault.Negative(("images", Images));
}
