using Nad.Attacks;
using Nad.Models;
using Nad.Relapse;

namespace Nad.Experiments;

/// <summary>What <c>nad relapse</c> is asked to try.</summary>
public sealed record RelapseRequest
{
    /// <summary>The model with its backdoor, or <c>zoo:NAME</c>.</summary>
    public required string Before { get; init; }

    /// <summary>The same model after it was erased.</summary>
    public required string After { get; init; }

    /// <summary>A model that never had a backdoor, as a control; null for none.</summary>
    public string? Twin { get; init; }

    /// <summary>
    /// Clean images, as <see cref="Data.DataSpec"/> names them: the training split to train on, the test split to measure.
    /// </summary>
    public required string Clean { get; init; }

    /// <summary>Other test images; null for those of <see cref="Clean"/>.</summary>
    public string? Test { get; init; }

    /// <summary>File that lists the classes of the data in the order of the labels; null for the order of the data.</summary>
    public string? Classes { get; init; }

    /// <summary>What is said of the models that their files may not tell.</summary>
    public ModelInput Input { get; init; } = ModelInput.Unknown;

    /// <summary>A trigger by its options; null where it is named otherwise.</summary>
    public BadNetsOptions? Attack { get; init; }

    /// <summary>A stored trigger, <c>zoo:NAME</c> or a picture; null where it is named otherwise.</summary>
    public string? TriggerFile { get; init; }

    /// <summary>What is told of a trigger that is a picture; null for nothing.</summary>
    public PictureOnImages? TriggerPicture { get; init; }

    /// <summary>Folder of an audit of the model before, whose recovered pattern is the trigger; null where one is named.</summary>
    public string? Recovered { get; init; }

    /// <summary>Time that there is, minutes; null for as long as it takes.</summary>
    public double? Budget { get; init; }

    /// <summary>How hard it is tried.</summary>
    public RelapseOptions Options { get; init; } = new();
}
