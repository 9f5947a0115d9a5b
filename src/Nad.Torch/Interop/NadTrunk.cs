using System.Runtime.InteropServices;

namespace Nad.Torch.Interop;

/// <summary>
/// Every function of <c>native/nad_trunk/nad_trunk.h</c>, declared once; names equal the C names. The library is optional: ask
/// <see cref="Missing"/> first.
/// </summary>
internal static unsafe partial class NadTrunk
{
    internal const string Library = "nad_trunk";
    private const int Abi = 4;
    private static readonly string[] Widths = ["avx512", "avx2"];      // the widest that the processor serves
    private static readonly Lazy<(nint Library, string? Missing)> State = new(Load);

    /// <summary>Why there is no trunk, in a few words for <c>nad doctor</c>; null where there is one.</summary>
    internal static string? Missing => State.Value.Missing;

    internal static nint Loaded => State.Value.Library;

    [LibraryImport(Library)]
    internal static partial byte* nad_trunk_last_error();

    [LibraryImport(Library)]
    internal static partial byte* nad_trunk_version();

    [LibraryImport(Library)]
    internal static partial int nad_trunk_processor();

    [LibraryImport(Library)]
    internal static partial int nad_trunk_create(
        NativeTrunkOp* ops, int opCount, NativeTrunkOutput* outputs, int outputCount, int batch, int channels, int height, int width,
        int flags, out nint result);

    [LibraryImport(Library)]
    internal static partial void nad_trunk_free(nint trunk);

    [LibraryImport(Library)]
    internal static partial int nad_trunk_forward(nint trunk, void* image, void** parameters, void** buffers, void** outputs);

    [LibraryImport(Library)]
    internal static partial int nad_trunk_backward(nint trunk, void** outputGradients, void** parameterGradients, void* imageGradient);

    internal static string LastError() => Marshal.PtrToStringUTF8((nint)nad_trunk_last_error()) ?? "";

    // Loads what libtorch and the allocator settings must precede; nothing here can throw, for the trunk is only an accelerator.
    private static (nint Library, string? Missing) Load()
    {
        string? asked = Environment.GetEnvironmentVariable("NAD_TRUNK");
        if (asked == "0") return (0, "switched off by NAD_TRUNK=0");
        _ = NadBridge.nad_grad_enabled();
        string folder = Path.GetDirectoryName(Path.GetFullPath(LibraryLocator.Find() ?? ".")) ?? ".";
        (nint Library, string? Missing) found = (0, null);
        foreach (string width in asked is not null && Widths.Contains(asked) ? [asked] : Widths)
        {
            found = Load(folder, width);
            if (found.Missing is null) break;
        }

        return found;
    }

    private static (nint Library, string? Missing) Load(string folder, string width)
    {
        string path = Path.Combine(folder, $"libnad_trunk_{width}.so");
        if (!File.Exists(path))
        {
            string then = PackagedBridge.IsPackage ? "it is built at the next start" : "then run ./dev build";
            return (0, "not built: a NAD step takes 2.4 times as long without it (docs/decisions/0015-winograd.md). " +
                $"Install libdnnl-dev (oneDNN 2 or 3), {then}");
        }

        if (!NativeLibrary.TryLoad(path, out nint library)) return (0, $"{path} could not be loaded");
        int abi = NativeLibrary.TryGetExport(library, "nad_trunk_abi", out nint function) ? ((delegate* unmanaged<int>)function)() : 0;
        if (abi != Abi) return (0, $"of ABI {abi} instead of {Abi}: build it again with ./dev build");
        return ((delegate* unmanaged<int>)NativeLibrary.GetExport(library, "nad_trunk_processor"))() == 0
            ? (0, $"this processor lacks {(width == "avx2" ? "AVX2" : "AVX-512")}")
            : (library, null);
    }
}

/// <summary><c>nad_trunk_op</c>, laid out as in C.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeTrunkOp
{
    public int Kind;
    public int A;
    public int B;
    public int Channels;
    public int Kernel;
    public int Stride;
    public double Epsilon;
    public double Momentum;
}

/// <summary><c>nad_trunk_output</c>, laid out as in C.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeTrunkOutput
{
    public int Value;
    public int Form;
}
