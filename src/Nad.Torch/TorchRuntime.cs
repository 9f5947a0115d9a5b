using System.Runtime.InteropServices;
using Nad.Torch.Interop;

namespace Nad.Torch;

/// <summary>Facts and switches of the loaded libtorch.</summary>
public static unsafe class TorchRuntime
{
    /// <summary>Version of libtorch, such as <c>1.13.0</c>.</summary>
    public static string Version => Marshal.PtrToStringUTF8((nint)NadBridge.nad_torch_version()) ?? "";

    /// <summary>
    /// The library that this libtorch multiplies matrices with, such as <c>OpenBLAS</c>; null where it has one inside, or the system does
    /// not tell.
    /// </summary>
    public static string? Blas
    {
        get
        {
            _ = Version;    // loads libtorch
            return File.Exists(Maps) ? LinearAlgebra.Of(File.ReadLines(Maps)) : null;
        }
    }

    /// <summary>Whether that is the reference BLAS, which is many times slower than any other (docs/decisions/0031-blas.md).</summary>
    public static bool HasReferenceBlas => Blas == LinearAlgebra.Reference;

    private const string Maps = "/proc/self/maps";

    /// <summary>Usable CUDA devices; 0 for a CPU build or without a driver.</summary>
    public static int CudaDevices => NadBridge.nad_cuda_devices();

    /// <summary>Path of the native bridge that is (or would be) loaded; null where there is none.</summary>
    public static string? BridgePath => LibraryLocator.Find();

    /// <summary>Threads that one operator may use on the processor, at least 1.</summary>
    public static int Threads
    {
        get
        {
            NadBridge.Check(NadBridge.nad_get_threads(out int count), "reading the number of threads");
            return count;
        }

        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            NadBridge.Check(NadBridge.nad_set_threads(value), "setting the number of threads");
        }
    }
}
