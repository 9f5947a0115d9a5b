using System.Globalization;
using System.Text.Json.Nodes;
using Nad.Attacks;
using Nad.Audit;
using Nad.Data;
using Nad.Defenses;
using Nad.Evaluation;
using Nad.Models;
using Nad.Training;

namespace Nad.Experiments;

/// <summary>From reference models to cells: one trains a model, another audits it.</summary>
/// <param name="architecture">Of the networks, by its name in <see cref="Architectures"/>.</param>
/// <param name="data">
/// The images: models are trained on the training images, and audited on test images as <c>nad audit</c> takes them.
/// </param>
/// <param name="options">Of the audits.</param>
/// <param name="plans">The models.</param>
public sealed class ReferenceCells(string architecture, GridData data, AuditOptions options, IReadOnlyList<ReferencePlan> plans)
{
    // Raised when detectors give other statistics of the same model.
    private const int AuditVersion = 1;

    private readonly Dictionary<string, Cell> trained = new(StringComparer.Ordinal);

    /// <summary>The cell that trains a model.</summary>
    public Cell Training(ReferencePlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (trained.TryGetValue(plan.Name, out Cell? known)) return known;
        JsonObject key = new()
        {
            ["attack"] = CellFactory.Attack(plan.Options),
            ["attack_version"] = plan.Options?.Version ?? 0,
            ["training"] = CellFactory.Recipe(plan.Recipe),
            ["training_version"] = Trainer.Version,
            ["architecture"] = architecture,
            ["data"] = data.Fingerprint,
            ["seed"] = plan.Seed,
        };
        Cell[] parents = plan.Options is { NeedsSourceModel: true } ? [Training(SourceOf(plan))] : [];
        CellCost cost = new($"reference {architecture}", (3.0 * plan.Recipe.Epochs * data.Train.Count) + (2.0 * data.Test.Count));
        return trained[plan.Name] = new Cell(
            "reference", string.Create(CultureInfo.InvariantCulture, $"{plan.Name}: {architecture}, {plan.RecipeName}"), key, parents, cost,
            work => Train(plan, parents.Length > 0, work));
    }

    /// <summary>The cell that audits a model.</summary>
    public Cell Audit(ReferencePlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        JsonObject key = new()
        {
            ["audit"] = JsonNode.Parse(StoredJson.Text(options, CalibrationJson.Default.AuditOptions)),
            ["audit_version"] = AuditVersion,
            ["detectors"] = new JsonArray([.. Detectors.All.Select(d => (JsonNode)d.Name)]),
            ["data"] = data.Fingerprint,
            ["seed"] = 0,
        };
        double searches = 2.0 * (data.Source.ClassCount + 1) * options.SearchSteps * options.Batch,
            margins = (double)data.Source.ClassCount * options.MarginStarts * options.MarginSteps;
        return new Cell(
            "audit", $"audit of {plan.Name}", key, [Training(plan)], new CellCost($"audit {architecture}", 3 * (searches + margins)),
            Audit);
    }

    // The clean model of the same number: what it learnt is not what the attacked one learns.
    private ReferencePlan SourceOf(ReferencePlan plan) =>
        plans.FirstOrDefault(p => p.Attack is null && p.Seed == plan.Seed) ?? plans.First(p => p.Attack is null);

    private CellOutput Train(ReferencePlan plan, bool hasSource, CellWork work)
    {
        RunContext run = work.Run with { Seed = plan.Seed };
        using Classifier? source = hasSource ? work.Model(0) : null;
        IAttack? attack = plan.Options?.Prepare(new AttackContext { Images = data.Train, Run = run, SourceModel = source });
        ImageSet images = attack is null ? data.Train : BackdoorTraining.Poison(attack, data.Train, run).Images;
        (Classifier model, IReadOnlyList<EpochRecord> epochs) =
            BackdoorTraining.Train(architecture, images, plan.Recipe, run, attack is null ? "source" : "attack");
        return CellFactory.Measured(model, attack?.Backdoor, epochs, data, run);
    }

    private CellOutput Audit(CellWork work)
    {
        // The same images in the same halves as nad audit takes by default.
        RunContext run = work.Run with { Seed = 0 };
        using Classifier model = work.Model(0);
        ImageSet images = AuditJob.Images(data.Test, options, run);
        AuditSubject subject = AuditSubject.Of(model, images, run);
        List<AuditFinding> findings = Detectors.All.Look(subject, options, run);
        return new CellOutput { Audit = CellAudit.Of(new Evaluator(run.Device).Accuracy(model, images).Value, findings) };
    }
}
