using System.Text.Json.Nodes;

namespace Nad.Experiments;

/// <summary>
/// The content of the <c>result.json</c> of <c>nad relapse</c>; its schema is docs/schema/relapse.schema.json. Rates are 0 to 1.
/// </summary>
/// <param name="Format">Version of this layout: 1.</param>
/// <param name="Verdict">What was concluded.</param>
/// <param name="Before">The model with its backdoor.</param>
/// <param name="After">The model after it was erased.</param>
/// <param name="Twin">The model that never had one; null where none was named.</param>
/// <param name="Trigger">What is to come back.</param>
/// <param name="Data">The clean images.</param>
/// <param name="Scores">Of the models as they are, by name.</param>
/// <param name="Arms">Retunings: success by the number of poisoned images.</param>
/// <param name="Drift">Clean finetunings, epoch by epoch.</param>
/// <param name="Path">Along the path from before (0) to after (1), statistics mixed like weights.</param>
/// <param name="PathAnew">The same with statistics estimated anew.</param>
/// <param name="Noise">Coarser and pruned weights.</param>
/// <param name="Awakened">The trigger changed a little; its control is the same change without the trigger.</param>
/// <param name="LeftOut">What was not tried and why, a sentence each.</param>
/// <param name="Notes">What was decided while reading, a sentence each.</param>
/// <param name="Options">Every resolved option.</param>
/// <param name="Seed">Of all randomness.</param>
/// <param name="Seconds">Time in all.</param>
/// <param name="Command">The command, as it can be typed again.</param>
/// <param name="Versions">What made it.</param>
/// <param name="Files">SHA-256 of every file beside this one, by name.</param>
public sealed record RelapseResult(
    int Format, RelapseVerdictEntry Verdict, ModelEntry Before, ModelEntry After, ModelEntry? Twin, RelapseTriggerEntry Trigger,
    RelapseDataEntry Data, SortedDictionary<string, RatesEntry> Scores, IReadOnlyList<ArmEntry> Arms, IReadOnlyList<DriftEntry> Drift,
    IReadOnlyList<RatesEntry> Path, IReadOnlyList<RatesEntry> PathAnew, IReadOnlyList<RatesEntry> Noise, IReadOnlyList<RatesEntry> Awakened,
    IReadOnlyList<string> LeftOut, IReadOnlyList<string> Notes, JsonObject Options, long Seed, double Seconds, string Command,
    VersionsEntry Versions, SortedDictionary<string, string> Files);

/// <summary>A conclusion.</summary>
/// <param name="Code"><c>as-new</c>, <c>returns</c>, <c>not-erased</c>, <c>nothing-before</c> or <c>not-tried</c>.</param>
/// <param name="Sentence">As everybody is shown it.</param>
/// <param name="Reasons">Why, a sentence each.</param>
public sealed record RelapseVerdictEntry(string Code, string Sentence, IReadOnlyList<string> Reasons);

/// <summary>The trigger: where it is from, attack, target (null for several), in words.</summary>
public sealed record RelapseTriggerEntry(string From, string Attack, int? Target, string Description);

/// <summary>
/// The images: SPEC, how many were trained on, used for statistics alone and measured on, SHA-256 of those trained on and of those measured
/// on, names of the classes.
/// </summary>
public sealed record RelapseDataEntry(
    string Spec, string? Test, int Images, int OtherImages, int TestImages, string Sha256, string TestSha256,
    IReadOnlyList<string> ClassNames);

/// <summary>What was measured once.</summary>
/// <param name="What">In words; null where its place says it.</param>
/// <param name="Place">Place on a path, 0 to 1; null for anything else.</param>
/// <param name="Poisoned">Poisoned images of a dose; null for anything else.</param>
/// <param name="Control">Whether it is a control.</param>
/// <param name="Acc">Accuracy; null where it was not measured.</param>
/// <param name="Asr">Success of the trigger.</param>
/// <param name="AsrImages">Triggered images, of all seeds together.</param>
/// <param name="Interval95">Wilson's, of the success.</param>
public sealed record RatesEntry(
    string? What, double? Place, int? Poisoned, bool Control, double? Acc, double? Asr, int AsrImages, double[] Interval95);

/// <summary>
/// A model that was retuned: name, in words, the smallest dose from which the trigger works on half of the images (null where none was
/// enough), every dose.
/// </summary>
public sealed record ArmEntry(string Name, string What, int? HalfDose, IReadOnlyList<RatesEntry> Doses);

/// <summary>A clean finetuning: rate, accuracy and success after each epoch, and whether the training failed.</summary>
public sealed record DriftEntry(double Rate, IReadOnlyList<double> Acc, IReadOnlyList<double> Asr, bool Broke);
