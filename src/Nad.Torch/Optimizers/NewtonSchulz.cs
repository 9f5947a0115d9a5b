namespace Nad.Torch.Optimizers;

/// <summary>
/// The orthogonal matrix nearest to a given one, roughly and by products alone: X ← a·X + (b·A + c·A²)·X with A = X·Xᵀ, five times, from X
/// = G / ‖G‖. All singular values of the result lie between about 0.7 and 1.2, whatever those of G were, unless they were nearly 0.
/// </summary>
/// <remarks>
/// Source of the iteration and of a, b, c: Jordan et al., "Muon: An optimizer for hidden layers in neural networks", 2024.
/// </remarks>
public static class NewtonSchulz
{
    private const double A = 3.4445, B = -4.7750, C = 2.0315;
    private const int Iterations = 5;

    // Keeps a gradient of nothing but zeros from becoming NaN.
    private const double Epsilon = 1e-7;

    /// <summary>The result for a tensor that is read as a matrix of its first dimension by all others.</summary>
    /// <param name="direction">Float32, of at least two dimensions.</param>
    /// <returns>Of the same shape.</returns>
    public static Tensor Orthogonal(Tensor direction)
    {
        ArgumentNullException.ThrowIfNull(direction);
        Tensor x = direction.Flatten(1);
        bool tall = x.Sizes[0] > x.Sizes[1];                            // A is the smaller of the two products
        if (tall) x = x.Permute(1, 0);
        x = x / ((x * x).Sum().Sqrt() + Epsilon);
        for (int i = 0; i < Iterations; i++)
        {
            Tensor a = Functional.Linear(x, x, null);                   // Linear(x, y) = x·yᵀ
            Tensor b = (B * a) + (C * Functional.Linear(a, a, null));   // A and with it A² are symmetric
            x = (A * x) + Functional.Linear(b, x.Permute(1, 0), null);
        }

        return (tall ? x.Permute(1, 0).Contiguous() : x).View([.. direction.Sizes]);
    }
}
