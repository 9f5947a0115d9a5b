using System.Globalization;
using System.Text.Json.Nodes;
using Nad.Attacks;
using Nad.Data;
using Nad.Defenses;
using Nad.Evaluation;
using Nad.Models;
using Nad.Training;

namespace Nad.Experiments;

/// <summary>From declared models to cells: what is trained on which data, with which seed, and what names it.</summary>
/// <param name="scale">How much of the paper's work.</param>
/// <param name="main">The data.</param>
/// <param name="refool">The data of Refool; null for the same.</param>
/// <param name="models">Backdoored models that are there already; null for none.</param>
public sealed class CellFactory(GridScale scale, GridData main, GridData? refool, IModelShelf? models)
{
    private static readonly WideResNetShape Student = new(16, 1);

    // Every defense meets the same backdoored model; a seed is the defender's.
    private const long AttackSeed = 0;

    /// <summary>How much of the paper's work.</summary>
    public GridScale Scale => scale;

    /// <summary>The data of a model.</summary>
    public GridData DataOf(GridNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.Root.Data == GridDataRole.Refool ? refool ?? main : main;
    }

    /// <summary>The cell of a declared model.</summary>
    /// <param name="node">As it is declared.</param>
    /// <param name="seed">Which clean images, in which order, with which changes.</param>
    public Cell Make(GridNode node, long seed) => node switch
    {
        BackdooredModel m => Backdoored(m),
        FinetunedTeacher t => Finetuned(t, seed),
        ScratchTeacher t => FromScratch(t, seed),
        DefendedModel d => Defended(d, seed),
        _ => throw new ArgumentException("A kind of model that cells do not know.", nameof(node)),
    };

    private Cell Backdoored(BackdooredModel m)
    {
        GridData data = DataOf(m);
        if (models?.Find(m.Name, data) is { } shelved) return Shelved(m, data, shelved);
        TrainingRecipe recipe = TrainingPresets.Of(scale.AttackPreset, scale.AttackEpochs, data.Source.FlipIsSafe);
        AttackOptions? attack = m.Attack?.Invoke(scale);
        JsonObject key = new()
        {
            ["attack"] = Attack(attack),
            ["attack_version"] = attack?.Version ?? 0,
            ["training"] = Recipe(recipe),
            ["training_version"] = Trainer.Version,
            ["architecture"] = Student.ToString(),
            ["data"] = data.Fingerprint,
            ["seed"] = AttackSeed,
        };
        Cell[] parents =
            attack is { NeedsSourceModel: true } ? [Backdoored(new BackdooredModel("clean", "no attack", null) { Data = m.Data })] : [];
        double units = (3.0 * recipe.Epochs * data.Train.Count) + Evaluation(data);
        return new Cell("backdoor", $"{m.Title}, {Student}, {scale.AttackPreset}", key, parents, new CellCost(
            $"training {Student}", units), work =>
        {
            RunContext run = work.Run with { Seed = AttackSeed };
            using Classifier? source = parents.Length > 0 ? work.Model(0) : null;
            IAttack? ready = attack?.Prepare(new AttackContext
            {
                Images = data.Train,
                Run = run,
                SourceModel = source,
                ShortTrial = images =>
                    BackdoorTraining.Train(Student.ToString(), images, TrainingPresets.Fast(3, data.Source.FlipIsSafe), run, "trial").Model,
            });
            ImageSet images = ready is null ? data.Train : BackdoorTraining.Poison(ready, data.Train, run).Images;
            (Classifier model, IReadOnlyList<EpochRecord> epochs) =
                BackdoorTraining.Train(Student.ToString(), images, recipe, run, ready is null ? "source" : "attack");
            return Measured(model, ready?.Backdoor, epochs, data, run);
        });
    }

    private static Cell Shelved(BackdooredModel m, GridData data, ShelvedModel shelved)
    {
        JsonObject key = new() { ["model"] = shelved.Name, ["model_sha256"] = shelved.ModelSha256, ["data"] = data.Fingerprint };
        return new Cell("backdoor", $"{m.Title}, zoo:{shelved.Name}", key, [], new CellCost(
            $"measuring {Student}", Evaluation(data)), work =>
        {
            (Classifier model, Backdoor? backdoor) = shelved.Load(work.Run.Device);
            return Measured(model, backdoor, [], data, work.Run);
        });
    }

