using System.Collections.Immutable;
using Nad.Models;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>Settings of <c>auto</c>: a defense, and every number by which it is tuned on the clean images that are held out.</summary>
/// <remarks>All numbers are our choice, measured in docs/results/defenses.md; docs/methods/auto.md says what each is for.</remarks>
public sealed record AutoOptions : DefenseOptions
{
    /// <summary>Every number, declared once; steps, outputs and recipes have a form of their own.</summary>
    public static IReadOnlyList<Setting<AutoOptions>> Settings { get; } =
    [
        new Setting<AutoOptions, double>(
            nameof(MaxRateDrop), "max rate drop",
            "Points of hold-out accuracy that the first training may lose before a lower rate is tried",
            ValueKind.Points, o => o.MaxRateDrop, (o, v) => o with { MaxRateDrop = v })
        {
            Note = "percentage points of the hold-out; beyond, a lower rate is tried", Acts = o => o.FinetunesTeacher || !o.IsTaught,
            Details = "100 if --teacher-lr is given",
        },
        new Setting<AutoOptions, int>(
            nameof(GentlerRates), "gentler rates", "How often a third of the rate is tried", ValueKind.Whole(0, 5), o => o.GentlerRates,
            (o, v) => o with { GentlerRates = v })
        {
            Note = "times that a third of the rate is tried",
            Acts = o => o.FinetunesTeacher || !o.IsTaught,
            Source = "our choice: [measured](../decisions/0020-gentler-rates.md)",
            Details =
                "for the teacher; for students where no strength gives one or chance decides at each; 0 if --lr or --teacher-lr is given",
        },
        new Setting<AutoOptions, double>(
            nameof(MinGain), "min gain", "Points of hold-out accuracy by which a teacher at the student's rate must be ahead",
            ValueKind.Points, o => o.MinGain, (o, v) => o with { MinGain = v })
        {
            Note = "percentage points by which a teacher at the student's rate must be ahead", Acts = o => o.FinetunesTeacher,
            Details = "0 with a mirrored hold-out",
        },
        new Setting<AutoOptions, double>(
            nameof(TeacherOutputs), "teacher outputs", "Factor on the weight of the outputs for the teacher",
            ValueKind.Positive, o => o.TeacherOutputs, (o, v) => o with { TeacherOutputs = v })
        {
            Note = "factor on the weight of the outputs for the teacher", Acts = o => o.FinetunesTeacher && o.Outputs is not null,
        },
        new Setting<AutoOptions, double>(
            nameof(MaxDrop), "max accuracy drop", "Points of hold-out accuracy that a student may lose", ValueKind.Points, o => o.MaxDrop,
            (o, v) => o with { MaxDrop = v })
        {
            Option = "--max-acc-drop", IsShared = true, Note = "percentage points of the hold-out that a student may lose", Acts =
                o => o.Chooses,
        },
        new Setting<AutoOptions, double>(
            nameof(TeacherErrors), "teacher errors",
            "Standard errors of the hold-out that a student may stay below a teacher that loses more than that",
            ValueKind.NotNegative, o => o.TeacherErrors, (o, v) => o with { TeacherErrors = v })
        {
            Note = "standard errors of the hold-out below the teacher, if the teacher loses more than that", Acts = o => o.Chooses,
        },
        new Setting<AutoOptions, double>(
            nameof(Ruined), "ruined", "Points of hold-out accuracy below that, at which the teacher is no measure",
            ValueKind.Points, o => o.Ruined, (o, v) => o with { Ruined = v })
        {
            Note = "percentage points below that, at which the teacher is no measure", Acts = o => o.Chooses,
        },
        new Setting<AutoOptions, double>(
            nameof(RelativeDrop), "relative drop", "Points of hold-out accuracy below the smallest beta, if there is no other measure",
            ValueKind.Points, o => o.RelativeDrop, (o, v) => o with { RelativeDrop = v })
        {
            Note = "percentage points below the smallest beta, if there is no other measure", Acts = o => o.Chooses,
        },
        new Setting<AutoOptions, int>(
            nameof(Students), "students", "Students that see the images in other orders and whose weights are averaged",
            ValueKind.Whole(1, 10), o => o.Students, (o, v) => o with { Students = v })
        {
            Option = "--students", Note = "their weights are averaged",
            Source = "our choice: [measured](../decisions/0016-averaged-students.md)",
        },
        new Setting<AutoOptions, double>(
            nameof(GivenShare), "given share", "Part of the way that the weights are moved back towards the given model's",
            ValueKind.Number("at least 0 and below 1", v => v is >= 0 and < 1), o => o.GivenShare, (o, v) => o with { GivenShare = v })
        {
            Option = "--given-share",
            Placeholder = "A",
            Note = "part of the way that the weights are moved back towards the given model's",
            Source = "our choice: [measured](../decisions/0017-given-share.md)",
        },
        new Setting<AutoOptions, bool>(
            nameof(MirrorHoldOut), "hold-out", "Whether the hold-out is measured mirrored",
            ValueKind.Switch with { Row = (name, v, note) => new OptionRow(name, v ? "mirrored" : "as it is", note) },
            o => o.MirrorHoldOut, (o, v) => o with { MirrorHoldOut = v })
        {
            Source = "our choice: [measured](../decisions/0019-mirrored-hold-out.md)",
            Details = "if the data allows it and --no-flip is not given",
        },
    ];

