namespace Nad.Experiments;

/// <summary>One image, ready for a model.</summary>
/// <param name="Caption">What it is.</param>
/// <param name="Pixels">Size·Size·3 bytes, row by row, channels last.</param>
/// <param name="Size">Rows and columns.</param>
/// <param name="Label">True class; null where nobody knows.</param>
/// <param name="ClassNames">Names of the classes; null where nobody knows.</param>
public sealed record NamedImage(string Caption, byte[] Pixels, int Size, int? Label, IReadOnlyList<string>? ClassNames)
{
    /// <summary>Whether a trigger was laid on it.</summary>
    public bool Triggered { get; init; }
}
