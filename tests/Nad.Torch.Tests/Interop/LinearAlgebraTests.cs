using Nad.Torch.Interop;

namespace Nad.Torch.Tests.Interop;

public sealed class LinearAlgebraTests
{
    private const string Before = "7f0000000000-7f0000001000 r-xp 00000000 fe:00 123   ";

    [Theory]
    [InlineData("/usr/lib/x86_64-linux-gnu/blas/libblas.so.3.11.0", LinearAlgebra.Reference)]
    [InlineData("/usr/lib64/libblas.so.3.9.0", LinearAlgebra.Reference)]
    [InlineData("/usr/lib/x86_64-linux-gnu/openblas-openmp/libblas.so.3", "OpenBLAS")]
    [InlineData("/usr/lib/x86_64-linux-gnu/openblas-pthread/libopenblasp-r0.3.21.so", "OpenBLAS")]
    [InlineData("/opt/intel/mkl/lib/libmkl_core.so.2", "MKL")]
    [InlineData("/usr/lib/x86_64-linux-gnu/blis-openmp/libblas.so.4", "BLIS")]
    [InlineData("/usr/lib/x86_64-linux-gnu/atlas/libblas.so.3", "ATLAS")]
    [InlineData("/opt/libtorch/lib/libtorch_cpu.so", null)]
    [InlineData("/home/openblas/lib/torch/libc.so.6", null)]
    public void The_blas_is_known_by_its_file(string file, string? name) =>
        Assert.Equal(name, LinearAlgebra.Of([Before, Before + "[stack]", Before + "/usr/lib/libc.so.6", Before + file]));

    [Fact]
    public void The_lapack_of_another_is_no_blas() =>
        Assert.Equal(
            LinearAlgebra.Reference,
            LinearAlgebra.Of(
            [
                Before + "/usr/lib/x86_64-linux-gnu/openblas-openmp/liblapack.so.3",
                Before + "/usr/lib/x86_64-linux-gnu/blas/libblas.so.3.11.0",
            ]));

    [Fact]
    public void What_is_loaded_here_is_told() => Assert.Equal(TorchRuntime.Blas == LinearAlgebra.Reference, TorchRuntime.HasReferenceBlas);
}
