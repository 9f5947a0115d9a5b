using Nad.Data;
using Nad.Models;

namespace Nad.Experiments;

/// <summary>Something that a command reads, so that nothing is written over it.</summary>
/// <param name="Option">How the user named it, such as <c>--model</c>.</param>
/// <param name="Path">Where it is.</param>
/// <param name="Tree">Whether every file below the folder may be read, so that a new one would change the data.</param>
public sealed record InputPlace(string Option, string Path, bool Tree = false)
{
    /// <summary>A file or folder; a model as <see cref="ModelName"/> names it.</summary>
    /// <param name="option">How the user named it.</param>
    /// <param name="path">Null for none.</param>
    public static IEnumerable<InputPlace> Of(string option, string? path) => path is null ? [] : [new(option, ModelName.PathOf(path))];

    /// <summary>The files behind a data SPEC.</summary>
    /// <param name="option">How the user named it.</param>
    /// <param name="spec">Null for none.</param>
    /// <exception cref="NadException">It is no SPEC.</exception>
    public static IEnumerable<InputPlace> OfData(string option, string? spec) =>
        spec is not null && DataSpec.Parse(spec) is { Place: { } place } data ? [new(option, place, data.Kind is "images" or "gtsrb")] : [];
}
