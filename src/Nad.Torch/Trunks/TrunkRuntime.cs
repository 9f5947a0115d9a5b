using System.Runtime.InteropServices;
using Nad.Torch.Interop;

namespace Nad.Torch.Trunks;

/// <summary>Facts about the optional accelerator, <c>libnad_trunk_avx512.so</c> or <c>libnad_trunk_avx2.so</c>.</summary>
public static unsafe class TrunkRuntime
{
    /// <summary>
    /// One line for <c>nad doctor</c> and reports: oneDNN's version and what the processor takes, or why there is no trunk.
    /// </summary>
    public static string Description =>
        NadTrunk.Missing is { } reason
            ? $"none ({reason})"
            : $"oneDNN {Marshal.PtrToStringUTF8((nint)NadTrunk.nad_trunk_version())}, {(ComputesBFloat16 ? "AVX-512" : "AVX2")}, "
                + $"float32{(Multiplies ? " and bfloat16" : Emulates ? ", bfloat16 emulated" : "")}";

    /// <summary>True where networks run through the trunk; else everything runs through libtorch.</summary>
    public static bool Available => NadTrunk.Missing is null;

    /// <summary>
    /// True where the trunk computes bfloat16 at all. oneDNN does on any processor with AVX-512, rounding as the instructions do, in
    /// several times the time of float: of use to measure what bfloat16 does to a result, and to nobody else.
    /// </summary>
    public static bool ComputesBFloat16 => Available && NadTrunk.nad_trunk_processor() > 1;

    private static bool Multiplies => NadTrunk.nad_trunk_processor() > 2;

    private static bool Emulates => ComputesBFloat16 && Environment.GetEnvironmentVariable("NAD_BF16") == "emulate";

    /// <summary>Makes sure that this machine computes in <paramref name="precision"/>.</summary>
    /// <exception cref="NadException">It does not; the message says why and what to do.</exception>
    public static void Require(Precision precision)
    {
        if (precision == Precision.Float32) return;
        if (NadTrunk.Missing is { } reason)
            throw new NadException($"--precision bf16 needs the accelerated trunk, which is missing here: {reason}. Use --precision fp32.");
        if (!Multiplies && !Emulates)
        {
            throw new NadException(
                "--precision bf16 needs a processor that multiplies bfloat16 (avx512_bf16 in /proc/cpuinfo: "
                + "AMD Zen 4, Intel Cooper Lake and later), and this one does not. Use --precision fp32.");
        }
    }
}
