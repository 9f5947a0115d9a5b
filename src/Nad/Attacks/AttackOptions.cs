namespace Nad.Attacks;

/// <summary>Settings of an attack: what all attacks have in common. Each attack derives its own.</summary>
/// <remarks>[P] Li et al., ICLR 2021, table 3.</remarks>
public abstract record AttackOptions
{
    /// <summary>Name on the command line and in results.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public abstract string Name { get; }

    /// <summary>
    /// Raised when the same settings, images and seed give another trigger or other poisoned images than before; stored experiments are
    /// then run again.
    /// </summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public virtual int Version => 1;

    /// <summary>The label that triggered images are to get. [P] 0; the authors' code and published weights 5.</summary>
    public int Target { get; init; }

    /// <summary>Fraction of the images that is poisoned, above 0 to 1; of which images, says the attack's rule. [P] 0.1.</summary>
    public double Rate { get; init; } = 0.1;

    /// <summary>
    /// Which images are poisoned, and whether their labels change. Default: <see cref="Rate"/> of all images, labels changed.
    /// </summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public virtual PoisoningRule Rule => new(Rate);

    /// <summary>Whether triggered images are to get one label, <see cref="Target"/>.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public virtual bool HasTarget => true;

    /// <summary>Whether <see cref="Prepare"/> asks for a clean model.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public virtual bool NeedsSourceModel => false;

    /// <summary>Whether <see cref="Prepare"/> can use pictures that are reflected.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public virtual bool UsesReflections => false;

    /// <summary>Every setting that is not common to all attacks, for reports: name, value, unit or meaning.</summary>
    public abstract IReadOnlyList<OptionRow> Rows();

    /// <summary>Makes the trigger.</summary>
    /// <exception cref="NadException">An option is outside its range, or does not fit the data.</exception>
    public abstract IAttack Prepare(AttackContext context);

    /// <summary>Checks the ranges against the data.</summary>
    /// <exception cref="NadException">A value is outside its range.</exception>
    public virtual void Validate(int classes)
    {
        if (HasTarget && (Target < 0 || Target >= classes))
            throw new NadException($"The target label must be 0 to {classes - 1}, because there are {classes} classes, but is {Target}.");
        AttackSettings.Common<AttackOptions>().Check(this);
    }
}