    private Cell Finetuned(FinetunedTeacher t, long seed)
    {
        GridData data = DataOf(t);
        Cell start = Make(t.Start, seed);
        TrainingRecipe recipe = scale.Recipe(data.Source.FlipIsSafe);
        JsonObject key = Clean(data, t.Fraction, seed);
        key["teacher"] = "finetuned";
        key["training"] = Recipe(recipe);
        key["training_version"] = Trainer.Version;
        return new Cell("teacher", $"finetuned teacher of {start.Title}{Percent(t.Fraction)}, seed {seed}", key, [
            start
        ], Cost("finetune", Student, 3 * recipe.Epochs, data, t.Fraction), work =>
        {
            RunContext run = work.Run with { Seed = seed };
            using Classifier model = work.Model(0);
            using Trial trained = FineTuning.Tune(model, data.Clean(t.Fraction, seed), recipe, run, "teacher");
            return Measured(trained.Release(), work.Backdoor(0, data.Source.ClassCount), trained.Epochs, data, run);
        });
    }

    private Cell FromScratch(ScratchTeacher t, long seed)
    {
        GridData data = DataOf(t);
        TrainingRecipe recipe = scale.Scratch(data.Source.FlipIsSafe);
        JsonObject key = Clean(data, t.Fraction, seed);
        key["teacher"] = "scratch";
        key["architecture"] = t.Shape.ToString();
        key["training"] = Recipe(recipe);
        key["training_version"] = Trainer.Version;
        return new Cell("teacher", $"{t.Shape} from scratch{Percent(t.Fraction)}, seed {seed}", key, [], Cost(
            "scratch", t.Shape, 3 * recipe.Epochs, data, t.Fraction), work =>
        {
            RunContext run = work.Run with { Seed = seed };
            using Classifier untrained = Architectures.Design(t.Shape.ToString(), data.Source.ClassCount, data.Train.Height, run.Device);
            untrained.Initialise(run.Random("teacher/weights"));
            using Trial trained = FineTuning.Tune(untrained, data.Clean(t.Fraction, seed), recipe, run, "teacher");
            return Measured(trained.Release(), null, trained.Epochs, data, run);
        });
    }

    private Cell Defended(DefendedModel d, long seed)
    {
        GridData data = DataOf(d);
        GridDefense defense = d.Method.Of(scale, data.Source.FlipIsSafe);
        GridNode[] others = [.. new[] { d.Teacher, d.Rival }.OfType<GridNode>()];
        Cell[] parents = [Make(d.Start, seed), .. others.Select(n => Make(n, seed))];
        JsonObject key = Clean(data, d.Fraction, seed);
        key["method"] = defense.Method;
        key["method_version"] = defense.Version;
        key["settings"] = defense.Settings.DeepClone();
        key["training_version"] = Trainer.Version;
        if (d.Watched) key["watched"] = true;
        if (d.Rival is not null) key["rival"] = parents[^1].Name;
        CellCost cost = Cost(defense.Method, Student, defense.Passes, data, d.Fraction, d.Watched ? scale.DefenseEpochs : 0);
        return new Cell("defense", $"{d.Method.Title}{Percent(d.Fraction)} on "
            + $"{parents[0].Title}{TaughtBy(d, parents)}, seed {seed}", key, parents, cost, work =>
        {
            RunContext run = work.Run with { Seed = seed };
            Backdoor? backdoor = work.Backdoor(0, data.Source.ClassCount);
            List<EpochRecord> watched = [];
            RunContext observed = d.Watched
                ? run with { EpochEnded = (record, model) => watched.Add(Observe(record, model, data, backdoor, run)) }
                : run;
            using Classifier start = work.Model(0);
            using Classifier? teacher = d.Teacher is null ? null : work.Model(1);
            double? rival =
                d.Rival is null ? null : work.Result(parents.Length - 1)?.Epochs.LastOrDefault(e => e.ValAcc is not null)?.ValAcc;
            DefenseResult result =
                defense.Make(new GridMaterial(teacher, backdoor, rival)).Erase(start, data.Clean(d.Fraction, seed), observed);
            result.Teacher?.Dispose();
            CellOutput output = Measured(result.Model, backdoor, d.Watched ? watched : result.Epochs, data, run);
            foreach (Selection chosen in result.Selections)
                output.Notes[chosen.What] = string.Create(CultureInfo.InvariantCulture, $"{chosen.Value:0.######}: {chosen.Reason}");
            foreach ((string warning, int i) in result.Warnings.Select((w, i) => (w, i))) output.Notes[$"warning {i + 1}"] = warning;
            return output;
        });
    }

    // Unless it is as in the paper: the same model, finetuned.
    private static string TaughtBy(DefendedModel d, Cell[] parents) =>
        d.Teacher is null || (d.Teacher is FinetunedTeacher t && t.Start == d.Start) ? "" : $", taught by {parents[1].Title}";

