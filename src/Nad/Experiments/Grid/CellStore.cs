using System.Collections.Concurrent;
using Nad.Models;
using Nad.Torch;
using Nad.Files.Checkpoints;

namespace Nad.Experiments;

/// <summary>
/// Where finished cells are kept: a small JSON for each, and beside them, in <c>.work</c>, the models that other cells build on and the locks.
/// <c>.work</c> may be deleted at any time; what is needed of it is made again.
/// </summary>
public sealed class CellStore
{
    private const long LargestFile = 16 << 20;
    private readonly string[] readFrom;
    // Results never change once they are stored, so each is read once.
    private readonly ConcurrentDictionary<string, CellResult> known = new(StringComparer.Ordinal);

    /// <summary>Opens a store.</summary>
    /// <param name="folder">Finished cells are written here; made if it is not there.</param>
    /// <param name="alsoRead">Folders with finished cells of others, such as those that come with this program; never written to.</param>
    /// <exception cref="NadException">The folder cannot be written to.</exception>
    public CellStore(string folder, params IReadOnlyList<string> alsoRead)
    {
        ArgumentNullException.ThrowIfNull(alsoRead);
        Folder = folder;
        readFrom = [folder, .. alsoRead.Where(f => Directory.Exists(f) && Path.GetFullPath(f) != Path.GetFullPath(folder))];
        try
        {
            Directory.CreateDirectory(ModelFolder);
            Directory.CreateDirectory(LockFolder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NadException($"The folder of cells {Printable.Of(folder)} cannot be written to: {e.Message} Name another with --cells.", e);
        }
    }

    /// <summary>Where finished cells are written.</summary>
    public string Folder { get; }

    /// <summary>Where locks are.</summary>
    public string LockFolder => Path.Combine(Folder, ".work", "locks");

    private string ModelFolder => Path.Combine(Folder, ".work", "models");

    /// <summary>The stored result of a cell; null where it is not finished.</summary>
    /// <exception cref="NadException">A file of that name is damaged.</exception>
    public CellResult? Find(Cell cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        if (known.TryGetValue(cell.Name, out CellResult? read)) return read;
        foreach (string folder in readFrom)
        {
            string path = Path.Combine(folder, cell.Name + ".json");
            if (Read(path) is not { } result) continue;
            if (!string.Equals(Cell.Canonical(result.Key).ToJsonString(), Cell.Canonical(cell.Key).ToJsonString(), StringComparison.Ordinal))
            {
                throw new DamagedFileException($"{Printable.Of(path)} is not what its name says: its key is another cell's. Delete the file; it is then made again.");
            }

            return known[cell.Name] = result;
        }

        return null;
    }

    /// <summary>Every stored result that can be read, for what cells have cost.</summary>
    public IEnumerable<CellResult> All()
    {
        foreach (string folder in readFrom)
        {
            foreach (string path in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
            {
                if (Read(path) is { } result) yield return result;
            }
        }
    }

    /// <summary>Whether the model of a cell is here.</summary>
    public bool HasModel(Cell cell) => File.Exists(ModelPath(cell));

    /// <summary>The model of a finished cell, and the backdoor that was stored with it.</summary>
    /// <exception cref="NadException">The file is damaged.</exception>
    public Classifier LoadModel(Cell cell, Device device) => ModelFile.Load(ModelPath(cell), device).Model;

    /// <summary>The backdoor that a cell left beside its model; null for none.</summary>
    public Attacks.Backdoor? LoadBackdoor(Cell cell, int classes) => File.Exists(TriggerPath(cell)) ? TriggerFile.Read(TriggerPath(cell), classes) : null;

    /// <summary>Stores a cell: first the model, last the result, each whole or not at all.</summary>
    internal CellResult Write(Cell cell, CellOutput? output, string? failed, CellRun run)
    {
        string? hash = null;
        if (output?.Backdoor is { } backdoor) TriggerFile.Write(TriggerPath(cell), backdoor);
        if (output?.Model is { } model)
        {
            SafeTensorsFile.Write(ModelPath(cell), model.State.Export(), new Dictionary<string, string> { ["architecture"] = model.Architecture, ["format"] = "pt" });
            hash = ResultFolder.HashOf(ModelPath(cell));
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
            Notes = output?.Notes ?? [],
            ModelSha256 = hash,
            Run = run,
        };
        // A cell that was only made again for its model keeps its file, unless this machine computes another model.
        if (Find(cell) is { } stored && stored.ModelSha256 == hash && stored.Failed == failed) return stored;
        ResultFolder.WriteText(Path.Combine(Folder, cell.Name + ".json"), StoredJson.Text(result, GridJson.Default.CellResult) + "\n");
        return known[cell.Name] = result;
    }

    private string ModelPath(Cell cell) => Path.Combine(ModelFolder, cell.Name + ".safetensors");

    private string TriggerPath(Cell cell) => Path.Combine(ModelFolder, cell.Name + ".trigger.json");

    private static CellResult? Read(string path)
    {
        if (!Path.Exists(path) && new FileInfo(path).LinkTarget is null) return null;
        byte[] bytes = RegularFile.ReadAll(path, "a finished cell", LargestFile);
        return StoredJson.Read(bytes, GridJson.Default.CellResult, $"{Printable.Of(path)} is no finished cell", "Delete the file; it is then made again.");
    }
}
