using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Nad.Torch.Interop;

/// <summary>
/// The bridge of an installed package: built beforehand for Debian's libtorch of the systems on which the package was made, and for any
/// other built here once, from the sources in the package, into the user's cache. C++ libraries of two versions of libtorch do not fit each
/// other.
/// </summary>
internal static class PackagedBridge
{
    private const string Sources = "native", Script = "build.sh", OneDnn = "/usr/include/oneapi/dnnl/dnnl.hpp";

    /// <summary>Whether this program is an installed package.</summary>
    public static bool IsPackage => File.Exists(Path.Combine(AppContext.BaseDirectory, Sources, Script));

    /// <summary>Full path of the bridge that fits the libtorch of this machine; null where this program is no package.</summary>
    /// <param name="package">Folder of the package's files.</param>
    /// <exception cref="NadException">There is no libtorch, or no bridge can be built for it.</exception>
    public static string? Find(string package)
    {
        string script = Path.Combine(package, Sources, Script);
        if (!File.Exists(script)) return null;
        Libtorch torch = Libtorch.Find(Environment.GetEnvironmentVariable("LIBTORCH")) ?? throw new NadException(
            "libtorch is missing: it is not among the system's libraries, LIBTORCH does not name it, and no Python here has torch. "
            + "Install it with: apt-get install libtorch-dev libturbojpeg0 libopenblas0-openmp");
        if (torch.Folder is null && Prepared(package, torch) is { } prepared) return prepared;
        string place = Path.Combine(Cache(), Name(torch, script));
        string bridge = Path.Combine(place, LibraryLocator.FileName);
        if (!File.Exists(bridge)) Build(script, place, torch);
        using SafeFolder folder = SafeFolder.Open(place);
        return folder.WhyNotOwn() is { } reason
            ? throw new NadException(
                $"{Printable.Of(place)} {reason}, so what is in it may not be this program's. Delete it; it is then built again.")
            : bridge;
    }

    private static string? Prepared(string package, Libtorch torch)
    {
        string path = Path.Combine(
            package, "runtimes", $"linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}", "native",
            $"torch-{torch.Version}", LibraryLocator.FileName);
        return File.Exists(path) ? path : null;
    }

    private static string Cache()
    {
        string? named = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        string root = !string.IsNullOrEmpty(named) ? named
            : home.Length > 0 ? Path.Combine(home, ".cache")
            : throw new NadException(
                "No home folder is known for the bridge that has to be built: HOME is not set. Set HOME or XDG_CACHE_HOME.");
        return Path.Combine(Path.GetFullPath(root), "nad", "native");
    }

    // Another libtorch, another version of the sources, or oneDNN's headers that were not there, make another bridge.
    private static string Name(Libtorch torch, string script)
    {
        FileInfo library = new(torch.Library);
        string content = $"{typeof(PackagedBridge).Assembly.ManifestModule.ModuleVersionId} {torch.Library} {library.Length} "
            + $"{library.LastWriteTimeUtc.Ticks} {script} {File.Exists(OneDnn)}";
        return $"torch-{(torch.Version.Length > 0 ? torch.Version : "unknown")}-"
            + $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)))[..12]}";
    }

    private static void Build(string script, string place, Libtorch torch)
    {
        string what =
            $"libtorch {(torch.Version.Length > 0 ? torch.Version + " " : "")}in {Printable.Of(Path.GetDirectoryName(torch.Library)!)}";
        ProcessStartInfo start =
            new("/bin/sh") { RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true };
        foreach (string word in (string[])[script, place, torch.Folder ?? ""]) start.ArgumentList.Add(word);
        using Process build = Process.Start(start)!;
        build.StandardInput.Close();
        Task<string> output = build.StandardOutput.ReadToEndAsync(), errors = build.StandardError.ReadToEndAsync();
        build.WaitForExit();
        if (build.ExitCode == 0) return;
        string last = (errors.Result + output.Result).TrimEnd().Split('\n')[^1].Trim();
        throw new NadException(
            $"This package has no bridge for {what}, and none could be built: {Printable.Of(last, 300)} Install what builds it: "
            + "apt-get install g++ cmake make libtorch-dev libdnnl-dev. It is built once.");
    }
}
