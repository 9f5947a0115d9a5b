namespace Nad.Experiments;

/// <summary>
/// What a run of <c>nad erase</c> or <c>nad attack</c> finds in its output folder from an earlier one, and what becomes of it.
/// </summary>
public sealed class EarlierRun
{
    private readonly OutputPlan plan;
    private readonly bool unfinished;

    private EarlierRun(OutputPlan plan, bool unfinished, FormerResult? former) =>
        (this.plan, this.unfinished, Former) = (plan, unfinished, former);

    /// <summary>The earlier result; null where there is none.</summary>
    public FormerResult? Former { get; }

    /// <summary>What an earlier result loses to this run, in words for the user; null where nothing goes.</summary>
    public string? Goes =>
        Former is not null && plan.Overwrite && !unfinished
            ? $"--overwrite: {Former.What} goes when this run is finished: {Former.Listed()}"
            : null;

    /// <summary>Looks, by <see cref="OutputGuard"/>, before any work is done.</summary>
    /// <param name="plan">What is to be written.</param>
    /// <exception cref="NadException">Something would be lost, or the place cannot be written to.</exception>
    public static EarlierRun Look(OutputPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        // What an interrupted run had put in place already is its own: the folder was looked at when it began.
        bool unfinished = plan.Resume && File.Exists(Path.Combine(plan.Path, RunFolder.Hidden, "run.json"));
        plan = plan with { Former = FormerResult.OfRun, IsUnfinished = unfinished };
        return new EarlierRun(plan, unfinished, OutputGuard.Check(plan));
    }

    /// <summary>Makes sure, hours later, that nothing has come into the way of the results.</summary>
    /// <exception cref="NadException">Something has.</exception>
    public void CheckAgain() => OutputGuard.Check(plan with { Resume = true });

    /// <summary>Removes what the earlier result has beyond the files of the new one.</summary>
    /// <param name="written">Names of the new files.</param>
    /// <exception cref="NadException">A file cannot be removed.</exception>
    public void Replace(IEnumerable<string> written)
    {
        if (Former is null) return;
        using SafeFolder folder = SafeFolder.Open(plan.Path);
        foreach (string name in Former.Files.Keys.Except(written)) folder.Delete(name);
    }

    /// <summary>Names of the files that are there now.</summary>
    public IReadOnlySet<string> Names() =>
        Directory.Exists(plan.Path)
            ? Directory.EnumerateFiles(plan.Path).Select(f => Path.GetFileName(f)).ToHashSet(StringComparer.Ordinal)
            : new HashSet<string>();

    /// <summary>
    /// Leaves in the folder what became of a run that failed, so that nobody takes it for one that is still to come. A finished result that
    /// was to be replaced stays as it is.
    /// </summary>
    /// <param name="before">Names of the files that were there before the failure: a new one has the last good weights.</param>
    /// <param name="make">Makes the record, given the SHA-256 of each file beside it; null where nothing is known.</param>
    /// <exception cref="NadException">The folder cannot be written to.</exception>
    public void Record(IReadOnlySet<string> before, Func<SortedDictionary<string, string>, FailedResult?> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        if (Former is { IsFailed: false }) return;
        SortedDictionary<string, string> files = new(StringComparer.Ordinal);
        foreach (string name in Names().Where(n => !before.Contains(n) || Former?.Files.ContainsKey(n) == true).Where(
            n => n != "result.json"))
            files[name] = FormerResult.HashOf(Path.Combine(plan.Path, name));
        if (make(files) is not { } record) return;
        using SafeFolder folder = SafeFolder.Open(plan.Path);
        folder.WriteText("result.json", StoredJson.Text(record, ResultJson.Default.FailedResult));
    }

    // Another machine would give other bits, but the work is done: only what was asked for has to be the same.
    internal void Meet(RunIdentity identity)
    {
        if (!plan.Resume || unfinished || Former is null) return;
        string shown = Printable.Of(plan.Path), replace = "Name another folder with --out, or add --overwrite to replace it.";
        if (Former.Manifest is not { } finished)
        {
            if (!plan.Overwrite) throw new NadException($"{shown} holds {Former.What}, which --resume cannot go on with. {replace}");
            Former.CheckUnchanged();
            return;
        }

        if (new RunIdentity(finished.Identity).DifferenceOfWork(identity) is { } d)
        {
            if (!plan.Overwrite)
                throw new NadException(
                    $"{shown} holds {Former.What}, but of another run: "
                    + $"{d.Name} was {Printable.Of(d.Stored)}, now is {Printable.Of(d.Now)}. {replace}");
            Former.CheckUnchanged();
            return;
        }

        VerifiedFile? wrong = FolderVerification.Of(plan.Path, inputs: false).Files.FirstOrDefault(f => f.State != FileState.Intact);
        if (wrong is not null)
            throw new NadException(
                $"{shown} holds {Former.What}, but {Printable.Of(wrong.Name)} is {wrong.State.ToString().ToLowerInvariant()}. "
                + "Name another folder with --out, or move what is left away and start anew.");
        throw new RunFinishedException(
            $"The run in {shown} is finished: it is {Former.What}. {Printable.Of(finished.Verdict, 1000)} Nothing was trained.");
    }
}
