namespace Nad.Models;

/// <summary>How the keys of a vision transformer are spelt.</summary>
/// <param name="Patches">The convolution that makes tokens of patches.</param>
/// <param name="Class">The class token.</param>
/// <param name="Position">The table of places.</param>
/// <param name="Block">In front of the keys of a block, with <c>{0}</c> for its number.</param>
/// <param name="Norms">The two normalisations of a block.</param>
/// <param name="Queries">
/// The layer, or the three, that make queries, keys and values; torchvision's is no layer, but a weight and a bias.
/// </param>
/// <param name="Attended">The layer behind the attention.</param>
/// <param name="Hidden">The two layers behind it.</param>
/// <param name="Norm">The last normalisation.</param>
/// <param name="Head">The last layer.</param>
/// <param name="Epsilon">Of the normalisations.</param>
internal sealed record VisionTransformerKeys(
    string Patches, string Class, string Position, string Block, (string First, string Second) Norms, string[] Queries, string Attended,
    (string First, string Second) Hidden, string Norm, string Head, double Epsilon)
{
    /// <summary>torchvision's, with the older spelling of the two layers; timm's; Hugging Face's.</summary>
    public static IReadOnlyList<VisionTransformerKeys> All { get; } =
    [
        Torchvision("mlp.0", "mlp.3"),
        Torchvision("mlp.linear_1", "mlp.linear_2"),
        new(
            "patch_embed.proj", "cls_token", "pos_embed", "blocks.{0}", ("norm1", "norm2"), ["attn.qkv"], "attn.proj",
            ("mlp.fc1", "mlp.fc2"), "norm", "head", 1e-6),
        new(
            "vit.embeddings.patch_embeddings.projection", "vit.embeddings.cls_token", "vit.embeddings.position_embeddings",
            "vit.encoder.layer.{0}", ("layernorm_before", "layernorm_after"),
            ["attention.attention.query", "attention.attention.key", "attention.attention.value"], "attention.output.dense",
            ("intermediate.dense", "output.dense"), "vit.layernorm", "classifier", 1e-12),
    ];

    /// <summary>The same behind a prefix.</summary>
    public VisionTransformerKeys Behind(string prefix) => this with
    {
        Patches = prefix + Patches,
        Class = prefix + Class,
        Position = prefix + Position,
        Block = prefix + Block,
        Norm = prefix + Norm,
        Head = prefix + Head,
    };

    private static VisionTransformerKeys Torchvision(string first, string second) =>
        new(
            "conv_proj", "class_token", "encoder.pos_embedding", "encoder.layers.encoder_layer_{0}", ("ln_1", "ln_2"),
            ["self_attention.in_proj_"], "self_attention.out_proj", (first, second), "encoder.ln", "heads.head", 1e-6);
}
