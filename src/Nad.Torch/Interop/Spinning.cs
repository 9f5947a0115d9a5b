using System.Runtime.InteropServices;

namespace Nad.Torch.Interop;

/// <summary>
/// Lets threads of libgomp that wait for others go to sleep before they burn a share of a processor that another process wants
/// (docs/decisions/0013-spinning.md). Does nothing on another C library.
/// </summary>
internal static partial class Spinning
{
    // Between the parts of a step less is waited than this; when a core is taken away, more.
    private const string Turns = "60000";

    [LibraryImport("libc.so.6", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);

    /// <summary>Must run before libgomp is loaded, which reads its environment then; what the user has set stays.</summary>
    internal static void Limit()
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is not null) return;
        try
        {
            // Environment.SetEnvironmentVariable changes only what .NET sees.
            _ = setenv("GOMP_SPINCOUNT", Turns, overwrite: 0);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // musl and others: slower on a busy machine, not wrong.
        }
    }
}