    /// <summary>The defense that is tuned; its own recipes are not used. Default NAD by the paper's loss.</summary>
    public DefenseOptions Tuned { get; init; } = NadOptions.Paper;

    /// <summary>How the model, or NAD's student, is trained.</summary>
    public TrainingRecipe Recipe { get; init; } = TrainingRecipe.Auto;

    /// <summary>
    /// How a teacher is finetuned: three times the student's rate. It only shows where to look, and may lose accuracy that the student
    /// keeps.
    /// </summary>
    public TrainingRecipe TeacherRecipe { get; init; } =
        TrainingRecipe.Auto with { LearningRate = TrainingRecipe.Auto.LearningRate.Scaled(3) };

    /// <summary>Hold-out accuracy, 0–1, that the first training may lose before a lower rate is tried. Default 0.1.</summary>
    public double MaxRateDrop { get; init; } = 0.1;

    /// <summary>
    /// Hold-out accuracy, 0–1, by which a teacher at the student's rate must be ahead to take the place of the one at three times that
    /// rate; 0 if the hold-out is mirrored, for
    /// a given model that has seen the held-out images makes any honest teacher look bad. Default 0.08.
    /// </summary>
    public double MinGain { get; init; } = 0.08;

    /// <summary>
    /// How often, 0 to 5, a third of the rate is tried beyond that, for teacher and student. Default 2:
    /// docs/decisions/0020-gentler-rates.md.
    /// </summary>
    public int GentlerRates { get; init; } = 2;

    /// <summary>
    /// How the model is held to the given model's outputs; null for not at all. Default weight 1 at temperature 4: docs/decisions/0012.
    /// </summary>
    public OutputDistillation? Outputs { get; init; } = new();

    /// <summary>
    /// Factor on the weight of <see cref="Outputs"/> for a teacher, above 0: it may lose accuracy, but not keep the backdoor. Default 0.2.
    /// </summary>
    public double TeacherOutputs { get; init; } = 0.2;

    /// <summary>
    /// What a student is tried with, strongest first, until the hold-out accepts one. Default β = 5000, 2000, 1000 with the outputs at 0.2,
    /// 0.1 and 1 of their weight. A single step is
    /// taken as it is; a defense that is not taught has none.
    /// </summary>
    public ImmutableArray<AutoStep> Steps { get; init; } = [new(5000, 0.2), new(2000, 0.1), new(1000, 1)];

    /// <summary>Loss of hold-out accuracy that a student may have against the given model, 0–1. Default 0.03.</summary>
    public double MaxDrop { get; init; } = 0.03;

    /// <summary>
    /// If the teacher already loses more than that: standard errors of the hold-out, at least 0, that a student may stay below the teacher.
    /// Default 1.
    /// </summary>
    public double TeacherErrors { get; init; } = 1;

    /// <summary>
    /// A student this far below what the teacher asks for, 0–1, was ruined by its β: the teacher is no measure any more. Default 0.1.
    /// </summary>
    public double Ruined { get; init; } = 0.1;

    /// <summary>
    /// If neither the given model nor the teacher is a measure: loss against the student of the smallest β, 0–1. Default 0.03.
    /// </summary>
    public double RelativeDrop { get; init; } = 0.03;

    /// <summary>
    /// Students, 1 to 10, that see the images in other orders, and whose weights are averaged. Default 2:
    /// docs/decisions/0016-averaged-students.md.
    /// </summary>
    public int Students { get; init; } = 2;

    /// <summary>
    /// Part of the way, 0 to below 1, that the student's weights are moved back towards the given model's. Default 0.05:
    /// docs/decisions/0017-given-share.md.
    /// </summary>
    public double GivenShare { get; init; } = 0.05;

    /// <summary>
    /// Whether the held-out images are measured mirrored, if that is safe and part of the training: a model that was trained on these very
    /// images knows them by heart, but not
    /// their mirror images. Default on: docs/decisions/0019-mirrored-hold-out.md.
    /// </summary>
    public bool MirrorHoldOut { get; init; } = true;

    /// <summary>The step that was chosen; null before.</summary>
    public AutoStep? Chosen { get; init; }

    /// <inheritdoc/>
    public override string Name => "auto";

    /// <inheritdoc/>
    public override string Title => Tuned.Title;

    /// <inheritdoc/>
    public override string Label => Tuned.Label;

    /// <inheritdoc/>
    public override string Section => "Auto";

    /// <summary>NAD's settings, if it is NAD that is tuned: with the β that was chosen, once one is.</summary>
    public NadOptions? Distillation => Tuned is NadOptions nad ? Chosen is null ? nad : nad with { Beta = Chosen.Betas } : null;

