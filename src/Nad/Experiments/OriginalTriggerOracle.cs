using Nad.Attacks;
using Nad.Data;
using Nad.Defenses;
using Nad.Models;
using Nad.Training;

namespace Nad.Experiments;

/// <summary>
/// An oracle, for experiments alone: the retraining of <see cref="Mesa"/> on the attacker's own trigger, at its own place, which no
/// defender has ("org-T" of table 6). It is no <see cref="IDefense"/>, so that no command can offer it as one.
/// </summary>
/// <param name="backdoor">The trigger.</param>
/// <param name="options">Share and recipe of the retraining; the rest is not used.</param>
public sealed class OriginalTriggerOracle(Backdoor backdoor, MesaOptions options)
{
    /// <summary>How results must call it.</summary>
    public const string Label = "oracle: original trigger";

    /// <summary>Retrains a copy.</summary>
    /// <returns>The caller owns the model.</returns>
    /// <exception cref="NadException">The training failed.</exception>
    public DefenseResult Run(Classifier backdoored, CleanData clean, RunContext run)
    {
        ArgumentNullException.ThrowIfNull(clean);
        return new PatternRetraining(options.Recipe, options.Share, options.CollapseLimit).Run(
            backdoored, clean, run, (_, image, _) => Put(image, clean.Training));
    }

    // Triggers are made for bytes, H×W×3.
    internal void Put(Span<float> image, ImageSet like)
    {
        int plane = like.Height * like.Width;
        byte[] pixels = new byte[3 * plane];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)Math.Clamp(MathF.Round(image[(i % 3 * plane) + (i / 3)] * 255), 0, 255);
        ImageSet stamped = backdoor.Trigger.Stamp(new ImageSet(pixels, [0], like.Height, like.Width, like.ClassNames, like.Source));
        for (int i = 0; i < pixels.Length; i++) image[(i % 3 * plane) + (i / 3)] = stamped.Pixels[i] / 255f;
    }
}
