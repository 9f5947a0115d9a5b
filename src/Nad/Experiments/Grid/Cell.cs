using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Nad.Experiments;

/// <summary>
/// One piece of work of a grid. Its name is a hash of everything that determines its result, its parents' names among it.
/// </summary>
/// <param name="kind">What it makes: <c>backdoor</c>, <c>teacher</c>, <c>defense</c> or <c>pictures</c>.</param>
/// <param name="title">What it is, for people; not part of the name.</param>
/// <param name="key">
/// Options, seeds, fingerprint of the data, version numbers of the methods. Not the commit: a change of the program that moves results
/// raises a version.
/// </param>
/// <param name="parents">Cells whose models it needs.</param>
/// <param name="cost">What it is expected to cost.</param>
/// <param name="work">Does it.</param>
public sealed class Cell(
    string kind, string title, JsonObject key, IReadOnlyList<Cell> parents, CellCost cost, Func<CellWork, CellOutput> work)
{
    private const int HashDigits = 16;

    /// <summary>What it makes.</summary>
    public string Kind { get; } = kind;

    /// <summary>What it is, for people.</summary>
    public string Title { get; } = title;

    /// <summary>Everything that determines the result.</summary>
    public JsonObject Key { get; } = WithParents(key, parents);

    /// <summary>Cells whose models it needs.</summary>
    public IReadOnlyList<Cell> Parents { get; } = parents;

    /// <summary>What it is expected to cost.</summary>
    public CellCost Cost { get; } = cost;

    /// <summary>Kind and hash: the name of its files.</summary>
    public string Name =>
        field ??=
            $"{Kind}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(Key).ToJsonString())))[..HashDigits]}";

    internal CellOutput Run(CellWork context) => work(context);

    /// <summary>The same object with all names in order, at every depth: equal content is equal text.</summary>
    internal static JsonNode Canonical(JsonNode node) => node switch
    {
        JsonObject o => new JsonObject(o.OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => KeyValuePair.Create(p.Key, p.Value is null ? null : Canonical(p.Value)))),
        JsonArray a => new JsonArray([.. a.Select(i => i is null ? null : Canonical(i))]),
        _ => node.DeepClone(),
    };

    private static JsonObject WithParents(JsonObject key, IReadOnlyList<Cell> parents)
    {
        JsonObject all = key.DeepClone().AsObject();
        if (parents.Count > 0) all["parents"] = new JsonArray([.. parents.Select(p => (JsonNode)p.Name)]);
        return all;
    }
}
