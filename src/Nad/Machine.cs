namespace Nad;

/// <summary>Facts about the computer, for reports.</summary>
public static class Machine
{
    /// <summary>Name of the processor as the system gives it, else its architecture.</summary>
    public static string Processor { get; } =
        Read("model name") ?? System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>Vector extensions that matter for speed, such as <c>avx2 fma</c>.</summary>
    public static string Features { get; } =
        string.Join(' ', (Read("flags") ?? "").Split(' ').Where(f => f is "avx2" or "fma" or "avx512f" or "avx512_bf16" or "amx_bf16"));

    /// <summary>Mean number of processes that wanted to run during the last minute; null where the system does not tell.</summary>
    public static double? Load
    {
        get
        {
            try
            {
                return double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
            {
                return null;
            }
        }
    }

    private static string? Read(string key)
    {
        try
        {
            return File.ReadLines("/proc/cpuinfo")
                .FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal))
                ?.Split(':', 2)[1].Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
