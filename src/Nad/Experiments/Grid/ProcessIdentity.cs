using System.Globalization;

namespace Nad.Experiments;

/// <summary>Tells whether a process that left a lock is still there. Only for processes of this machine and process namespace.</summary>
internal static class ProcessIdentity
{
    /// <summary>Where process numbers mean the same as here.</summary>
    public static string Host { get; } = $"{Environment.MachineName} {Read("/proc/sys/kernel/random/boot_id")} {Namespace()}";

    /// <summary>When a process started, in the system's ticks since boot; 0 where there is no such process or the system does not tell.</summary>
    public static long StartOf(int process)
    {
        // The second field is the name in brackets and may hold anything; the start is the 20th behind it (proc(5)).
        string stat = Read($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 19 && fields[0] != "Z" && long.TryParse(fields[19], NumberStyles.None, CultureInfo.InvariantCulture, out long start) ? start : 0;
    }

    /// <summary>True where the process is known to be gone.</summary>
    public static bool IsGone(LockNote note) => note.Host == Host && note.ProcessStart != 0 && StartOf(note.Process) != note.ProcessStart;

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string Namespace()
    {
        try
        {
            return new FileInfo("/proc/self/ns/pid").LinkTarget ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
