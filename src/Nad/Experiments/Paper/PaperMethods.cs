using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Nad.Defenses;
using Nad.Torch.Optimizers;
using Nad.Training;

namespace Nad.Experiments;

/// <summary>The defenses of the paper as experiments run them: one line makes a method known to every table and figure.</summary>
/// <remarks>The limit of collapse is lifted: a defense that destroys a model is a result here.</remarks>
internal static class PaperMethods
{
    /// <summary>Clean images in most of the tables.</summary>
    public const double Fraction = 0.05;

    /// <summary>β = 500, 1000, 1000 on A_sum²; the paper tunes β for each attack and prints it for table 9 alone.</summary>
    public static GridMethod Nad { get; } = Distillation("NAD", _ => NadOptions.Paper);

    /// <summary>
    /// Prune-only, filters of the last convolution by their mean output, as far as the accuracy of NAD: the reading under which the paper's
    /// table 1 can be had.
    /// </summary>
    public static GridMethod FinePruning { get; } = new("Fine-pruning", (_, _) =>
    {
        FinePruningOptions o = new() { Variant = PruningVariant.Paper, CollapseLimit = 1 };
        JsonObject key = CellFactory.Settings([("variant", o.Variant.ToString()), ("until", "accuracy of the rival on the hold-out")]);
        return new GridDefense(o.Name, 1, key, 2, material => (o with { LeastAccuracy = material.RivalAccuracy }).Make());
    });

    /// <summary>The whole of Liu et al.: final features after the last ReLU, then finetuning.</summary>
    public static GridMethod FinePruningProper { get; } = new(
        "Fine-pruning, proper",
        (scale, flip) => Of(new FinePruningOptions { Variant = PruningVariant.Proper, Recipe = scale.Recipe(flip) }));

    /// <summary>Finetuning with Mixup alone.</summary>
    public static GridMethod Mixup { get; } = new(
        "Mixup",
        (scale, flip) =>
            Of(new MixupOptions { Recipe = scale.Recipe(flip) with { Augmentation = new MixupOptions().Recipe.Augmentation } }));

    /// <summary>Finetuning with Cutout alone.</summary>
    public static GridMethod Cutout { get; } = new(
        "Cutout",
        (scale, flip) =>
            Of(new CutoutOptions { Recipe = scale.Recipe(flip) with { Augmentation = new CutoutOptions().Recipe.Augmentation } }));

    /// <summary>Mode connectivity repair at t = 0.3, the backdoored model at both ends.</summary>
    public static GridMethod ModeConnectivity { get; } = Curve("MCR-(B,B)", CurveEnds.Backdoored);

    /// <summary>The same with the finetuned model at the second end.</summary>
    public static GridMethod ModeConnectivityFinetuned { get; } = Curve("MCR-(B,F-B)", CurveEnds.Finetuned);

    /// <summary>
    /// Finetuning by the recipe of <c>auto</c>, held to the given model's outputs, without anything chosen but the epoch.
    /// </summary>
    public static GridMethod FinetuneAuto { get; } = new("Finetuning, auto", (scale, flip) => Of(
        new FineTuningOptions { Recipe = scale.Tuned(TrainingRecipe.Auto, flip), Outputs = new OutputDistillation() }, FineTuning.Version));

    /// <summary><c>auto</c>, which is what <c>nad erase</c> does without options.</summary>
    public static GridMethod NadAuto { get; } = Tuned("NAD, auto", o => o);

    /// <summary>
    /// Finetuning by the recipe of <c>auto</c> from another first rate, held to the given model's outputs as <c>auto</c>'s teacher is.
    /// </summary>
    public static GridMethod FinetunedAt(double rate) =>
        new(string.Create(CultureInfo.InvariantCulture, $"Finetuning at {rate}"), (scale, flip) => Of(
            new FineTuningOptions { Recipe = At(rate, scale, flip), Outputs = TeachersOutputs }, FineTuning.Version));

    /// <summary>The strongest student of <c>auto</c> from another first rate; its teacher is given.</summary>
    public static GridMethod DistilledAt(double rate) =>
        new(string.Create(CultureInfo.InvariantCulture, $"NAD at {rate}"), (scale, flip) => Of(new AutoOptions
        {
            Tuned = NadOptions.Paper with { Teacher = TeacherSource.Given },
            Steps = [new(new AutoOptions().Steps[0].Beta, 1)],
            Outputs = TeachersOutputs,
            Students = 1,
            GivenShare = 0,
            Recipe = At(rate, scale, flip),
        }));

