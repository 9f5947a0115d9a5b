using Nad.Attacks;
using Nad.Data;
using Nad.Defenses;
using Nad.Evaluation;
using Nad.Models;
using Nad.Reporting;
using Nad.Training;

namespace Nad.Experiments;

/// <summary>What <see cref="DemoJob"/> made. Owns all models of the run.</summary>
public sealed record DemoOutcome : IDisposable
{
    /// <summary>What was asked for.</summary>
    public required DemoOptions Options { get; init; }

    /// <summary>Seed and device.</summary>
    public required RunContext Run { get; init; }

    /// <summary>Trigger and wanted labels.</summary>
    public required Backdoor Backdoor { get; init; }

    /// <summary>Test images.</summary>
    public required ImageSet Test { get; init; }

    /// <summary>The defender's images.</summary>
    public required CleanData Clean { get; init; }

    /// <summary>The backdoored model.</summary>
    public required Classifier Backdoored { get; init; }

    /// <summary>The finetuned model.</summary>
    public required DefenseResult Finetuned { get; init; }

    /// <summary>NAD's student and teacher.</summary>
    public required DefenseResult Distilled { get; init; }

    /// <summary>Of the backdoored model.</summary>
    public required Score Before { get; init; }

    /// <summary>Of the finetuned model.</summary>
    public required Score AfterFinetuning { get; init; }

    /// <summary>Of NAD's student.</summary>
    public required Score AfterNad { get; init; }

    /// <summary>Of NAD's teacher.</summary>
    public required Score Teacher { get; init; }

    /// <summary>Every epoch of every phase.</summary>
    public required IReadOnlyList<EpochRecord> Epochs { get; init; }

    /// <summary>Seconds of each part.</summary>
    public required IReadOnlyDictionary<string, double> Seconds { get; init; }

    /// <summary>The trigger in words, with its target.</summary>
    public string Trigger => TriggerText.Of(Backdoor, Test.ClassNames);

    /// <summary>What the triggered images are taken for, one line for each model.</summary>
    public IEnumerable<string> TriggerLines => TriggerText.Lines(Trigger, ScoreColumns, Test.ClassNames);

    /// <summary>Columns of the table.</summary>
    public IReadOnlyList<ScoreColumn> ScoreColumns =>
        [new("Before", Before), new("Finetuning", AfterFinetuning), new("NAD", AfterNad), new("NAD's teacher", Teacher)];

    /// <summary>What NAD did, by what was measured.</summary>
    public Judgement Judgement => Judgement.Of(Before, AfterNad);

    /// <summary>The same in one sentence.</summary>
    public string Sentence => VerdictText.Of(Judgement, Test.ClassNames);

    /// <summary>Frees the models.</summary>
    public void Dispose()
    {
        Backdoored.Dispose();
        Finetuned.Dispose();
        Distilled.Dispose();
    }
}
