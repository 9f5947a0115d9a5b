using System.Reflection;

namespace Nad;

/// <summary>The version of this program.</summary>
public static class NadVersion
{
    /// <summary>Version and commit, such as <c>0.1.0+3f2c1ab</c>.</summary>
    public static string Text { get; } =
        typeof(NadVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
