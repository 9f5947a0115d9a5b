namespace Nad.Models;

/// <summary>How the keys of a ConvNeXt are spelt.</summary>
/// <param name="Stem">The first convolution and its normalisation.</param>
/// <param name="Between">Normalisation and convolution in front of a stage but the first, with <c>{0}</c> for its number.</param>
/// <param name="Block">A block: <c>{0}</c> for its stage, <c>{1}</c> for its number.</param>
/// <param name="Layers">Convolution, normalisation and the two layers of a block.</param>
/// <param name="Scale">What a block is multiplied by.</param>
/// <param name="Norm">The last normalisation.</param>
/// <param name="Head">The last layer.</param>
/// <param name="Doubled">Whether stages are numbered 1, 3, 5, 7, with what is between them at 2, 4, 6.</param>
internal sealed record ConvNeXtKeys(
    (string Conv, string Norm) Stem, (string Norm, string Conv) Between, string Block,
    (string Conv, string Norm, string First, string Second) Layers, string Scale, string Norm, string Head, bool Doubled = false)
{
    /// <summary>torchvision's, timm's and the authors'.</summary>
    public static IReadOnlyList<ConvNeXtKeys> All { get; } =
    [
        new(
            ("features.0.0", "features.0.1"), ("features.{0}.0", "features.{0}.1"), "features.{0}.{1}",
            ("block.0", "block.2", "block.3", "block.5"), "layer_scale", "classifier.0", "classifier.2", Doubled: true),
        new(
            ("stem.0", "stem.1"), ("stages.{0}.downsample.0", "stages.{0}.downsample.1"), "stages.{0}.blocks.{1}",
            ("conv_dw", "norm", "mlp.fc1", "mlp.fc2"), "gamma", "head.norm", "head.fc"),
        new(
            ("downsample_layers.0.0", "downsample_layers.0.1"), ("downsample_layers.{0}.0", "downsample_layers.{0}.1"), "stages.{0}.{1}",
            ("dwconv", "norm", "pwconv1", "pwconv2"), "gamma", "norm", "head"),
    ];
}
