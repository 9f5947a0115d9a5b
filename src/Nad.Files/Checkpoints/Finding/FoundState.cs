namespace Nad.Files.Checkpoints.Finding;

/// <summary>The state dict that was chosen, and what else could have been.</summary>
/// <param name="Fit">The choice; its network is "" where it is not known.</param>
/// <param name="Places">Every place of the file with tensors.</param>
/// <param name="Fits">Every known network of the file.</param>
internal sealed record FoundState(NetworkFit Fit, IReadOnlyList<StateDictPlace> Places, IReadOnlyList<NetworkFit> Fits)
{
    private const int Named = 4;

    /// <summary>Entries of the chosen place that are not taken, in the order of the file, by their full names.</summary>
    public IEnumerable<string> NotTaken()
    {
        HashSet<object> taken = new(Fit.Weights.Select(t => t.Source), ReferenceEqualityComparer.Instance);
        return Fit.Place.Tensors.Where(t => !taken.Contains(t.Source)).Select(t => t.Name);
    }

    /// <summary>What was decided, in sentences fit to print; none where nothing had to be.</summary>
    public IReadOnlyList<string> Notes()
    {
        List<string> notes = [];
        List<StateDictPlace> others = [.. Places.Where(p => !ReferenceEquals(p, Fit.Place))];
        if (others.Count > 0 && Fit.Network.Length > 0)
        {
            string beside = List([.. others.Select(p => p.PathLength == 0 ? "tensors at the top level" : p.Path)]);
            notes.Add(
                $"The model is {(Fit.Address.Length > 0 ? Printable.Of(Fit.Address, 60) : "the top level")} ({Fit.Network}); "
                + $"not taken: {beside}.");
        }

        List<string> same = [.. Fits.Where(f => !ReferenceEquals(f.Place, Fit.Place) && f.SameTensorsAs(Fit)).Select(f => f.Address)];
        if (same.Count > 0) notes.Add($"{List(same)} {(same.Count == 1 ? "is" : "are")} the same tensors.");
        List<string> more = [.. Fits.Where(f => !ReferenceEquals(f.Place, Fit.Place) && !f.SameTensorsAs(Fit)).Select(f => f.Address)];
        if (more.Count > 0) notes.Add($"{List(more)} would fit too: FILE#{Printable.Of(more[0], 60)} takes it.");
        if (Fit.Place.Module is { } module) notes.Add($"A whole pickled network, read as data: {module.Type}.");
        if (Fit.Prefix.Length > 0) notes.Add($"The prefix \"{Printable.Of(Fit.Prefix, 80)}\" is taken off every name.");
        List<string> left = [.. NotTaken().Where(n => n != Fit.Extras.Mean?.Name && n != Fit.Extras.Std?.Name)];
        if (left.RemoveAll(ExtraEntries.IsTrainingHead) > 0)
            notes.Add(
                "Its auxiliary heads, which answer in training alone, are neither run nor trained; what is written "
                + "keeps them as they are.");
        if (left.Count > 0) notes.Add($"Left out beside the weights: {List(left)}.");
        return notes;
    }

    private static string List(List<string> names) =>
        string.Join(", ", names.Take(Named).Select(n => Printable.Of(n, 60)))
        + (names.Count > Named ? $" and {names.Count - Named} more" : "");
}
