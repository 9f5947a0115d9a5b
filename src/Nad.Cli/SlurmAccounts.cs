using System.Globalization;
using Nad.Experiments;

namespace Nad.Cli;

/// <summary>
/// Gathers what a cluster accounts for the tasks of a run. A site without accounts forgets its jobs some minutes after their end, so that
/// they are looked at in between.
/// </summary>
/// <param name="arrays">Names of the cells of each job array.</param>
/// <param name="ask">Runs a program of Slurm with words; what it says, whether or not it fails.</param>
internal sealed class SlurmAccounts(IReadOnlyDictionary<string, IReadOnlyList<string>> arrays, Func<string, string[], string> ask)
{
    private readonly Dictionary<string, CellAccounting> tasks = new(StringComparer.Ordinal);
    private string source = "scontrol";

    /// <summary>Looks once.</summary>
    public void Look()
    {
        string[] words = ["--jobs=" + string.Join(',', arrays.Keys), "--noheader", "--parsable2", "--format=" + SlurmAccounting.Fields];
        IReadOnlyDictionary<string, CellAccounting> now = SlurmAccounting.OfSacct(ask("sacct", words));
        if (now.Count > 0) source = "sacct";
        else if (source != "sacct")
            now = SlurmAccounting.OfScontrol(string.Concat(arrays.Keys.Select(id => ask("scontrol", ["--oneliner", "show", "job", id]))));
        foreach ((string id, CellAccounting account) in now) tasks[id] = account;
    }

    /// <summary>Writes each account into its finished cell.</summary>
    /// <returns>Into how many.</returns>
    public int Write(IGridJob job)
    {
        int cells = 0;
        foreach ((string id, IReadOnlyList<string> names) in arrays)
        {
            foreach ((int i, string name) in names.Index())
            {
                if (!tasks.TryGetValue(string.Create(CultureInfo.InvariantCulture, $"{id}_{i}"), out CellAccounting? account)) continue;
                if (job.Find(name) is { } cell && job.Store.Account(cell, account)) cells++;
            }
        }

        return cells;
    }

    /// <summary>What was gathered, in a line.</summary>
    /// <param name="cells">That it was written into.</param>
    public string Words(int cells) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"accounts of {cells} cells by {source}: {tasks.Values.Sum(t => t.Seconds):0} s in {tasks.Count} tasks");
}