    // Measured for curves, after the epoch and outside the defense, which gets nothing of it.
    private static EpochRecord Observe(EpochRecord record, Classifier model, GridData data, Backdoor? backdoor, RunContext run)
    {
        Score score = new Evaluator(run.Device).Measure(model, data.Test, backdoor, run.Cancellation);
        return record with { TestAcc = (score.AccNonTarget ?? score.Acc).Value, TestAsr = score.Asr?.Value };
    }

    internal static CellOutput Measured(
        Classifier model, Backdoor? backdoor, IReadOnlyList<EpochRecord> epochs, GridData data, RunContext run)
    {
        try
        {
            Score score = new Evaluator(run.Device).Measure(model, data.Test, backdoor, run.Cancellation);
            return new CellOutput
            {
                Model = model,
                Backdoor = backdoor,
                Score = CellScore.Of(score),
                Epochs = [.. epochs.Select(CellEpoch.Of)]
            };
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private static JsonObject Clean(GridData data, double fraction, long seed) =>
        new() { ["data"] = data.Fingerprint, ["clean_fraction"] = fraction, ["seed"] = seed };

    private static CellCost Cost(
        string method, WideResNetShape shape, double passes, GridData data, double fraction, int evaluations = 0) =>
        new(
            $"{method} {shape}",
            (CellCost.Size(shape) * ((passes * fraction * data.Train.Count) + Evaluation(data))) + (evaluations * Evaluation(data)));

    // Clean and triggered.
    private static double Evaluation(GridData data) => 2.0 * data.Test.Count;

    /// <summary>
    /// A recipe as it names cells: by the words of result format 1, so that what was computed before is still found. What had no word then
    /// has one only if it departs from what it was.
    /// </summary>
    /// <param name="recipe">How is trained.</param>
    /// <param name="nesterov">Whether the method has always had that form of momentum: a curve and MESA's retraining have not.</param>
    internal static JsonObject Recipe(TrainingRecipe recipe, bool nesterov = true)
    {
        List<(string, string)> words = [("epochs", Text(recipe.Epochs))];
        if (recipe.LeastSteps > 0) words.Add(("least steps", Text(recipe.LeastSteps)));
        if (recipe.Stopping is { } s) words.Add(("kept epoch", OptionList.KeptWord(s)));
        words.AddRange([
            ("learning rate", recipe.LearningRate.ToString() ?? ""),
            ("batch", Text(recipe.BatchSize)),
            ("momentum", Text(recipe.Sgd.Momentum)),
            ("weight decay", Text(recipe.Sgd.WeightDecay))
        ]);
        if (recipe.Sgd.OrthogonalRate is { } factor) words.Add(("orthogonal rate", Text(factor)));
        words.Add(("crop padding", Text(recipe.Augmentation.CropPadding)));
        if (recipe.WholeEpochs > 0) words.Add(("whole epochs", Text(recipe.WholeEpochs)));
        if (recipe.Augmentation.CropArea < 1) words.Add(("crop area", Text(recipe.Augmentation.CropArea)));
        words.AddRange([("flip", recipe.Augmentation.Flip ? "on" : "off"), ("cutout", Text(recipe.Augmentation.CutoutLength))]);
        if (recipe.Sgd.Nesterov != nesterov) words.Add(("nesterov", recipe.Sgd.Nesterov ? "on" : "off"));
        if (recipe.Sgd is { OrthogonalRate: not null, OrthogonalMomentum: not 0.95 })
            words.Add(("orthogonal momentum", Text(recipe.Sgd.OrthogonalMomentum)));
        if (recipe.Stopping?.LastErrors is { } errors and not 1) words.Add(("last errors", Text(errors)));
        return Settings(words);
    }

    /// <summary>An attack as it names cells; none without one.</summary>
    internal static JsonNode Attack(AttackOptions? attack) =>
        attack is null
            ? JsonValue.Create("none")
            : Settings([
                ("name", attack.Name),
                ("target", Text(attack.Target)),
                ("rate", Text(attack.Rate)),
                .. attack.Rows().Select(r => (r.Name, r.Value))
            ]);

    internal static JsonObject Settings(IEnumerable<(string Name, string Value)> rows) =>
        new(rows.Select(r => KeyValuePair.Create(r.Name, (JsonNode?)JsonValue.Create(r.Value))));

    private static string Percent(double fraction) =>
        fraction == 0.05 ? "" : string.Create(CultureInfo.InvariantCulture, $", {fraction * 100:0.##} % clean");

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