    private bool IsTaught => Tuned is NadOptions;

    private bool Chooses => IsTaught && Steps.Length > 1;

    private bool FinetunesTeacher => Tuned is NadOptions { Teacher: TeacherSource.Finetuned };

    /// <inheritdoc/>
    public override IReadOnlyList<OptionRow> Rows() =>
    [
        new("tuned method", Tuned.Name),
        .. Tuned.Rows().Where(r => r.Name is "teacher" or "teacher architecture" or "taps" or "power" or "attention" or "loss"),
        .. IsTaught ? StepRows() : [],
        .. OutputRows(Outputs),
        .. Settings.Rows(this),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, TrainingRecipe Recipe)> Recipes =>
        Tuned is NadOptions { Teacher: TeacherSource.Finetuned or TeacherSource.Scratch }
            ? [("Student", Recipe), ("Teacher", TeacherRecipe)]
            : [(IsTaught ? "Student" : Tuned.Title, Recipe)];

    /// <inheritdoc/>
    public override DefenseOptions For(CleanData clean)
    {
        ArgumentNullException.ThrowIfNull(clean);
        bool mirrored = MirrorHoldOut && Recipe.Augmentation.Flip && clean is { MirrorIsSafe: true, HoldOut: not null };
        int images = clean.Training.Count;
        // With the hold-out mirrored, a gain of the teacher is what it seems.
        return this with
        {
            Recipe = Recipe.For(images),
            TeacherRecipe = TeacherRecipe.For(images),
            MirrorHoldOut = mirrored,
            MinGain = mirrored ? 0 : MinGain
        };
    }

    /// <inheritdoc/>
    /// <remarks>As if the first rate and the first step were accepted; each further one adds a training.</remarks>
    public override IReadOnlyList<PlannedTraining> Plan(int images)
    {
        bool teacher = Distillation is { Teacher: TeacherSource.Finetuned or TeacherSource.Scratch };
        double cost = Distillation is null ? 1 : PlannedTraining.Distilled;
        return
        [
            .. teacher ? [PlannedTraining.Of("teacher", TeacherRecipe, images)] : Array.Empty<PlannedTraining>(),
            .. Enumerable.Range(0, Students).Select(i => PlannedTraining.Of(Soup.Phase(i), Recipe, images, cost)),
        ];
    }

    /// <inheritdoc/>
    public override DefenseOptions WithRecipes(Func<TrainingRecipe, TrainingRecipe> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return this with { Recipe = change(Recipe), TeacherRecipe = change(TeacherRecipe) };
    }

    /// <inheritdoc/>
    public override IDefense Make(Classifier? teacher = null) => new AutoErasure(this, teacher);

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="NadException">A value is outside its range.</exception>
    public void Validate()
    {
        Recipe.Validate();
        TeacherRecipe.Validate();
        Outputs?.Validate();
        if (Tuned.Make() is not ITrainable)
            throw new NadException($"auto tunes a defense that trains a copy of the model; {Tuned.Name} does not.");
        if (IsTaught && (Steps.IsDefaultOrEmpty || Steps.Any(s => !s.IsValid)))
            throw new NadException("Every step of auto needs a beta of at least 0 and a factor above 0 on the outputs.");
        if (Steps.Length > 1 && Steps.Zip(Steps.Skip(1)).Any(p => p.First.Beta <= p.Second.Beta))
            throw new NadException("The steps of auto must fall in beta.");
        Settings.Check(this);
    }

    private IEnumerable<OptionRow> StepRows() =>
    [
        BetaRow("weight of the attention distance per tap"),
        .. Steps.Length > 1
            ?
            [
                new OptionRow("beta grid", Steps.Select(s => s.Beta), "tried in this order; the first that is accepted is kept"),
                new OptionRow("outputs by beta", Steps.Select(s => s.Outputs), "factors on the weight of the outputs, in the same order"),
            ]
            : Array.Empty<OptionRow>(),
    ];

    private OptionRow BetaRow(string note) =>
        Chosen is null && Steps.Length > 1 ? new("beta", "auto", note) : new("beta", (IEnumerable<double>)(Chosen ?? Steps[0]).Betas, note);
}

/// <summary>One of the ways in which a student is tried.</summary>
/// <param name="Betas">β at each tap, or one for all, ≥ 0.</param>
/// <param name="Outputs">Factor on the weight of the given model's outputs, above 0: what is pulled harder towards the teacher is held less
/// to the given model.</param>
public sealed record AutoStep(ImmutableArray<double> Betas, double Outputs)
{
    /// <summary>The same β at every tap.</summary>
    public AutoStep(double beta, double outputs) : this([beta], outputs)
    {
    }

    /// <summary>The largest β.</summary>
    public double Beta => Betas.Max();

    /// <summary>Whether every number is in its range.</summary>
    public bool IsValid =>
        !Betas.IsDefaultOrEmpty && Betas.All(b => b >= 0 && double.IsFinite(b)) && Outputs > 0 && double.IsFinite(Outputs);
}
