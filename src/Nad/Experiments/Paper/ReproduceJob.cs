using Nad.Reporting;

namespace Nad.Experiments;

/// <summary>Makes tables and figures of the paper: plans the cells, works through them, writes what they come to.</summary>
public sealed class ReproduceJob : IGridJob, IDisposable
{
    private readonly ReproduceRequest request;
    private readonly CellFactory factory;
    private readonly CellLocks locks;
    private readonly IReadOnlyList<PaperExperiment> experiments;

    /// <summary>Loads the data and names the cells.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="models">Backdoored models that are there already; null for none.</param>
    /// <param name="cancellation">Ends the loading.</param>
    /// <exception cref="NadException">A bad input.</exception>
    public ReproduceJob(ReproduceRequest request, IModelShelf? models, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        this.request = request;
        experiments = PaperExperiments.Named(request.Experiments);
        if (request.Seeds is < 1 or > 1000) throw new NadException($"--seeds must be 1 to 1000, but is {request.Seeds}.");
        GridData main = GridData.Load(request.Data, cancellation, request.Classes);
        GridData? refool = request.RefoolData is null ? null : GridData.Load(request.RefoolData, cancellation);
        factory = new CellFactory(request.Scale, main, refool, models);
        // Cells that come with the program are read where it is run from its repository.
        Store = new CellStore(request.Cells ?? Path.Combine(request.Folder, "cells"), Path.Combine("docs", "results", "cells"))
        {
            Inside = request.Cells is null ? request.Folder : null,
        };
        locks = new CellLocks(Store);
        if (experiments.FirstOrDefault(
            e => request.Scale.Attacks is not null && e.Nodes(GridScale.Full).Any() && !e.Nodes(request.Scale).Any()) is { } empty)
        {
            string has = string.Join(", ", empty.Nodes(GridScale.Full).Select(n => n.Root.Family).Distinct());
            throw new NadException($"--attacks leaves nothing of {empty.Name}, which looks at {has}.");
        }

        Seeds = [.. Enumerable.Range(0, request.Seeds).Select(s => (long)s)];
        IEnumerable<Cell> wanted = experiments.SelectMany(
            e => Seeds.SelectMany(s => e.Nodes(request.Scale).Distinct().Select(n => factory.Make(n, s)))
                .Concat(e.Drawings(request.Scale, factory)));
        Cells = [.. GridPlan.CheapestFirst(wanted.DistinctBy(c => c.Name), Store)];
    }

    /// <summary>
    /// What is going to be written. The same command goes on at any time, so that its own files are replaced as long as nobody has changed
    /// them.
    /// </summary>
    /// <exception cref="NadException">An unknown experiment.</exception>
    public static OutputPlan Output(ReproduceRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        string[] names =
        [
            .. PaperExperiments.Named(request.Experiments).SelectMany(e => ReproduceFolder.Files(e.Name)).Distinct(),
            ReproduceFolder.Mark
        ];
        return new OutputPlan
        {
            Path = request.Folder,
            Names = names,
            Former = folder => FormerResult.Marked(folder, ReproduceFolder.Mark)?.Only(names),
            Overwrite = true
        };
    }

    /// <summary>Seeds that means are over.</summary>
    public IReadOnlyList<long> Seeds { get; }

    /// <summary>Every cell that is wanted.</summary>
    public IReadOnlyList<Cell> Cells { get; }

    /// <summary>Where finished cells are.</summary>
    public CellStore Store { get; }

    /// <summary>Names of all files that <see cref="Write"/> may write; a figure of several drawings has a letter for each.</summary>
    public IEnumerable<string> Files => experiments.SelectMany(e => ReproduceFolder.Files(e.Name));

    /// <summary>What is done and what is left.</summary>
    public GridPlan Plan() => GridPlan.Make(Cells, Store, locks);

    /// <summary>What other processes are doing.</summary>
    public IReadOnlyList<LockNote> Working() => locks.Held();

    /// <summary>Works until every cell is finished, by this process or another.</summary>
    public void Run(RunContext run, Action<GridEvent>? tell) => new GridRunner(Cells, Store, locks, run, tell).Run();

    /// <summary>Writes tables, charts and the page, of whatever is finished.</summary>
    /// <param name="folder">Where to: that of the request.</param>
    /// <param name="commandLine">Shown in the page.</param>
    /// <param name="created">Shown in the page.</param>
    /// <returns>Names of the files.</returns>
    public IReadOnlyList<string> Write(SafeFolder folder, string commandLine, DateTimeOffset created)
    {
        PaperResults results = new(factory, Store, Seeds);
        ReproductionPart[] parts = [.. experiments.Select(results.Part)];
        return ReproduceFolder.Write(request, folder, parts, Facts(), Done(), commandLine, created);
    }

    /// <summary>Lets go of the folder of cells.</summary>
    public void Dispose() => Store.Dispose();

    private (int Done, int Wanted) Done() => (Cells.Count(c => Store.Find(c) is not null), Cells.Count);

    private OptionTable Facts()
    {
        CellRun[] runs =
            [.. Cells.Concat(Cells.SelectMany(c => c.Parents)).DistinctBy(c => c.Name).Select(c => Store.Find(c)?.Run).OfType<CellRun>()];
        (int done, int wanted) = Done();
        return new OptionTable("Fact",
        [
            new("data", Portable.Spec(request.Data)),
            .. request.RefoolData is null ? Array.Empty<OptionRow>() : [new("data of Refool", Portable.Spec(request.RefoolData))],
            new("scale", request.Scale.Name),
            .. request.Scale.Attacks is not { } only
                ? Array.Empty<OptionRow>()
                : [new("attacks", string.Join(", ", only), "in tables and charts; means are over these alone")],
            new("training of backdoored models", request.Scale.AttackPreset, "models of the zoo are used where it has them for this data"),
            new(
                "seeds",
                string.Join(", ", Seeds),
                "of the defenses: which clean images, in which order; the backdoored models have seed 0"),
            new("cells finished", $"{done} of {wanted}"),
            new("time of all cells", Format.Duration(runs.Sum(r => r.Seconds)), "one after the other"),
            new("processors", string.Join(", ", runs.Select(r => r.Processor).Distinct())),
            new("threads of a cell", string.Join(", ", runs.Select(r => r.Threads).Distinct().Order())),
            new("versions", string.Join(", ", runs.Select(r => $"NAD {r.Nad} on libtorch {r.Libtorch}").Distinct())),
        ]);
    }
}
