using System.Text.RegularExpressions;

namespace Nad.Torch.Interop;

/// <summary>A libtorch of this machine.</summary>
/// <param name="Folder">What <c>LIBTORCH</c> would name: the folder with <c>include</c> and <c>lib</c>; null for the system's.</param>
/// <param name="Version">Such as <c>2.6</c>; empty where it does not tell.</param>
/// <param name="Library">Full path of <c>libtorch_cpu.so</c>.</param>
internal sealed partial record Libtorch(string? Folder, string Version, string Library)
{
    private const long LargestVersionFile = 1 << 16;
    private static readonly string[] SystemFolders =
    [
        "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/local/lib", "/usr/lib"
    ];

    /// <summary>
    /// The one that is used: named by <c>LIBTORCH</c>, else the system's, else that of a Python; null where there is none.
    /// </summary>
    /// <param name="named">Value of <c>LIBTORCH</c>; null or empty for none.</param>
    /// <param name="system">Folders of system libraries.</param>
    /// <param name="pythons">Folders of Python packages.</param>
    /// <exception cref="NadException"><paramref name="named"/> holds none.</exception>
    public static Libtorch? Find(string? named, IEnumerable<string>? system = null, IEnumerable<string>? pythons = null)
    {
        if (!string.IsNullOrEmpty(named))
        {
            return Of(named)
                ?? throw new NadException(
                    $"LIBTORCH names {Printable.Of(named)}, but there is no lib/libtorch_cpu.so in it. "
                    + "Name the folder of libtorch that holds include/ and lib/, or unset LIBTORCH.");
        }

        return (system ?? SystemFolders)
            .Select(OfSystem)
            .Concat((pythons ?? PythonFolders()).Select(p => Of(Path.Combine(p, "torch"))))
            .FirstOrDefault(t => t is not null);
    }

    // Debian's libtorch_cpu.so.1.13 tells its version by its name.
    private static Libtorch? OfSystem(string folder)
    {
        if (!Directory.Exists(folder)) return null;
        string? library = Directory.EnumerateFiles(folder, "libtorch_cpu.so.*")
            .Where(f => Digits().IsMatch(f))
            .OrderByDescending(f => f.Length)
            .ThenBy(f => f, StringComparer.Ordinal).FirstOrDefault();
        return library is null ? null : new Libtorch(null, Digits().Match(library).Groups[1].Value, library);
    }

    // An official archive has build-version, a wheel version.py.
    private static Libtorch? Of(string folder)
    {
        string library = Path.Combine(folder, "lib", "libtorch_cpu.so");
        if (!File.Exists(library)) return null;
        string? told = ((string[])["build-version", "version.py"]).Select(n => Path.Combine(folder, n)).FirstOrDefault(File.Exists);
        string text = told is null
            ? ""
            : System.Text.Encoding.UTF8.GetString(RegularFile.ReadAll(told, "the version of libtorch", LargestVersionFile));
        return new Libtorch(Path.GetFullPath(folder), Number().Match(text).Value, library);
    }

    private static IEnumerable<string> PythonFolders()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        string?[] roots =
        [
            Environment.GetEnvironmentVariable("VIRTUAL_ENV"),
            Environment.GetEnvironmentVariable("CONDA_PREFIX"),
            home.Length > 0 ? Path.Combine(home, ".local") : null,
            "/usr/local"
        ];
        foreach (string root in roots.Where(r => !string.IsNullOrEmpty(r)).Select(r => Path.Combine(r!, "lib")).Where(Directory.Exists))
        {
            foreach (string python in Directory.EnumerateDirectories(root, "python3*").OrderDescending(StringComparer.Ordinal))
            {
                yield return Path.Combine(python, "site-packages");
                yield return Path.Combine(python, "dist-packages");
            }
        }
    }

    [GeneratedRegex(@"\.so\.([0-9]+\.[0-9]+)$")]
    private static partial Regex Digits();

    [GeneratedRegex("[0-9]+\\.[0-9]+")]
    private static partial Regex Number();
}
