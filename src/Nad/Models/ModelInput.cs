using System.Collections.Immutable;
using Nad.Data;

namespace Nad.Models;

/// <summary>What the user says of a model that its file may not tell; null where it is to be found out.</summary>
public sealed record ModelInput
{
    /// <summary>Nothing is said.</summary>
    public static ModelInput Unknown { get; } = new();

    /// <summary>Mean of each channel, in the order in which the network takes them.</summary>
    public ImmutableArray<double>? Mean { get; init; }

    /// <summary>Standard deviation of each channel.</summary>
    public ImmutableArray<double>? Std { get; init; }

    /// <summary>Whether the network takes blue first.</summary>
    public bool? Bgr { get; init; }

    /// <summary>Which reading of the file is meant, such as <c>elu</c>.</summary>
    public string? Variant { get; init; }

    /// <summary>The size of images that the network takes, and how they are brought to it.</summary>
    public ImageGeometry? Geometry { get; init; }

    /// <summary>What was said of the input, if anything.</summary>
    public Preprocessing? Said =>
        Mean is null && Std is null && Bgr is null
            ? null
            : new Preprocessing("as given", Mean ?? [0, 0, 0], Std ?? [1, 1, 1], Bgr ?? false);

    /// <summary>Checks the numbers.</summary>
    /// <exception cref="NadException">Not three of each, or no number, or a deviation that is not above 0.</exception>
    public void Validate()
    {
        Geometry?.Validate();
        if (Mean is { } mean && (mean.Length != 3 || mean.Any(m => !double.IsFinite(m))))
            throw new NadException("--mean needs three numbers, one for each channel, such as 0.485,0.456,0.406.");
        if (Std is { } std && (std.Length != 3 || std.Any(s => !(s > 0 && double.IsFinite(s)))))
            throw new NadException("--std needs three numbers above 0, one for each channel, such as 0.229,0.224,0.225.");
    }
}
