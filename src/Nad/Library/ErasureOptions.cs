using Nad.Defenses;

namespace Nad.Library;

/// <summary>How a backdoor is erased.</summary>
public sealed record ErasureOptions
{
    /// <summary><c>auto</c>, <c>nad</c> (the paper's recipe) or <c>finetune</c>. Default: <c>auto</c>, as on the command line.</summary>
    public string Method { get; init; } = "auto";

    /// <summary>A defense of your own in the place of <see cref="Method"/>; null for none.</summary>
    public IDefense? Defense { get; init; }

    /// <summary>How many of the images are used; null for all. A tenth more is held out where there are enough.</summary>
    public int? CleanCount { get; init; }

    /// <summary>Seed of all randomness. Default 0.</summary>
    public long Seed { get; init; }

    /// <summary>Told of every step; called on the thread that erases.</summary>
    public IProgress<ErasureProgress>? Progress { get; init; }
}

/// <summary>Where an erasure is.</summary>
/// <param name="Training">Which training, such as <c>teacher</c>.</param>
/// <param name="Epoch">From 1.</param>
/// <param name="Epochs">Of so many.</param>
/// <param name="Part">Which part of this training is done, 0–1.</param>
public sealed record ErasureProgress(string Training, int Epoch, int Epochs, double Part);
