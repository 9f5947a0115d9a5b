using System.CommandLine;
using System.Diagnostics;
using System.Net.Sockets;
using Nad.TestSupport;

namespace Nad.Cli.Tests.Commands;

/// <summary>
/// Every command of the catalogue, over an output folder in which the names that it uses are traps. Which names these are is written down
/// by an ordinary run: all go through <see cref="SafeFolder"/>. Nothing outside may change, nothing may hang, and the trap is named, or
/// left alone.
/// </summary>
[Slow]
public sealed class TrappedFolderTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly string[] Kinds = ["link", "dangling link", "pipe", "socket", "folder"];
    private static readonly string[] Training = ["--threads", "1", "--quiet", "--out", "OUT"];
    private static readonly string[] Attack =
        ["--data", "synthetic:80", "--arch", "wrn-10-1", "--epochs", "1", "--batch", "16", .. Training];

    private static readonly string[] ReadOnly = ["eval", "inspect", "taps", "verify", "zoo", "zoo verify", "doctor", "completion", "man"];

    // How each command runs quickly. OUT is the folder, HAVE what erase has written, MADE what attack has, AUDITED what audit has, MODEL a
    // checkpoint, LIST a list of it.
    private static readonly Dictionary<string, string[]> Lines = new(StringComparer.Ordinal)
    {
        ["erase"] =
        [
            "--model", "MODEL", "--clean", "synthetic:64", "--method", "nad", "--epochs", "1", "--teacher-epochs", "1", "--collapse-limit",
            "100", .. Training
        ],
        ["eval"] = ["--model", "OUT/model.pth", "--data", "synthetic:64"],
        ["audit"] =
        [
            "--model", "MODEL", "--clean", "synthetic:300", "--images", "40", "--steps", "1", "--threads", "1", "--quiet", "--out", "OUT"
        ],
        ["relapse"] =
        [
            "--before", "MODEL", "--after", "MODEL", "--clean", "synthetic:64", "--clean-count", "20", "--images", "20", "--attack",
            "badnets", "--try", "retune", "--doses", "1", "--retune-epochs", "1", .. Training,
        ],
        ["calibrate"] = ["--clean", "AUDITED", "--out", "OUT/calibration.json"],
        ["calibrate train"] =
        [
            "--data", "synthetic:60", "--arch", "wrn-10-1", "--epochs", "1", "--clean-models", "1", "--attacked-models", "1", "--images",
            "40", "--steps", "1", "--workers", "1", "--quiet", "--out", "OUT"
        ],
        ["attack badnets"] = Attack,
        ["attack blend"] = Attack,
        ["attack sig"] = Attack,
        ["attack trojan"] = ["--source-model", "MODEL", "--steps", "1", .. Attack],
        ["attack cl"] = ["--source-model", "MODEL", "--pgd-steps", "1", .. Attack],
        ["attack refool"] = ["--rounds", "0", "--candidates", "6", "--kept", "2", .. Attack],
        ["attack custom"] = ["--trigger", "PICTURE", "--place", "0,0", "--clean-label", "--rate", "0.05", .. Attack],
        ["attack none"] = Attack,
        ["triggers"] = ["--data", "synthetic:64", "--source-model", "MODEL", "--threads", "1", "--quiet", "--out", "OUT/triggers.png"],
        ["attention"] = ["--model", "MODEL", "--image", "synthetic:64#0", "--threads", "1", "--out", "OUT"],
        ["compare"] = ["HAVE", "--out", "OUT"],
        ["reproduce"] =
        [
            "figure8", "--betas", "0", "--attacks", "badnets", "--data", "synthetic:60", "--scale", "quick", "--workers", "1", "--no-zoo",
            "--quiet", "--out", "OUT"
        ],
        ["batch"] = ["LIST", "--do", "inspect", "--workers", "1", "--quiet", "--out", "OUT"],
        ["inspect"] = ["OUT/model.pth"],
        ["taps"] = ["OUT/model.pth"],
        // The server is none: names are used up to the first answer. Unpacking has a test beside OfficialDownload.
        ["data"] = ["cifar10", "--download", "OUT", "--from", "http://127.0.0.1:1/", "--quiet"],
        ["zoo"] = ["--zoo", "OUT"],
        ["zoo add"] = ["MADE", "--name", "model", "--zoo", "OUT", "--overwrite", "--threads", "1"],
        ["zoo verify"] = ["--zoo", "OUT", "--threads", "1"],
        ["verify"] = ["OUT"],
        ["replay"] = ["HAVE/manifest.json", "--quiet", "--out", "OUT"],
        // Minutes long, so that its names are taken from DemoFolder, which refuses them before it begins.
        ["demo"] = ["--quiet", "--threads", "1", "--out", "OUT"],
        ["doctor"] = [],
        ["completion"] = ["bash"],
        ["man"] = [],
    };

    private readonly TempFolder temp = new();
    private readonly string folder, outside;

    public TrappedFolderTests()
    {
        folder = temp.File("out");
        outside = temp.File("outside");
        Directory.CreateDirectory(outside);
    }

    public static TheoryData<string> Commands { get; } = [.. Leaves(Program.Root(TextWriter.Null, TextWriter.Null), "")];

    public void Dispose() => temp.Dispose();

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task No_command_reaches_out_of_a_folder_that_a_stranger_prepared(string command)
    {
        Assert.True(Lines.TryGetValue(command, out string[]? line), $"nad {command} is new: say in Lines how it runs quickly");
        Make(command);
        string[] names =
            [.. (command == "demo" ? [.. Nad.Experiments.DemoFolder.Files] : await Used(command, line)).Order(StringComparer.Ordinal)];
        Assert.Equal(!ReadOnly.Contains(command), names.Length > 0);
        if (names.Length == 0) names = ["result.json", "manifest.json", "model.pth", "model.json", "model.safetensors"];

        foreach (string kind in Kinds) await Spring(command, line, kind, names.Where(n => !n.Contains('/', StringComparison.Ordinal)));
        foreach (string name in names) await Spring(command, line, Kinds[Array.IndexOf(names, name) % Kinds.Length], [name]);
    }

    private static IEnumerable<string> Leaves(Command command, string path)
    {
        foreach (Command sub in command.Subcommands)
        {
            string name = path.Length == 0 ? sub.Name : $"{path} {sub.Name}";
            if (sub.Action is not null) yield return name;
            foreach (string below in Leaves(sub, name)) yield return below;
        }
    }

    // Names below the folder that an ordinary run uses, but for the random ones, which nobody can foresee.
    private async Task<HashSet<string>> Used(string command, string[] line)
    {
        HashSet<string> used = new(StringComparer.Ordinal);
        string below = folder + "/";
        (int code, string errors) = await Run(command, line, path =>
        {
            if (path.StartsWith(below, StringComparison.Ordinal) && !SafeFolder.IsTemporary(Path.GetFileName(path)))
            {
                lock (used) used.Add(path[below.Length..]);
            }
        });
        Assert.True(code == Done(command) || ReadOnly.Contains(command), $"nad {command}: {code}, {errors}");
        return used;
    }

    private async Task Spring(string command, string[] line, string kind, IEnumerable<string> names)
    {
        string[] traps = [.. names];
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        File.WriteAllText(Path.Combine(outside, "victim"), "precious");
        List<IDisposable> open = await Lay(kind, traps);
        string[] before = [.. Outside()];

        (int code, string errors) = await Run(command, line, null);

        string said = $"nad {command} with {string.Join(", ", traps)} as {kind}: exit code {code}, {errors}";
        foreach (IDisposable socket in open) socket.Dispose();
        Assert.True(before.SequenceEqual(Outside()), $"changed outside: {said}");
        Assert.True(code is 0 or 1 or 2, said);
        if (code == 2)
        {
            // What nad inspect finds wrong is its result.
            Assert.True(errors.Count(c => c == '\n') is 1 or 0 && (command == "inspect" || errors.Length > 0), said);
            Assert.True(
                ReadOnly.Contains(command) || traps.Any(t => errors.Contains(Path.GetFileName(t), StringComparison.Ordinal)),
                $"none is named: {said}");
            return;
        }

        foreach (string trap in traps) Assert.True(IsThere(trap, kind), $"{trap} was replaced: {said}");
    }

    private async Task<(int Code, string Errors)> Run(string command, string[] line, Action<string>? used)
    {
        string[] words =
        [.. command.Split(' '), .. line.Select(w => w.Replace("OUT", folder, StringComparison.Ordinal)
            .Replace("HAVE", temp.File("have"), StringComparison.Ordinal)
            .Replace("MADE", temp.File("made"), StringComparison.Ordinal)
            .Replace("AUDITED", temp.File("audited"), StringComparison.Ordinal)
            .Replace("MODEL", temp.File("m.safetensors"), StringComparison.Ordinal)
            .Replace("PICTURE", temp.File("t.png"), StringComparison.Ordinal)
            .Replace("LIST", temp.File("list.csv"), StringComparison.Ordinal))];
        return await Task.Run(() =>
        {
            SafeFolder.Used.Value = used;
            (int code, _, string errors) = Cli.Run(words);
            return (code, errors);
        }).WaitAsync(Patience);
    }

    private async Task<List<IDisposable>> Lay(string kind, string[] names)
    {
        List<IDisposable> open = [];
        foreach (string name in names)
        {
            string at = Path.Combine(folder, name), victim = Path.Combine(outside, "victim");
            Directory.CreateDirectory(Path.GetDirectoryName(at)!);
            switch (kind)
            {
                // What keeps files is led to a folder full of them, what is a file to a file.
                case "link" when !Path.HasExtension(name) || name.StartsWith('.'): Directory.CreateSymbolicLink(at, outside); break;
                case "link": File.CreateSymbolicLink(at, victim); break;
                case "dangling link": File.CreateSymbolicLink(at, Path.Combine(outside, "none")); break;
                case "folder": Directory.CreateDirectory(at); break;
                case "pipe":
                    using (Process make = Process.Start("mkfifo", [at])) await make.WaitForExitAsync();
                    break;
                default:
                    // The path of a socket must be short: it is made here and moved.
                    Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    socket.Bind(new UnixDomainSocketEndPoint(temp.File("s")));
                    File.Move(temp.File("s"), at);
                    open.Add(socket);
                    break;
            }
        }

        return open;
    }

    private bool IsThere(string name, string kind)
    {
        FileSystemInfo at = kind == "folder" ? new DirectoryInfo(Path.Combine(folder, name)) : new FileInfo(Path.Combine(folder, name));
        return kind.Contains("link", StringComparison.Ordinal) ? at.LinkTarget is not null : at.Exists && at.LinkTarget is null;
    }

    private IEnumerable<string> Outside() =>
        Directory.EnumerateFileSystemEntries(outside, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(f => $"{f} {File.GetLastWriteTimeUtc(f).Ticks} {(File.Exists(f) ? File.ReadAllText(f) : "")}")
            .Append($"{Directory.GetLastWriteTimeUtc(outside).Ticks}");

    // What commands build on.
    // An audit of a model without reference models is inconclusive, and nothing answers a download.
    private static int Done(string command) => command switch { "data" => 2, "audit" or "relapse" => 3, _ => 0 };

    private void Make(string command)
    {
        File.WriteAllText(Path.Combine(outside, "victim"), "precious");
        Directory.CreateDirectory(folder);
        Directory.CreateDirectory(Path.Combine(outside, "sub"));
        File.WriteAllText(Path.Combine(outside, "sub", "victim"), "precious too");
        Cli.WriteModel(temp.File("m.safetensors"));
        File.WriteAllBytes(temp.File("t.png"), Nad.Files.Imaging.PngEncoder.Encode(new byte[3 * 3 * 3], 3, 3));
        File.WriteAllText(temp.File("list.csv"), $"model\n{temp.File("m.safetensors")}\n");
        Run("erase", "have");
        Run("attack badnets", "made");
        if (command == "calibrate") Run("audit", "audited");

        void Run(string command, string name)
        {
            string[] words = [.. Lines[command].Select(
                w => w.Replace("OUT", temp.File(name), StringComparison.Ordinal).Replace(
                    "MODEL", temp.File("m.safetensors"), StringComparison.Ordinal))];
            (int code, _, string errors) = Cli.Run([.. command.Split(' '), .. words]);
            Assert.Equal((Done(command), ""), (code, errors));
        }
    }
}
