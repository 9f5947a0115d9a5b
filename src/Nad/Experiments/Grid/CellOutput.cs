using Nad.Attacks;
using Nad.Models;

namespace Nad.Experiments;

/// <summary>What the work of a cell came to, before it is stored. Owns the model.</summary>
public sealed record CellOutput : IDisposable
{
    /// <summary>The model, for cells that other cells build on; null for none.</summary>
    public Classifier? Model { get; init; }

    /// <summary>What the model is attacked with; null for none.</summary>
    public Backdoor? Backdoor { get; init; }

    /// <summary>Of the model, on the test images.</summary>
    public CellScore? Score { get; init; }

    /// <summary>Every epoch; test rates where the cell watches them.</summary>
    public IReadOnlyList<CellEpoch> Epochs { get; init; } = [];

    /// <summary>Pictures, for cells that draw.</summary>
    public IReadOnlyList<CellPicture> Pictures { get; init; } = [];

    /// <summary>What an audit of the model found; null for cells that audit nothing.</summary>
    public CellAudit? Audit { get; init; }

    /// <summary>What a method chose for itself, by name.</summary>
    public SortedDictionary<string, string> Notes { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Frees the model.</summary>
    public void Dispose() => Model?.Dispose();
}