    /// <summary><c>auto</c> with settings that depart from its own.</summary>
    public static GridMethod Tuned(string title, Func<AutoOptions, AutoOptions> change) => new(title, (scale, flip) =>
    {
        AutoOptions o = change(new AutoOptions());
        return Of(o with { Recipe = scale.Tuned(o.Recipe, flip), TeacherRecipe = scale.Tuned(o.TeacherRecipe, flip) });
    });

    private static OutputDistillation TeachersOutputs => new() { Weight = new AutoOptions().TeacherOutputs };

    private static TrainingRecipe At(double rate, GridScale scale, bool flip) => scale.Tuned(
        TrainingRecipe.Auto with { LearningRate = TrainingRecipe.Auto.LearningRate.Scaled(rate / TrainingRecipe.Auto.LearningRate.Peak) },
        flip);

    private static GridDefense Of(AutoOptions options)
    {
        AutoOptions o = options with { CollapseLimit = 1 };
        return new GridDefense(
            "nad",
            AutoErasure.Version,
            AutoCells.Settings(o),
            3 * o.Recipes.Sum(r => r.Recipe.Epochs),
            material => o.Make(material.Teacher));
    }

    /// <summary>
    /// Distillation of the activations themselves; β times the channels of WRN-16-1, so that the weight of the squared distance is that of
    /// the maps.
    /// </summary>
    public static GridMethod Activations { get; } = Distillation(
        "NAD on activations",
        _ => NadOptions.Paper with { Attention = AttentionOperator.Activation, Beta = [500 * 16, 1000 * 32, 1000 * 64] });

    /// <summary>
    /// Retraining on patterns that MESA recovers. The method takes the attacker's class as known: that label, and nothing else of the
    /// backdoor, is given to it.
    /// </summary>
    public static GridMethod Mesa { get; } = Recovered("MESA", (scale, _) => Retraining(scale));

    /// <summary>The same, retrained by the recipe of all other defenses (section 4.1).</summary>
    public static GridMethod MesaByThePaper { get; } = Recovered("MESA, section 4.1", RetrainingByThePaper);

    /// <summary>Retraining on the attacker's own trigger: an oracle, and called so.</summary>
    public static GridMethod OriginalTrigger { get; } = Oracle(OriginalTriggerOracle.Label, (scale, _) => Retraining(scale));

    /// <summary>The same, retrained by the recipe of all other defenses (section 4.1).</summary>
    public static GridMethod OriginalTriggerByThePaper { get; } =
        Oracle(OriginalTriggerOracle.Label + ", section 4.1", RetrainingByThePaper);

    private static GridMethod Recovered(string title, Func<GridScale, bool, MesaOptions> options) => new(title, (scale, flip) =>
    {
        MesaOptions o = options(scale, flip);
        JsonObject key = CellFactory.Settings(o.Rows().Where(r => r.Name != "target").Select(r => (r.Name, r.Value)));
        key["retraining"] = CellFactory.Recipe(o.Recipe, nesterov: o.Recipe.Sgd.Nesterov);
        return new GridDefense(
            o.Name,
            1,
            key,
            3 * 4 * scale.RecoveryEpochs,
            material => (o with { Target = material.Backdoor?.TargetLabel ?? o.Target }).Make());
    });

    private static GridMethod Oracle(string title, Func<GridScale, bool, MesaOptions> options) => new(title, (scale, flip) =>
    {
        MesaOptions o = options(scale, flip);
        JsonObject key = CellFactory.Recipe(o.Recipe, nesterov: o.Recipe.Sgd.Nesterov);
        key["share"] = o.Share;
        return new GridDefense("oracle", 1, key, 3 * o.Recipe.Epochs, material => new OracleCell(new OriginalTriggerOracle(
            material.Backdoor ?? throw new InvalidOperationException("The oracle needs the trigger of its model."), o)));
    });

    private static MesaOptions Retraining(GridScale scale)
    {
        MesaOptions o = new() { RecoveryEpochs = scale.RecoveryEpochs, CollapseLimit = 1 };
        return o with { Recipe = o.Recipe with { Epochs = scale.RecoveryEpochs } };
    }

    private static MesaOptions RetrainingByThePaper(GridScale scale, bool flip) => Retraining(scale) with { Recipe = scale.Recipe(flip) };

