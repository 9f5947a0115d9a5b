namespace Nad.Torch.Interop;

/// <summary>
/// The BLAS that the loaded libtorch multiplies matrices with. A system's libtorch takes the one that the system has, which may be the
/// reference one: many times slower than the others, and nothing says so.
/// </summary>
internal static class LinearAlgebra
{
    // Parts of names, and what they are.
    private static readonly (string Part, string Name)[] Known =
        [("openblas", "OpenBLAS"), ("mkl", "MKL"), ("blis", "BLIS"), ("atlas", "ATLAS")];

    /// <summary>Name of the reference BLAS.</summary>
    public const string Reference = "reference";

    /// <summary>Name of the loaded BLAS; null where none is loaded by itself, as where libtorch has one inside.</summary>
    /// <param name="maps">What the system says of the files that the process has loaded: a line each, which ends with a path.</param>
    public static string? Of(IEnumerable<string> maps)
    {
        string[] files =
        [
            .. maps.Where(l => l.Contains('/', StringComparison.Ordinal)).Select(l => l[l.IndexOf('/', StringComparison.Ordinal)..])
                .Distinct(),
        ];
        // A libblas is what the folder that it lies in is named after: another library may bring the lapack of the same process.
        string? blas = files.FirstOrDefault(f => Path.GetFileName(f).StartsWith("libblas.so", StringComparison.Ordinal));
        return blas is not null
            ? NameOf(Path.GetFileName(Path.GetDirectoryName(blas)) ?? "") ?? Reference
            : files.Select(f => NameOf(Path.GetFileName(f))).FirstOrDefault(n => n is not null);
    }

    private static string? NameOf(string text) =>
        Known.FirstOrDefault(k => text.Contains(k.Part, StringComparison.OrdinalIgnoreCase)).Name;
}
