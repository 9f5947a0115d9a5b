using Nad.Attacks;
using Nad.Models;

namespace Nad.Experiments;

/// <summary>A model of an experiment, as it is declared: how it comes about, without seed and data.</summary>
public abstract record GridNode
{
    /// <summary>The backdoored model that it comes from.</summary>
    public abstract BackdooredModel Root { get; }
}

/// <summary>A model trained on poisoned images.</summary>
/// <param name="Name">Its name in the zoo.</param>
/// <param name="Title">Name of the attack in tables.</param>
/// <param name="Attack">Settings of the attack; null for a clean model.</param>
public sealed record BackdooredModel(string Name, string Title, Func<GridScale, AttackOptions>? Attack) : GridNode
{
    /// <inheritdoc/>
    public override BackdooredModel Root => this;

    /// <summary>Its attack, without the variant: <c>badnets</c> of <c>badnets-centre-0.2</c>.</summary>
    public string Family => Name.Split('-')[0];

    /// <summary>Which data it is trained on.</summary>
    public GridDataRole Data { get; init; }

    /// <summary>
    /// Attack success in the paper's tables, percent; null where they have none. Defenses of a model that misses it by more than a
    /// tolerance do not count.
    /// </summary>
    public double? PaperAsr { get; init; }

    /// <summary>Accuracy in the paper's tables, percent; null where they have none.</summary>
    public double? PaperAcc { get; init; }
}

/// <summary>A model finetuned on the clean images: the paper's B-F, both the teacher and what finetuning alone comes to.</summary>
/// <param name="Start">What is finetuned.</param>
/// <param name="Fraction">Clean images, as part of the training images.</param>
public sealed record FinetunedTeacher(GridNode Start, double Fraction) : GridNode
{
    /// <inheritdoc/>
    public override BackdooredModel Root => Start.Root;
}

/// <summary>
/// A model trained from scratch on the clean images alone, to be a teacher: the paper's C. It knows nothing of the attack, so that one
/// serves all models of the same data.
/// </summary>
/// <param name="For">The model whose student it is to teach; it only says which data.</param>
/// <param name="Shape">Its architecture.</param>
/// <param name="Fraction">Clean images, as part of the training images.</param>
public sealed record ScratchTeacher(BackdooredModel For, WideResNetShape Shape, double Fraction) : GridNode
{
    /// <inheritdoc/>
    public override BackdooredModel Root => For;
}

/// <summary>A model that a defense has returned.</summary>
/// <param name="Start">What it was given.</param>
/// <param name="Method">The defense.</param>
/// <param name="Fraction">Clean images, as part of the training images.</param>
/// <param name="Teacher">A teacher that is given; null for none.</param>
/// <param name="Watched">Whether test images are measured after every epoch, for curves.</param>
/// <param name="Rival">A model whose accuracy on the hold-out the defense is to match, for a fair comparison; null for none.</param>
public sealed record DefendedModel(
    GridNode Start, GridMethod Method, double Fraction, GridNode? Teacher = null, bool Watched = false, GridNode? Rival = null) : GridNode
{
    /// <inheritdoc/>
    public override BackdooredModel Root => Start.Root;
}

/// <summary>Which of the data sets of a grid.</summary>
public enum GridDataRole
{
    /// <summary>The data: CIFAR-10 in the paper.</summary>
    Main,

    /// <summary>Data of Refool: GTSRB in the paper.</summary>
    Refool,
}
