using Nad.Attacks;
using Nad.Data;
using Nad.Defenses;
using Nad.Evaluation;
using Nad.Models;
using Nad.Reporting;
using Nad.Training;

namespace Nad.Experiments;

/// <summary>What <see cref="AttackJob"/> made, before anything is written. Owns the model.</summary>
public sealed record AttackOutcome : IDisposable
{
    /// <summary>What was asked for.</summary>
    public required AttackRequest Request { get; init; }

    /// <summary>Seed and device.</summary>
    public required RunContext Run { get; init; }

    /// <summary>The data.</summary>
    public required IDataSource Source { get; init; }

    /// <summary>As it was resolved.</summary>
    public required TrainingRecipe Recipe { get; init; }

    /// <summary>The trained model.</summary>
    public required Classifier Model { get; init; }

    /// <summary>Trigger, labels, rule; null for a clean model.</summary>
    public IAttack? Attack { get; init; }

    /// <summary>The training images as they were.</summary>
    public required ImageSet Clean { get; init; }

    /// <summary>The training images as they were trained on.</summary>
    public required ImageSet PoisonedImages { get; init; }

    /// <summary>Indices of the poisoned images, ascending.</summary>
    public required IReadOnlyList<int> Poisoned { get; init; }

    /// <summary>Test images; null without any.</summary>
    public ImageSet? Test { get; init; }

    /// <summary>Of the model; null without test images.</summary>
    public Score? Score { get; init; }

    /// <summary>Every epoch of every training.</summary>
    public required IReadOnlyList<EpochRecord> Epochs { get; init; }

    /// <summary>Columns of the table; empty without test images.</summary>
    public IReadOnlyList<ScoreColumn> ScoreColumns => Score is null ? [] : [new ScoreColumn(Attack?.Backdoor.Attack ?? "clean", Score)];

    /// <summary>What the triggered images are taken for; empty where no trigger is measured.</summary>
    public IEnumerable<string> TriggerLines =>
        TriggerText.Lines(Attack is null ? null : TriggerText.Of(Attack.Backdoor, Source.ClassNames), ScoreColumns, Source.ClassNames);

    /// <summary>What was decided about the data, is missing or was left out, one printable sentence each.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>What the architecture's name does not say, of a network that was not designed here; null for one that was.</summary>
    public IReadOnlyDictionary<string, string>? ReadingTexts { get; init; }

    /// <summary>From the start to the end of measuring.</summary>
    public required double Seconds { get; init; }

    internal RunIdentity Identity { get; init; } = null!;

    /// <summary>Frees the model.</summary>
    public void Dispose() => Model.Dispose();
}
