using Nad.Audit;
using Nad.Models;

namespace Nad.Experiments;

/// <summary>What <c>nad audit</c> is asked to look at.</summary>
public sealed record AuditRequest
{
    /// <summary>Checkpoint of the model, or <c>zoo:NAME</c>.</summary>
    public required string Model { get; init; }

    /// <summary>Clean images, as <see cref="Data.DataSpec"/> names them: the test split where there is one.</summary>
    public required string Clean { get; init; }

    /// <summary>The model before something was done to it, such as before erasing; null for none.</summary>
    public string? Against { get; init; }

    /// <summary>A trigger that is known, to be laid beside what is found; nothing is searched with it. Null for none.</summary>
    public string? TriggerFile { get; init; }

    /// <summary>File that lists the classes of the data in the order of the labels; null for the order of the data.</summary>
    public string? Classes { get; init; }

    /// <summary>What is said of the models that their files may not tell.</summary>
    public ModelInput Input { get; init; } = ModelInput.Unknown;

    /// <summary>Reference models that nad calibrate measured; null for those that the program brings along.</summary>
    public string? CalibrationFile { get; init; }

    /// <summary>Who looks. Default: all detectors.</summary>
    public IReadOnlyList<IDetector> Detectors { get; init; } = Audit.Detectors.All;

    /// <summary>
    /// Time that there is, minutes; null for as much as it takes. Detectors that there is no time for are left out, and named.
    /// </summary>
    public double? Budget { get; init; }

    /// <summary>How much is searched.</summary>
    public AuditOptions Options { get; init; } = AuditOptions.Full;
}
