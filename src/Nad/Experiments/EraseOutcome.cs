using Nad.Defenses;
using Nad.Evaluation;
using Nad.Reporting;

namespace Nad.Experiments;

/// <summary>What <see cref="EraseJob"/> made, before anything is written. Owns all models of the run.</summary>
public sealed record EraseOutcome : IDisposable
{
    /// <summary>What was asked for.</summary>
    public required EraseRequest Request { get; init; }

    /// <summary>Erased model, teacher and epochs.</summary>
    public required DefenseResult Result { get; init; }

    /// <summary>Whether the given model fits the clean images.</summary>
    public required ModelFit Fit { get; init; }

    /// <summary>What there is to tell of that, one sentence each.</summary>
    public IReadOnlyList<string> Doubts => FitText.Of(Fit, Request.Model, "clean images", Inputs.Source.ClassNames);

    /// <summary>Of the given model; null without test images.</summary>
    public Score? Before { get; init; }

    /// <summary>Of the erased model; null without test images.</summary>
    public Score? After { get; init; }

    /// <summary>Of the teacher; null without one, or without test images.</summary>
    public Score? Teacher { get; init; }

    /// <summary>The audit before and after; null where none was asked for.</summary>
    public ErasureAudit? Audit { get; init; }

    /// <summary>Whether a script should take the outcome for a failure: by what was measured, or by what the audit says.</summary>
    public bool IsNegative => Judgement.IsNegative || Audit?.Verdict.Code == "unchanged";

    /// <summary>Seed and device.</summary>
    public required RunContext Run { get; init; }

    /// <summary>Where the time went.</summary>
    public required SecondsEntry Seconds { get; init; }

    /// <summary>What the measurements show.</summary>
    public Judgement Judgement => Judgement.Of(Before, After);

    /// <summary>The same in one sentence.</summary>
    public string Sentence => VerdictText.Of(Judgement, Inputs.Source.ClassNames);

    /// <summary>The trigger in words, with its target; null where none is measured.</summary>
    public string? Trigger => Inputs.Backdoor is { } backdoor ? TriggerText.Of(backdoor, Inputs.Source.ClassNames) : null;

    /// <summary>What the triggered images are taken for, one line for each model; empty where no trigger is measured.</summary>
    public IEnumerable<string> TriggerLines => TriggerText.Lines(Trigger, ScoreColumns, Inputs.Source.ClassNames);

    /// <summary>Columns of the before/after table; empty without test images.</summary>
    public IReadOnlyList<ScoreColumn> ScoreColumns => EraseReport.Columns(this);

    /// <summary>What was decided about the data, is missing or was left out, one printable sentence each.</summary>
    public IReadOnlyList<string> Remarks => Inputs.Remarks;

    internal EraseInputs Inputs { get; init; } = null!;

    /// <summary>The content of <c>result.json</c>.</summary>
    /// <param name="files">SHA-256 of the files written beside it, by name.</param>
    public EraseResult ToResult(SortedDictionary<string, string> files) => new()
    {
        Verdict = VerdictEntry.Of(Judgement, Inputs.Source.ClassNames),
        Model = Entries.Of(Inputs.Model),
        Fit = FitEntry.Of(Fit),
        Before = Before is null ? null : Entries.Of(Before),
        After = After is null ? null : Entries.Of(After),
        Teacher = Teacher is null ? null : Entries.Of(Teacher),
        Audit = ErasureAuditEntry.Of(Audit),
        Seconds = Seconds,
        Epochs = [.. Result.Epochs.Select(Entries.Of)],
        Selections = [.. Result.Selections.Select(Entries.Of)],
        Warnings = EraseReport.Warnings(this),
        Options = OptionList.Json(OptionList.Tables(Request, Run)),
        Chosen = OptionList.Chosen(Result),
        Seed = Run.Seed,
        Versions = Entries.Versions(Run),
        Data = Entries.Of(Inputs, Request),
        Files = files,
    };

    /// <summary>Frees the models.</summary>
    public void Dispose()
    {
        Result.Dispose();
        Inputs.Dispose();
    }
}
