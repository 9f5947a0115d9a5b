using System.Collections.Concurrent;
using Nad.Files.Checkpoints;
using Nad.Models;
using Nad.Torch;

namespace Nad.Experiments;

/// <summary>
/// Where finished cells are kept: a small JSON for each, and beside them, in <c>.work</c>, the models that other cells build on and the
/// locks. <c>.work</c> may be deleted at any time; what is needed of it is made again. Reading makes nothing: folders come with the first
/// thing that is written.
/// </summary>
public sealed class CellStore : IDisposable
{
    private const long LargestFile = 16 << 20;
    private const string Work = ".work", Models = "models", Locks = "locks";

    private readonly string[] others;
    // Results never change once they are stored, so each is read once.
    private readonly ConcurrentDictionary<string, CellResult> known = new(StringComparer.Ordinal);
    // By the names of the sub-folders, separated by /; each is opened once and held.
    private readonly Dictionary<string, SafeFolder> opened = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    /// <summary>Opens a store.</summary>
    /// <param name="folder">Finished cells are written here; made when the first is.</param>
    /// <param name="alsoRead">Folders with finished cells of others, such as those that come with this program; never written to.</param>
    /// <exception cref="NadException">The folder cannot be made or written to.</exception>
    public CellStore(string folder, params IReadOnlyList<string> alsoRead)
    {
        ArgumentNullException.ThrowIfNull(alsoRead);
        Folder = folder;
        others = [.. alsoRead.Where(f => Directory.Exists(f) && Path.GetFullPath(f) != Path.GetFullPath(folder))];
        Named(() =>
        {
            SafeFolder.CheckMake(folder);
            return 0;
        });
    }

    /// <summary>Where finished cells are written.</summary>
    public string Folder { get; }

    /// <summary>The folder that it lies in, if the user named that one: then a link in the place of this one is not followed.</summary>
    public string? Inside { get; init; }

    /// <summary>The stored result of a cell; null where it is not finished.</summary>
    /// <exception cref="NadException">A file of that name is damaged.</exception>
    public CellResult? Find(Cell cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        if (known.TryGetValue(cell.Name, out CellResult? read)) return read;
        string file = cell.Name + ".json", path = Path.Combine(Folder, file);
        if (FindFolder()?.Read(file, LargestFile) is { } content) return Same(Parse(content, path), path);
        foreach (string other in others)
        {
            path = Path.Combine(other, file);
            if (Read(path) is { } result) return Same(result, path);
        }

        return null;

        CellResult Same(CellResult result, string path) =>
            string.Equals(Cell.Canonical(result.Key).ToJsonString(), Cell.Canonical(cell.Key).ToJsonString(), StringComparison.Ordinal)
                ? known[cell.Name] = result
                : throw new DamagedFileException(
                    $"{Printable.Of(path)} is not what its name says: its key is another cell's. Delete the file; it is then made again.");
    }

    /// <summary>Removes the result of a cell from this folder, so that it is made again.</summary>
    /// <returns>Whether it was here.</returns>
    public bool Forget(Cell cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        if (FindFolder() is not { } folder || !folder.HasFile(cell.Name + ".json")) return false;
        folder.Delete(cell.Name + ".json");
        return known.TryRemove(cell.Name, out _);
    }

    /// <summary>Every stored result that can be read, for what cells have cost.</summary>
    public IEnumerable<CellResult> All()
    {
        if (FindFolder() is { } mine)
        {
            foreach (string name in mine.Names().Where(n => n.EndsWith(".json", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
            {
                if (mine.Read(name, LargestFile) is { } content) yield return Parse(content, Path.Combine(Folder, name));
            }
        }

        foreach (string path in others.SelectMany(o => Directory.EnumerateFiles(o, "*.json").Order(StringComparer.Ordinal)))
        {
            if (Read(path) is { } result) yield return result;
        }
    }

    /// <summary>Whether the model of a cell is here.</summary>
    public bool HasModel(Cell cell) => FindFolder(Work, Models)?.HasFile(ModelName(cell)) == true;

    /// <summary>The model of a finished cell.</summary>
    /// <exception cref="NadException">The file is missing or damaged.</exception>
    public Classifier LoadModel(Cell cell, Device device)
    {
        string path = Path.Combine(Folder, Work, Models, ModelName(cell));
        byte[] content = FindFolder(Work, Models)?.Read(ModelName(cell), Array.MaxLength)
            ?? throw new NadException($"{Printable.Of(path)} is gone. Repeat the command: it is then made again.");
        return ModelFile.Load(CheckpointFile.Of(path, content), path, device).Model;
    }

    /// <summary>The backdoor that a cell left beside its model; null for none.</summary>
    public Attacks.Backdoor? LoadBackdoor(Cell cell, int classes) =>
        FindFolder(Work, Models)?.Read(TriggerName(cell), TriggerFile.LargestFile) is { } content
            ? TriggerFile.Parse(content, Path.Combine(Folder, Work, Models, TriggerName(cell)), classes)
            : null;

    /// <summary>Lets go of its folders.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            foreach (SafeFolder folder in opened.Values) folder.Dispose();
            opened.Clear();
        }
    }

    /// <summary>Where locks are; null where there are none yet.</summary>
    internal SafeFolder? FindLockFolder() => FindFolder(Work, Locks);

    /// <summary>Where locks are; made where it is missing.</summary>
    internal SafeFolder MakeLockFolder() => MakeFolder(Work, Locks);

    /// <summary>Before cells are worked at: nothing else has the names of its files.</summary>
    /// <exception cref="NadException">Something has.</exception>
    internal void Expect(Cell cell)
    {
        FindFolder()?.Expect([cell.Name + ".json"]);
        FindFolder(Work, Models)?.Expect([ModelName(cell), TriggerName(cell)]);
        FindLockFolder()?.Expect([CellLocks.NameOf(cell.Name)]);
    }

    /// <summary>Stores a cell: first the model, last the result, each whole or not at all.</summary>
    internal CellResult Write(Cell cell, CellOutput? output, string? failed, CellRun run)
    {
        string? hash = null;
        if (output?.Backdoor is { } backdoor) MakeFolder(Work, Models).WriteText(TriggerName(cell), TriggerFile.Text(backdoor));
        if (output?.Model is { } model)
        {
            using MemoryStream content = new();
            ResultFolder.SafeTensors(model)(content);
            MakeFolder(Work, Models).Write(ModelName(cell), stream => content.WriteTo(stream));
            hash =
                Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content.GetBuffer().AsSpan(0, (int)content.Length)));
        }

