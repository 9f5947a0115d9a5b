using System.Collections.Immutable;
using System.Globalization;

namespace Nad.Models;

/// <summary>What tells one ResNet from another.</summary>
/// <param name="Blocks">Blocks of each stage.</param>
/// <param name="Outputs">Channels that each stage gives.</param>
/// <param name="Width">Channels inside the blocks of the first stage; doubled in each further stage.</param>
/// <param name="Groups">Groups of the 3×3 convolutions of bottlenecks.</param>
/// <param name="Bottleneck">Blocks of 1×1, 3×3 and 1×1 convolutions; else of two 3×3.</param>
/// <param name="Stem">Channels of the first convolution.</param>
/// <param name="StemKernel">Its window: 7 for large images, 3 or 1 for small ones.</param>
/// <param name="Channels">Channels of the images.</param>
/// <param name="Classes">Classes.</param>
internal sealed record ResNetSpec(
    ImmutableArray<int> Blocks, ImmutableArray<long> Outputs, long Width, long Groups, bool Bottleneck, long Stem, int StemKernel,
    long Channels, long Classes)
{
    /// <summary>Step of the first convolution.</summary>
    public int StemStride { get; init; } = 1;

    /// <summary>Whether a 3×3 maximum of step 2 follows it.</summary>
    public bool StemPool { get; init; }

    /// <summary>
    /// Where a shortcut that changes channels has no weights: how many of the new, zero channels come first; null where it has weights.
    /// </summary>
    public PaddedShortcut? Shortcut { get; init; }

    /// <summary>Groups of channels that are normalised together, image by image; null for batch norm.</summary>
    public int? NormGroups { get; init; }

    /// <summary>How the keys are spelt.</summary>
    public ResNetKeys Keys { get; init; } = ResNetKeys.Torchvision;

    /// <summary>Whether the last layer has a bias.</summary>
    public bool Bias { get; init; } = true;

    /// <summary>Such as <c>resnet18</c>, <c>wide_resnet50_2</c>, <c>resnext50_32x4d</c>.</summary>
    public string Name
    {
        get
        {
            string depth = (2 + (Blocks.Sum() * (Bottleneck ? 3 : 2))).ToString(CultureInfo.InvariantCulture);
            if (!Bottleneck || (Groups == 1 && Width * 4 == Outputs[0])) return $"resnet{depth}";
            return Groups == 1
                ? string.Create(CultureInfo.InvariantCulture, $"wide_resnet{depth}_{Width * 4 / (double)Outputs[0]:0.##}")
                : string.Create(CultureInfo.InvariantCulture, $"resnext{depth}_{Groups}x{Width / Groups}d");
        }
    }
}

/// <summary>How a shortcut without weights widens: by channels of zeros.</summary>
internal enum PaddedShortcut
{
    /// <summary>Half of them before, half behind.</summary>
    Both,

    /// <summary>All of them behind.</summary>
    Behind,
}

/// <summary>Spelling of the keys of a ResNet.</summary>
/// <param name="Body">In front of all keys but the last layer's.</param>
/// <param name="Shortcut">Of the convolution and batch norm beside a block.</param>
/// <param name="Head">Of the last layer.</param>
internal sealed record ResNetKeys(string Body, string Shortcut, string Head)
{
    public static ResNetKeys Torchvision { get; } = new("", "downsample", "fc");
}