    private static GridMethod Curve(string title, CurveEnds ends) => new(title, (scale, flip) =>
    {
        ModeConnectivityOptions o = new() { Ends = ends, EndRecipe = scale.Recipe(flip) };
        int epochs = scale.CurveEpochs;
        return Of(o with
        {
            Recipe = o.Recipe with
            {
                Epochs = epochs,
                LearningRate = new HoldAndFallSchedule(o.Recipe.LearningRate.Peak, epochs),
                Augmentation = o.Recipe.Augmentation with { Flip = flip }
            }
        });
    });

    /// <summary>A defense by its options: every setting and recipe that it lists names its cells.</summary>
    /// <param name="options">Its options.</param>
    /// <param name="version">Raised when the same settings give other results.</param>
    /// <param name="passes">Forward passes over the clean images; null for three times the epochs of its recipes.</param>
    private static GridDefense Of(DefenseOptions options, int version = 1, double? passes = null)
    {
        DefenseOptions lifted = options with { CollapseLimit = 1 };
        JsonObject key = CellFactory.Settings(lifted.Rows().Select(r => (r.Name, r.Value)));
        foreach ((string name, TrainingRecipe recipe) in lifted.Recipes)
            key[name] = CellFactory.Recipe(recipe, nesterov: !(lifted is ModeConnectivityOptions && name == "Curve"));
        return new GridDefense(
            lifted.Name,
            version,
            key,
            passes ?? (3 * Math.Max(1, lifted.Recipes.Sum(r => r.Recipe.Epochs))),
            material => lifted.Make(material.Teacher));
    }

    /// <summary>Finetuning of another length.</summary>
    public static GridMethod Finetuning(string title, Func<GridScale, int> epochs) => new(title, (scale, flip) =>
    {
        TrainingRecipe recipe = scale.Recipe(flip, epochs(scale));
        return new GridDefense(
            "finetune",
            FineTuning.Version,
            CellFactory.Recipe(recipe),
            3 * recipe.Epochs,
            _ => new FineTuning(new FineTuningOptions { Recipe = recipe, CollapseLimit = 1 }));
    });

    /// <summary>NAD with one β for all taps.</summary>
    public static GridMethod WithBeta(double beta) =>
        Distillation(string.Create(CultureInfo.InvariantCulture, $"NAD, β {beta}"), _ => NadOptions.Paper with { Beta = [beta] });

    /// <summary>NAD with settings that depart from the paper's.</summary>
    public static GridMethod Distillation(string title, Func<GridScale, NadOptions> settings, Func<GridScale, int>? epochs = null) =>
        new(title, (scale, flip) =>
        {
            NadOptions o = settings(scale) with
            {
                Teacher = TeacherSource.Given,
                Student = scale.Recipe(flip, epochs?.Invoke(scale)),
                CollapseLimit = 1
            };
            JsonObject key = CellFactory.Recipe(o.Student);
            key["beta"] = new JsonArray(
                [.. (o.Beta.Length == 1 ? (ImmutableArray<double>)[o.Beta[0], o.Beta[0], o.Beta[0]] : o.Beta).Select(b => (JsonNode)b)]);
            key["attention"] = o.Attention.ToString();
            key["power"] = o.Power;
            key["loss"] = o.Loss.ToString();
            // The teacher's forward pass comes on top of the student's step.
            return new GridDefense(
                "nad",
                NeuralAttentionDistillation.Version,
                key,
                4 * o.Student.Epochs,
                material => new NeuralAttentionDistillation(o, material.Teacher));
        });

    /// <summary>Finetuning as in table 1: the model that is NAD's teacher, trained once for both.</summary>
    public static FinetunedTeacher Finetuned(GridNode model, double fraction = Fraction) => new(model, fraction);

    /// <summary>NAD as in table 1: the teacher is the finetuned model, the student the backdoored one.</summary>
    public static DefendedModel DefendedByNad(
        BackdooredModel model, double fraction = Fraction, GridMethod? method = null, bool watched = false) =>
        new(model, method ?? Nad, fraction, Finetuned(model, fraction), watched);

    /// <summary>Fine-pruning as in table 1: as far as the accuracy of NAD on the same images.</summary>
    public static DefendedModel Pruned(BackdooredModel model, double fraction = Fraction) =>
        new(model, FinePruning, fraction, Rival: DefendedByNad(model, fraction));
}
