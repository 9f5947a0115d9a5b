using Nad.Audit;
using Nad.Data;
using Nad.Models;

namespace Nad.Experiments;

/// <summary>Trains and audits reference models, cell by cell, and gathers them into a calibration.</summary>
public sealed class ReferenceJob : IGridJob, IDisposable
{
    private readonly ReferenceRequest request;
    private readonly GridData data;
    private readonly CellLocks locks;
    private readonly ReferenceCells factory;
    private readonly IReadOnlyList<ReferencePlan> plans;

    /// <summary>Loads the data and names the cells.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="cancellation">Ends the loading.</param>
    /// <exception cref="NadException">A bad input.</exception>
    public ReferenceJob(ReferenceRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Validate();
        this.request = request;
        data = GridData.Load(request.Data, cancellation);
        using (Classifier probe = Architectures.Design(request.Architecture, data.Source.ClassCount, data.Train.Height, Torch.Device.Cpu))
        {
            // A name that is none is refused before anything is computed.
        }

        plans = ReferenceFamily.Of(request.Clean, request.Attacked, request.Epochs, data.Source.ClassCount);
        factory = new ReferenceCells(request.Architecture, data, request.Options, plans);
        Store = new CellStore(request.Cells ?? Path.Combine(request.Folder, "cells"))
        {
            Inside = request.Cells is null ? request.Folder : null
        };
        locks = new CellLocks(Store);
        Cells = [.. plans.Select(factory.Audit)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<Cell> Cells { get; }

    /// <inheritdoc/>
    public CellStore Store { get; }

    /// <summary>Names of the classes.</summary>
    public IReadOnlyList<string> ClassNames => data.Test.ClassNames;

    /// <inheritdoc/>
    public GridPlan Plan() => GridPlan.Make(Cells, Store, locks);

    /// <inheritdoc/>
    public IReadOnlyList<LockNote> Working() => locks.Held();

    /// <inheritdoc/>
    public void Run(RunContext run, Action<GridEvent>? tell) => new GridRunner(Cells, Store, locks, run, tell).Run();

    /// <summary>The models that are finished, in the order of the family.</summary>
    public IReadOnlyList<ReferenceScore> Scores()
    {
        List<ReferenceScore> scores = [];
        foreach (ReferencePlan plan in plans)
        {
            CellResult? trained = Store.Find(factory.Training(plan)), audited = Store.Find(factory.Audit(plan));
            if (trained is { Score: { } score, ModelSha256: { } hash } && audited?.Audit is { } audit)
                scores.Add(new ReferenceScore(plan, hash, score, audit, trained.Run.Seconds + audited.Run.Seconds));
        }

        return scores;
    }

    /// <summary>The calibration of the models that are finished.</summary>
    /// <exception cref="NadException">None of the clean ones is.</exception>
    public Calibration Calibration()
    {
        IReadOnlyList<ReferenceScore> scores = Scores();
        if (scores.All(s => s.Plan.Attack is not null))
            throw new NadException(
                "No clean reference model is finished yet, so there is nothing to compare with. "
                + "Repeat the command without --finished: it goes on.");
        return new Calibration
        {
            Format = 2,
            Architecture = request.Architecture,
            Data = DataSpec.Parse(request.Data).Kind,
            Height = data.Test.Height,
            Width = data.Test.Width,
            Classes = data.Source.ClassCount,
            Recipe =
                $"{data.Source.Spec}, {request.Epochs} epochs or more, {string.Join(", ", ReferenceFamily.Recipes.Select(r => r.Name))}",
            Options = request.Options.Name,
            Models = [.. scores.Select(
                s => new ReferenceModel(s.Plan.Name, s.Plan.Attack, s.Sha256, s.Audit.Accuracy, s.Audit.Statistics, s.Audit.Suspects)
                {
                    Success = s.Success
                })],
        };
    }

    /// <summary>Lets go of the folder of cells.</summary>
    public void Dispose() => Store.Dispose();
}
