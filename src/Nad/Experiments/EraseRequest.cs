using Nad.Attacks;
using Nad.Defenses;
using Nad.Models;
using Nad.Training;

namespace Nad.Experiments;

/// <summary>What <c>nad erase</c> is asked to do.</summary>
public sealed record EraseRequest
{
    /// <summary>The checkpoint that may carry a backdoor.</summary>
    public required string Model { get; init; }

    /// <summary>Data SPEC of the clean images.</summary>
    public required string Clean { get; init; }

    /// <summary>How many clean images of the training split are used; null: see <see cref="CleanFraction"/>.</summary>
    public int? CleanCount { get; init; }

    /// <summary>Which part of the training split is used, (0, 1]; null for all of it.</summary>
    public double? CleanFraction { get; init; }

    /// <summary>Data SPEC of the test images; null for the test split of <see cref="Clean"/>, if it has one.</summary>
    public string? Test { get; init; }

    /// <summary>
    /// File that lists the classes in the order of the model's labels (<see cref="ClassList"/>); null for the order of the data.
    /// </summary>
    public string? Classes { get; init; }

    /// <summary>The trigger that attack success is measured with, before and after; null for none. No defense sees it.</summary>
    public BadNetsOptions? Attack { get; init; }

    /// <summary>The same, stored: a <c>trigger.json</c> of <c>nad attack</c>, or a picture; null for none.</summary>
    public string? TriggerFile { get; init; }

    /// <summary>What is told of <see cref="TriggerFile"/> where that is a picture; null where nothing is.</summary>
    public PictureOnImages? TriggerPicture { get; init; }

    /// <summary>The defense and its settings.</summary>
    public DefenseOptions Defense { get; init; } = NadOptions.Paper;

    /// <summary>Name of the defense, as <c>--method</c> takes it.</summary>
    public string Method => Defense.Name;

    /// <summary>Name of the preset that <see cref="Defense"/> started from.</summary>
    public string Preset { get; init; } = "paper";

    /// <summary>What is said of the model that its file may not tell.</summary>
    public ModelInput Input { get; init; } = ModelInput.Unknown;

    /// <summary>Checkpoint of the teacher, for <see cref="TeacherSource.Given"/>.</summary>
    public string? TeacherFile { get; init; }

    /// <summary>Whether a model that is at chance on the clean images is erased all the same.</summary>
    public bool AcceptAccuracy { get; init; }

    /// <summary>How much is searched in an audit before and after; null for none.</summary>
    public Audit.AuditOptions? Audit { get; init; }

    /// <summary>The time that all trainings may take; null for any.</summary>
    public TimeBudget? Budget { get; init; }

    /// <summary>
    /// Whether the model is measured on the test images after every epoch: curves for experiments. Nothing is chosen by it.
    /// </summary>
    public bool TestEveryEpoch { get; init; }
}
