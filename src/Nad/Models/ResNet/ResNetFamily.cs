using System.Collections.Immutable;
using System.Globalization;
using Nad.Files.Graphs;

namespace Nad.Models;

/// <summary>
/// ResNets in the spellings of torchvision, of the well-known CIFAR repositories (with weights or zeros in the shortcut) and of TrojanZoo.
/// </summary>
internal sealed class ResNetFamily : GraphFamily
{
    private static readonly Dictionary<string, (int[] Blocks, bool Bottleneck, long Width, long Groups)> Designs =
        new(StringComparer.Ordinal)
        {
            ["resnet18"] = ([2, 2, 2, 2], false, 64, 1),
            ["resnet34"] = ([3, 4, 6, 3], false, 64, 1),
            ["resnet50"] = ([3, 4, 6, 3], true, 64, 1),
            ["resnet101"] = ([3, 4, 23, 3], true, 64, 1),
            ["wide_resnet50_2"] = ([3, 4, 6, 3], true, 128, 1),
            ["resnext50_32x4d"] = ([3, 4, 6, 3], true, 128, 32),
        };

    public override string Family => "ResNet";

    public override string Reads =>
        "torchvision (`fc`, `downsample`), CIFAR repositories (`linear`, `shortcut`, or shortcuts of zeros: ResNet-20 to 110; ResNeXt-29), "
        + "TrojanZoo (`features.`, `classifier.fc`); stems of 1×1, 3×3 and 7×7; batch norm or normalisation in groups";

    public override IReadOnlyList<string> Names => [.. Designs.Keys];

    protected override IEnumerable<(string Choice, Graph Graph)> Guess(StateShapes s)
    {
        string body = s.Has("features.conv1.weight") ? "features." : "";
        string head = ((string[])["fc", "linear", "classifier.fc"]).FirstOrDefault(h => s.Has($"{h}.weight")) ?? "";
        // A batch norm in front of the first convolution of a block is another family's.
        if (head.Length == 0 || !s.Has($"{body}bn1.weight") || !s.Has($"{body}layer1.0.conv1.weight")) yield break;

        int stages = s.Count($"{body}layer{{0}}.0.conv1.weight", first: 1);
        ImmutableArray<int> blocks = [.. Enumerable.Range(1, stages).Select(l => s.Count($"{body}layer{l}.{{0}}.conv1.weight"))];
        bool bottleneck = s.Has($"{body}layer1.0.conv3.weight");
        ImmutableArray<long> outputs =
            [.. Enumerable.Range(1, stages).Select(l => s.Size($"{body}layer{l}.0.conv{(bottleneck ? 3 : 2)}.weight", 0))];
        long width = s.Size($"{body}layer1.0.conv1.weight", 0), grouped = s.Size($"{body}layer1.0.conv2.weight", 1);
        long stem = s.Size($"{body}conv1.weight", 0), channels = s.Size($"{body}conv1.weight", 1), classes = s.Size($"{head}.weight", 0);
        int kernel = (int)s.Size($"{body}conv1.weight", 2);
        if (outputs.Contains(0) || width == 0 || grouped == 0 || width % grouped != 0 || stem == 0 || channels == 0 || classes == 0
            || kernel is not (1 or 3 or 5 or 7))
            yield break;

        string shortcut = ((string[])["downsample", "shortcut"]).FirstOrDefault(
                k => Enumerable.Range(1, stages).Any(l => s.Has($"{body}layer{l}.0.{k}.0.weight"))) ?? "";
        ResNetSpec spec = new(blocks, outputs, width, bottleneck ? width / grouped : 1, bottleneck, stem, kernel, channels, classes)
        {
            Keys = new ResNetKeys(body, shortcut, head),
            Bias = s.Has($"{head}.bias"),
        };
        foreach ((string choice, ResNetSpec form) in Stems(spec).SelectMany(f => Norms(s.Has($"{body}bn1.running_mean"), f.Choice, f.Spec)))
        {
            if (shortcut.Length > 0)
            {
                yield return (choice, ResNetGraph.Build(form));
                continue;
            }

            yield return (
                Join(choice, "shortcuts of zeros on both sides"), ResNetGraph.Build(form with { Shortcut = PaddedShortcut.Both }));
            yield return (Join(choice, "shortcuts of zeros behind"), ResNetGraph.Build(form with { Shortcut = PaddedShortcut.Behind }));
        }
    }

    protected override Graph Draw(string name, int classes, int size)
    {
        (int[] blocks, bool bottleneck, long width, long groups) = Designs[name];
        long first = bottleneck ? 256 : 64;
        // Images below 64 pixels would be gone before the last stage: they have the stem of the CIFAR networks.
        bool small = size < 64;
        return ResNetGraph.Build(
            new ResNetSpec([.. blocks], [first, 2 * first, 4 * first, 8 * first], width, groups, bottleneck, 64, small ? 3 : 7, 3, classes)
            {
                StemStride = small ? 1 : 2,
                StemPool = !small,
            });
    }

    // Without running statistics it is normalised in groups of channels, and how many the file does not tell.
    private static IEnumerable<(string Choice, ResNetSpec Spec)> Norms(bool batch, string choice, ResNetSpec spec) => batch
        ? [(choice, spec)]
        : from groups in (int[])[32, 16, 8, 4, 2, 1]
          where spec.Stem % groups == 0 && spec.Width % groups == 0 && spec.Outputs.All(o => o % groups == 0)
          let grouped = string.Create(CultureInfo.InvariantCulture, $"normalisation in {groups} groups")
          select (Join(choice, grouped), spec with { NormGroups = groups });

    private static IEnumerable<(string Choice, ResNetSpec Spec)> Stems(ResNetSpec spec)
    {
        if (spec.StemKernel == 7)
        {
            yield return ("a pool after the stem", spec with { StemStride = 2, StemPool = true });
            yield return ("no pool after the stem", spec with { StemStride = 2 });
            yield break;
        }

        yield return ("no pool after the stem", spec);
        // With three stages nobody pools; with four, those for Tiny-ImageNet do.
        if (spec.Blocks.Length > 3) yield return ("a pool after the stem", spec with { StemPool = true });
        if (spec.Blocks.Length > 3) yield return ("a stem of step 2", spec with { StemStride = 2 });
    }

    private static string Join(string a, string b) => a.Length == 0 ? b : $"{a}, {b}";
}
