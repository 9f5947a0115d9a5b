using System.Text.Json.Serialization;

namespace Nad.Attacks;

/// <summary>Which label the attacker wants for a triggered image of a class.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(AllToOne), "all-to-one")]
[JsonDerivedType(typeof(AllToAll), "all-to-all")]
public abstract record LabelMap
{
    /// <summary>The label wanted for an image whose true label is <paramref name="label"/>.</summary>
    public abstract int Target(int label);

    /// <summary>
    /// Whether an image of this class counts in the attack success rate: those that have the wanted label already do not.
    /// </summary>
    public bool Counts(int label) => Target(label) != label;

    /// <summary>Checks against the data.</summary>
    /// <exception cref="NadException">It wants a label that the data does not have.</exception>
    public abstract void Validate(int classes);
}

/// <summary>Every class is to become one class.</summary>
/// <param name="Label">The target label.</param>
public sealed record AllToOne(int Label) : LabelMap
{
    /// <inheritdoc/>
    public override int Target(int label) => Label;

    /// <inheritdoc/>
    public override void Validate(int classes)
    {
        if (Label < 0 || Label >= classes)
            throw new NadException($"The target label must be 0 to {classes - 1}, because there are {classes} classes, but is {Label}.");
    }
}

/// <summary>Class i is to become class i + 1, the last becomes the first. Source: Gu et al. 2017; Li et al. 2021, appendix H.</summary>
/// <param name="Classes">Number of classes.</param>
public sealed record AllToAll(int Classes) : LabelMap
{
    /// <inheritdoc/>
    public override int Target(int label) => (label + 1) % Classes;

    /// <inheritdoc/>
    public override void Validate(int classes)
    {
        if (Classes != classes)
            throw new NadException(
                $"The all-to-all trigger was made for {Classes} classes, but the data has {classes}. Use the data that it was made for.");
    }
}