        CellResult result = new()
        {
            Name = cell.Name,
            Kind = cell.Kind,
            Title = cell.Title,
            Key = Cell.Canonical(cell.Key).AsObject(),
            Failed = failed,
            Score = output?.Score,
            Epochs = output?.Epochs ?? [],
            Pictures = output?.Pictures ?? [],
            Audit = output?.Audit,
            Notes = output?.Notes ?? [],
            ModelSha256 = hash,
            Run = run,
        };
        // A cell that was only made again for its model keeps its file, unless this machine computes another model.
        if (Find(cell) is { } stored && stored.ModelSha256 == hash && stored.Failed == failed) return stored;
        MakeFolder().WriteText(cell.Name + ".json", StoredJson.Text(result, GridJson.Default.CellResult) + "\n");
        return known[cell.Name] = result;
    }

    /// <summary>Writes what a cluster accounts for a cell beside what it cost; a cell that is not finished here has no account.</summary>
    /// <returns>Whether it is.</returns>
    public bool Account(Cell cell, CellAccounting account)
    {
        ArgumentNullException.ThrowIfNull(cell);
        if (Find(cell) is not { } stored || FindFolder()?.HasFile(cell.Name + ".json") != true) return false;
        CellResult result = stored with { Run = stored.Run with { Slurm = account } };
        MakeFolder().WriteText(cell.Name + ".json", StoredJson.Text(result, GridJson.Default.CellResult) + "\n");
        known[cell.Name] = result;
        return true;
    }

    private static string ModelName(Cell cell) => cell.Name + ".safetensors";

    private static string TriggerName(Cell cell) => cell.Name + ".trigger.json";

    private SafeFolder? FindFolder(params string[] below) =>
        Open(below, (parent, name) => parent.FindFolder(name), () => Root(isMade: false));

    private SafeFolder MakeFolder(params string[] below) =>
        Open(below, (parent, name) => parent.MakeFolder(name), () => Root(isMade: true))!;

    private SafeFolder? Root(bool isMade)
    {
        if (Inside is null) return isMade ? SafeFolder.Make(Folder) : SafeFolder.Find(Folder);
        using SafeFolder? parent = isMade ? SafeFolder.Make(Inside) : SafeFolder.Find(Inside);
        string name = Path.GetFileName(Folder);
        return isMade ? parent!.MakeFolder(name) : parent?.FindFolder(name);
    }

    private SafeFolder? Open(string[] below, Func<SafeFolder, string, SafeFolder?> step, Func<SafeFolder?> first) => Named(() =>
    {
        lock (gate)
        {
            SafeFolder? at = Once("", first);
            for (int i = 0; i < below.Length && at is { } parent; i++)
            {
                string name = below[i];
                at = Once(string.Join('/', below[..(i + 1)]), () => step(parent, name));
            }

            return at;
        }
    });

    // .work may be deleted while it is held.
    private SafeFolder? Once(string name, Func<SafeFolder?> open)
    {
        if (opened.TryGetValue(name, out SafeFolder? held) && !held.IsGone) return held;
        if (open() is not { } folder) return null;
        return opened[name] = folder;
    }

    private static T Named<T>(Func<T> open)
    {
        try
        {
            return open();
        }
        catch (NadException e)
        {
            throw new NadException($"{e.Message} Name another with --cells.", e);
        }
    }

    private static CellResult? Read(string path) =>
        Path.Exists(path) || new FileInfo(path).LinkTarget is not null
            ? Parse(RegularFile.ReadAll(path, "a finished cell", LargestFile), path)
            : null;

    private static CellResult Parse(byte[] content, string path) =>
        StoredJson.Read(
            content, GridJson.Default.CellResult, $"{Printable.Of(path)} is no finished cell", "Delete the file; it is then made again.");
}
