namespace Nad.Torch.Trunks;

/// <summary>
/// How convolutions and the activations between them are computed. Weights, statistics, losses and optimisers are Float32 in both.
/// </summary>
public enum Precision
{
    /// <summary>IEEE single precision: what every result that is compared with the paper uses.</summary>
    Float32,

    /// <summary>
    /// bfloat16: 8 bits of mantissa. Training in it is 1.7 to 2.4 times slower than in float where it was measured, a processor with
    /// AVX-512-bf16 and AMX. Gradients differ by about a tenth per tensor.
    /// </summary>
    BFloat16,
}
