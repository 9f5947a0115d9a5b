namespace Nad.Experiments;

/// <summary>Every table and figure that can be made. Figure 1 of the paper is a diagram.</summary>
public static class PaperExperiments
{
    /// <summary>In the order of the paper, and after them our own.</summary>
    public static IReadOnlyList<PaperExperiment> All { get; } =
    [
        Table1.Spec, Table2.Spec, Table3.Spec, Table4.Spec, Table5.Spec, Table6.Spec, Table7.Spec, Table8.Spec, Table9.Spec, Figure2.Spec,
        Figure3.Spec, Figure4.Spec, Figure5.Spec, Figure6.Spec, Figure7.Spec, Figure8.Spec, Figure9.Spec, Figure10.Spec, Figure11.Spec,
        Figure12.Spec, Figure13.Spec, Figure14.Spec, Distillation.Spec, Distillation.Auto, Fronts.Spec, Ablation.Spec,
    ];

    /// <summary>Words of the paper's attacks, in the order of its tables.</summary>
    public static IReadOnlyList<string> Attacks { get; } = [.. PaperModels.Six.Select(m => m.Family)];

    /// <summary>The experiments of the given words; <c>all</c> names every one.</summary>
    /// <exception cref="NadException">A word that is none.</exception>
    public static IReadOnlyList<PaperExperiment> Named(IReadOnlyList<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        foreach (string word in words)
        {
            if (word != "all" && All.All(e => e.Name != word))
                throw new NadException(
                    $"There is no experiment '{Printable.Of(word)}'. Known are all, {string.Join(", ", All.Select(e => e.Name))}.");
        }

        return words.Contains("all", StringComparer.Ordinal) ? All : [.. All.Where(e => words.Contains(e.Name, StringComparer.Ordinal))];
    }
}
