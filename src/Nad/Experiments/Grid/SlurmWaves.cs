namespace Nad.Experiments;

/// <summary>The unfinished cells of a grid as job arrays: each wave needs only the waves before it.</summary>
public static class SlurmWaves
{
    /// <summary>Splits the cells.</summary>
    /// <param name="missing">Cells that are to be made, parents among them (<see cref="GridPlan.Missing"/>).</param>
    /// <param name="largest">Most tasks of an array: <c>MaxArraySize</c> of the site, less one.</param>
    /// <returns>For each wave its arrays: names of cells, at most <paramref name="largest"/> each.</returns>
    public static IReadOnlyList<IReadOnlyList<IReadOnlyList<string>>> Of(IReadOnlyList<Cell> missing, int largest)
    {
        ArgumentNullException.ThrowIfNull(missing);
        ArgumentOutOfRangeException.ThrowIfLessThan(largest, 1);
        Dictionary<string, Cell> wanted = missing.ToDictionary(c => c.Name, StringComparer.Ordinal);
        Dictionary<string, int> depth = new(StringComparer.Ordinal);
        foreach (Cell cell in missing) Depth(cell);
        return [.. missing.GroupBy(c => depth[c.Name])
            .OrderBy(g => g.Key)
            .Select(g => (IReadOnlyList<IReadOnlyList<string>>)[.. g.Select(c => c.Name).Chunk(largest)])];

        // A parent that is finished is nobody's work.
        int Depth(Cell cell)
        {
            if (depth.TryGetValue(cell.Name, out int known)) return known;
            return depth[cell.Name] = cell.Parents.Where(p => wanted.ContainsKey(p.Name)).Select(p => Depth(p) + 1).DefaultIfEmpty(0).Max();
        }
    }
}
