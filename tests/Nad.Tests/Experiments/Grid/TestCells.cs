using System.Text.Json.Nodes;
using Nad.Experiments;
using Nad.Tests.Models;

namespace Nad.Tests.Experiments;

/// <summary>Cells whose work is counted instead of done.</summary>
internal sealed class TestCells
{
    /// <summary>Names of the cells in the order in which they were done.</summary>
    public List<string> Done { get; } = [];

    /// <summary>A cell that makes a model where <paramref name="model"/> is set, and fails where <paramref name="failure"/> is.</summary>
    public Cell Make(
        string title, JsonObject? key = null, IReadOnlyList<Cell>? parents = null, bool model = true,
        Func<CellWork, Exception?>? failure = null, double units = 10) =>
        new(model ? "backdoor" : "pictures", title, key ?? new JsonObject { ["title"] = title }, parents
            ?? [], new CellCost("test", units), work =>
        {
            if (failure?.Invoke(work) is { } exception) throw exception;
            lock (Done) Done.Add(title);
            return new CellOutput { Model = model ? TestModels.Random() : null, Score = new CellScore([1, 2], null, null, null, null) };
        });
}
