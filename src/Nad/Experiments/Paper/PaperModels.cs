using System.Globalization;
using Nad.Attacks;

namespace Nad.Experiments;

/// <summary>The backdoored models of the paper, with the attack success and accuracy of its tables 1 and 9.</summary>
internal static class PaperModels
{
    public static BackdooredModel BadNets { get; } =
        new("badnets", "BadNets", _ => new BadNetsOptions()) { PaperAsr = 100, PaperAcc = 85.65 };

    public static BackdooredModel Trojan { get; } =
        new("trojan", "Trojan", s => new TrojanOptions { Steps = s.TrojanSteps }) { PaperAsr = 100, PaperAcc = 81.24 };

    public static BackdooredModel Blend { get; } = new("blend", "Blend", _ => new BlendOptions()) { PaperAsr = 99.97, PaperAcc = 84.95 };

    // With the paper's ε of 0.15 and noise from a naturally trained model the grid is not learnt: attack success 0.9 %
    // (docs/results/attacks.md).
    public static BackdooredModel CleanLabel { get; } =
        new("cl", "CL", s => new CleanLabelOptions { Steps = s.NoiseSteps, Epsilon = 8.0 / 255 }) { PaperAsr = 99.21, PaperAcc = 82.43 };

    public static BackdooredModel Sig { get; } = new("sig", "SIG", _ => new SigOptions()) { PaperAsr = 99.91, PaperAcc = 84.36 };

    // The paper's target and rate (table 3) are possible on the 43 classes of GTSRB only with changed labels, and with clean ones the
    // attack stays below 41 % (docs/results/attacks.md).
    public static BackdooredModel Refool { get; } =
        new("refool-gtsrb-dirty", "Refool", s => RefoolOptions.Dirty with { Rounds = s.Rounds })
        {
            Data = GridDataRole.Refool,
            PaperAsr = 95.16,
            PaperAcc = 82.38
        };

    public static BackdooredModel RefoolCleanLabel { get; } =
        new("refool-gtsrb", "Refool, clean labels", s => new RefoolOptions { Rounds = s.Rounds })
        {
            Data = GridDataRole.Refool,
            PaperAsr = 95.16,
            PaperAcc = 82.38
        };

    /// <summary>What is said wherever Refool has a row.</summary>
    public const string RefoolNote = "Refool has 8 % of all images with changed labels: on the 43 classes of GTSRB the paper's rate and "
        + "target allow nothing else. With clean labels, as its authors have it, the attack itself fails here.";

    /// <summary>In the order of the paper's tables.</summary>
    public static IReadOnlyList<BackdooredModel> Six { get; } = [BadNets, Trojan, Blend, CleanLabel, Sig, Refool];

    /// <summary>Label i becomes i + 1 (appendix H).</summary>
    public static BackdooredModel AllToAll { get; } =
        new("badnets-all-to-all", "BadNets all-to-all", _ => new BadNetsOptions { AllToAll = true }) { PaperAsr = 79 };

    /// <summary>The trigger near the centre, its brightness scaled (appendix K).</summary>
    public static BackdooredModel Centre(double alpha, double asr, double acc) =>
        new(
            string.Create(CultureInfo.InvariantCulture, $"badnets-centre-{alpha:0.0}"),
            string.Create(CultureInfo.InvariantCulture, $"BadNets centre, α = {alpha:0.0}"),
            _ => new BadNetsOptions { Variant = BadNetsVariant.Centre, Alpha = alpha })
        {
            PaperAsr = asr,
            PaperAcc = acc,
        };
}
