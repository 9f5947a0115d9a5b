using System.Text.Json.Serialization;

namespace Nad.Experiments;

/// <summary>One model of a comparison. Rates are 0–1; what was not measured is null.</summary>
/// <param name="Folder">The result folder, as it was named.</param>
/// <param name="Kind"><c>erase</c>, <c>attack</c> or <c>demo</c>.</param>
/// <param name="Method">Defense, attack, or the part of a demonstration.</param>
/// <param name="Model">Architecture and file of the model.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Before">The model that was given; null where none was.</param>
/// <param name="After">The model that came out; null where the run failed.</param>
/// <param name="Seconds">Duration of the run; null where it is not told.</param>
/// <param name="Group">Number of its group, from 1: runs of one group are equal in everything but the seed.</param>
/// <param name="Verdict">Code word of the verdict; null where the result has none.</param>
/// <param name="Failed">Why there is no model; null where there is one.</param>
/// <param name="Differences">What is not the same in all runs of this kind and method, by name, with this run's value.</param>
public sealed record CompareRow(
    string Folder, string Kind, string Method, string Model, long Seed, CompareScore? Before, CompareScore? After, double? Seconds,
    int Group, string? Verdict, string? Failed, IReadOnlyDictionary<string, string> Differences)
{
    /// <summary>Everything but the seed that decides what is measured, by name.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Every epoch that the result tells: the training, its epoch from 1, and numbers by name.</summary>
    [JsonIgnore]
    public IReadOnlyList<CompareEpoch> Epochs { get; init; } = [];
}

/// <summary>One epoch of a training.</summary>
/// <param name="Phase">Which training, such as <c>student</c>.</param>
/// <param name="Epoch">From 1.</param>
/// <param name="Values">Such as <c>loss</c>; numbers that are none are left out.</param>
public sealed record CompareEpoch(string Phase, long Epoch, IReadOnlyList<(string Name, double Value)> Values);
