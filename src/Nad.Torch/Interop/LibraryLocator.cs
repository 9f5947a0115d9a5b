using System.Reflection;
using System.Runtime.InteropServices;

namespace Nad.Torch.Interop;

/// <summary>
/// Finds the native bridge: <c>NAD_BRIDGE</c>, beside the program, in its package (<see cref="PackagedBridge"/>), or in
/// <c>artifacts/native</c> of the checkout around it.
/// </summary>
internal static unsafe class LibraryLocator
{
    internal const string FileName = "libnad_bridge.so";

    internal static nint Resolve(string name, Assembly assembly, DllImportSearchPath? search)
    {
        if (name == NadTrunk.Library) return NadTrunk.Loaded;
        if (name != NadBridge.Library) return 0;
        string path = Find() ?? throw new NadException(
            $"The native bridge {FileName} was not found beside {AppContext.BaseDirectory} nor in artifacts/native above it. " +
            "Build it with ./dev build, or name it in NAD_BRIDGE.");
        Allocator.Tune();
        Spinning.Limit();
        nint library;
        try
        {
            library = NativeLibrary.Load(path);
        }
        catch (DllNotFoundException e)
        {
            throw new NadException(
                $"{path} could not be loaded: {e.Message.ReplaceLineEndings(" ")} Install libtorch 1.13 or newer " +
                "(Debian and Ubuntu: apt-get install libtorch-dev) and build again with ./dev build.", e);
        }

        int abi = NativeLibrary.TryGetExport(library, "nad_abi", out nint function) ? ((delegate* unmanaged<int>)function)() : 0;
        return abi == NadBridge.Abi
            ? library
            : throw new NadException($"{path} is of ABI {abi}, but this program needs {NadBridge.Abi}. Build it again with ./dev build.");
    }

    /// <summary>Full path of the bridge, or null.</summary>
    internal static string? Find()
    {
        string? named = Environment.GetEnvironmentVariable("NAD_BRIDGE");
        if (!string.IsNullOrEmpty(named)) return named;
        string beside = Path.Combine(AppContext.BaseDirectory, FileName);
        if (File.Exists(beside)) return beside;
        if (PackagedBridge.Find(AppContext.BaseDirectory) is { } packaged) return packaged;
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            string built = Path.Combine(folder, "artifacts", "native", FileName);
            if (File.Exists(built)) return built;
        }

        return null;
    }
}
