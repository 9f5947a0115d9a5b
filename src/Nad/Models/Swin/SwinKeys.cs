namespace Nad.Models;

/// <summary>How the keys of a Swin transformer are spelt.</summary>
/// <param name="Patches">The convolution that makes patches, and the normalisation behind it.</param>
/// <param name="Block">A block: <c>{0}</c> for its stage, <c>{1}</c> for its number.</param>
/// <param name="Layers">The two layers behind the attention.</param>
/// <param name="Merge">What halves the map in front of a stage but the first: <c>{0}</c> for its stage.</param>
/// <param name="Head">The last layer.</param>
/// <param name="Doubled">Whether stages are numbered 1, 3, 5, 7, with what is between them at 2, 4, 6.</param>
/// <param name="Before">Whether what halves the map stands with the stage in front of it.</param>
internal sealed record SwinKeys(
    (string Conv, string Norm) Patches, string Block, (string First, string Second) Layers, string Merge, string Head, bool Doubled = false,
    bool Before = false)
{
    /// <summary>The last normalisation.</summary>
    public const string Norm = "norm";

    /// <summary>torchvision's; timm's since 0.9; the authors' and older timm's.</summary>
    public static IReadOnlyList<SwinKeys> All { get; } =
    [
        new(("features.0.0", "features.0.2"), "features.{0}.{1}", ("mlp.0", "mlp.3"), "features.{0}", "head", Doubled: true),
        new(("patch_embed.proj", "patch_embed.norm"), "layers.{0}.blocks.{1}", ("mlp.fc1", "mlp.fc2"), "layers.{0}.downsample", "head.fc"),
        new(
            ("patch_embed.proj", "patch_embed.norm"), "layers.{0}.blocks.{1}", ("mlp.fc1", "mlp.fc2"), "layers.{0}.downsample", "head",
            Before: true),
    ];
}
