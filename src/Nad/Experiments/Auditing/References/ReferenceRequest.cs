using Nad.Audit;

namespace Nad.Experiments;

/// <summary>Which reference models <c>nad calibrate train</c> is asked for.</summary>
public sealed record ReferenceRequest
{
    /// <summary>Training and test images, as <see cref="Data.DataSpec"/> names them.</summary>
    public required string Data { get; init; }

    /// <summary>Folder for the tables, and for the cells unless <see cref="Cells"/> names another.</summary>
    public required string Folder { get; init; }

    /// <summary>Folder of finished cells, which others may share; null for <c>cells</c> in <see cref="Folder"/>.</summary>
    public string? Cells { get; init; }

    /// <summary>Architecture of the models.</summary>
    public string Architecture { get; init; } = "wrn-16-1";

    /// <summary>Number of clean models, 1 to 10000. 39 are the fewest for a p of 0.025.</summary>
    public int Clean { get; init; } = 40;

    /// <summary>Number of attacked models, 0 to 10000.</summary>
    public int Attacked { get; init; } = 42;

    /// <summary>Epochs of the shortest recipe, 1 to 10000.</summary>
    public int Epochs { get; init; } = 12;

    /// <summary>Of the audits.</summary>
    public AuditOptions Options { get; init; } = AuditOptions.Quick;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="NadException">A number is outside its range.</exception>
    public void Validate()
    {
        if (Clean is < 1 or > 10_000) throw new NadException($"--clean-models must be 1 to 10000 models, but is {Clean}.");
        if (Attacked is < 0 or > 10_000) throw new NadException($"--attacked-models must be 0 to 10000 models, but is {Attacked}.");
        if (Epochs is < 1 or > 10_000) throw new NadException($"--epochs must be 1 to 10000, but is {Epochs}.");
    }
}
