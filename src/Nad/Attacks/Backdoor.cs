namespace Nad.Attacks;

/// <summary>What is needed to measure an attack on a model: its trigger and what it wants.</summary>
/// <param name="Attack">Name of the attack, such as <c>badnets</c>.</param>
/// <param name="Trigger">Applied to test images.</param>
/// <param name="Labels">The wanted labels.</param>
public sealed record Backdoor(string Attack, Trigger Trigger, LabelMap Labels)
{
    /// <summary>The target label of an all-to-one attack; null for all-to-all.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public int? TargetLabel => (Labels as AllToOne)?.Label;
}
