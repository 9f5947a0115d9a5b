using System.Text;

namespace Nad.Experiments;

/// <summary>The script of a job array: each task makes the cell that stands in its line of a list.</summary>
public static class SlurmScript
{
    /// <summary>The text of the script.</summary>
    /// <param name="program">Words that start this program.</param>
    /// <param name="arguments">Words of the command.</param>
    /// <param name="list">Full path of the file with the name of a cell in each line.</param>
    /// <param name="folder">Where the command was started.</param>
    public static string Text(IReadOnlyList<string> program, IReadOnlyList<string> arguments, string list, string folder)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(arguments);
        StringBuilder text = new("#!/bin/sh\n# Made by nad for sbatch: each task of the array makes one cell.\nset -eu\n");
        text.Append("cd ").Append(Quoted(folder)).Append('\n');
        text.Append("cell=$(sed -n \"$((SLURM_ARRAY_TASK_ID + 1))p\" ").Append(Quoted(list)).Append(")\n");
        (IReadOnlyList<string> before, IReadOnlyList<string> behind) = WorkerWords.Split(arguments);
        text.Append("exec ")
            .AppendJoin(' ', program.Concat(before).Select(Quoted))
            .Append(" --cell \"$cell\" ")
            .AppendJoin(' ', behind.Select(Quoted))
            .Append(" </dev/null\n");
        return text.ToString();
    }

    /// <summary>A word as the shell takes it for itself.</summary>
    public static string Quoted(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        return $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }
}
