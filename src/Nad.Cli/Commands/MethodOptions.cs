using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Nad.Defenses;
using Nad.Experiments;
using Nad.Training;

namespace Nad.Cli.Commands;

/// <summary>Options of the defense: a preset, and whatever departs from it.</summary>
internal sealed class MethodOptions
{
    private readonly Option<string> method = new("--method") { HelpName = "NAME", Description = "nad or finetune.", DefaultValueFactory = _ => "nad" };
    private readonly Option<string> preset = new("--preset") { HelpName = "NAME", Description = "paper or authors-code.", DefaultValueFactory = _ => "paper" };
    private readonly Option<string> teacher = new("--teacher") { HelpName = "FILE", Description = "finetuned, scratch, or the file of a teacher.", DefaultValueFactory = _ => "finetuned" };
    private readonly Option<string?> beta = new("--beta") { HelpName = "B", Description = "Weight of the attention distance: one number, or one per tap as B1,B2,B3." };
    private readonly Option<double?> power = new("--power") { HelpName = "P", Description = "Exponent p of the attention map |F|^p." };
    private readonly Option<string?> attention = new("--attention") { HelpName = "NAME", Description = "sum or mean over channels." };
    private readonly Option<string?> loss = new("--loss") { HelpName = "NAME", Description = "mse or l2." };
    private readonly Option<int?> epochs = new("--epochs") { HelpName = "N", Description = "Epochs of the student (or of finetuning)." };
    private readonly Option<int?> teacherEpochs = new("--teacher-epochs") { HelpName = "N", Description = "Epochs of the teacher; default: as the preset." };
    private readonly Option<double?> lr = new("--lr") { HelpName = "RATE", Description = "First learning rate of teacher and student; the shape of the schedule stays." };
    private readonly Option<int?> batch = new("--batch") { HelpName = "N", Description = "Images per step." };
    private readonly Option<bool> noFlip = new("--no-flip") { Description = "Never mirror images: for classes that mirroring changes." };
    private readonly Option<double> collapse = new("--collapse-limit")
    {
        HelpName = "POINTS",
        Description = "Points of hold-out accuracy that may be lost before the run counts as failed; 100 lets everything through.",
        DefaultValueFactory = _ => 30,
    };

    private IEnumerable<Option> All => [method, preset, teacher, beta, power, attention, loss, epochs, teacherEpochs, lr, batch, noFlip, collapse];

    public void AddTo(Command command)
    {
        foreach (Option option in All) command.Add(option);
    }

    /// <summary>Fills method, preset, options and teacher file of the request.</summary>
    /// <exception cref="NadException">A word that is not known, or a number outside its range.</exception>
    public EraseRequest Apply(EraseRequest request, ParseResult parsed)
    {
        string name = Words.OneOf("--preset", parsed.GetValue(preset)!, "paper", "authors-code");
        NadOptions o = name == "paper" ? NadOptions.Paper : NadOptions.AuthorsCode;
        string kind = Words.OneOf("--method", parsed.GetValue(method)!, "nad", "finetune");
        Option? stray = kind == "nad" ? null : Array.Find<Option>([teacher, beta, power, attention, loss, teacherEpochs], p => parsed.GetResult(p) is { Implicit: false });
        if (stray is not null) throw new NadException($"{stray.Name} belongs to --method nad; finetuning has no teacher and no attention loss.");
        double limit = parsed.GetValue(collapse);
        if (!(limit is >= 0 and <= 100)) throw new NadException($"--collapse-limit must be 0 to 100 percentage points, but is {limit.ToString(CultureInfo.InvariantCulture)}.");
        string source = parsed.GetValue(teacher)!;
        o = o with
        {
            Teacher = source switch { "finetuned" => TeacherSource.Finetuned, "scratch" => TeacherSource.Scratch, _ => TeacherSource.Given },
            Loss = parsed.GetValue(loss) is { } l ? Words.OneOf("--loss", l, "mse", "l2") == "mse" ? DistanceForm.Mse : DistanceForm.L2 : o.Loss,
            Attention = parsed.GetValue(attention) is { } a ? Words.OneOf("--attention", a, "sum", "mean") == "sum" ? AttentionOperator.Sum : AttentionOperator.Mean : o.Attention,
            Power = parsed.GetValue(power) ?? o.Power,
            Student = Changed(o.Student, parsed, parsed.GetValue(epochs)),
            TeacherRecipe = Changed(source == "scratch" ? TrainingRecipe.Scratch : o.TeacherRecipe, parsed, parsed.GetValue(teacherEpochs)),
            CollapseLimit = limit / 100,
        };
        // β of 500 to 1000 belongs to the mean squared error; an unsquared norm wants about 1.
        o = o with { Beta = parsed.GetValue(beta) is { } b ? Betas(b) : o.Loss == DistanceForm.L2 ? [1] : o.Beta };
        EraseRequest filled = request with
        {
            Method = kind,
            Preset = name,
            Options = o,
            TeacherFile = o.Teacher == TeacherSource.Given ? source : null,
        };
        o.Student.Validate();
        o.TeacherRecipe.Validate();
        return filled;
    }

    private TrainingRecipe Changed(TrainingRecipe recipe, ParseResult parsed, int? length)
    {
        if (parsed.GetValue(lr) is { } rate)
        {
            if (!(rate > 0 && double.IsFinite(rate))) throw new NadException($"--lr must be above 0, but is {rate.ToString(CultureInfo.InvariantCulture)}.");
            recipe = recipe with { LearningRate = recipe.LearningRate.Scaled(rate / recipe.LearningRate.Peak) };
        }

        return recipe with
        {
            Epochs = length ?? recipe.Epochs,
            BatchSize = parsed.GetValue(batch) ?? recipe.BatchSize,
            Augmentation = parsed.GetValue(noFlip) ? recipe.Augmentation with { Flip = false } : recipe.Augmentation,
        };
    }

    private static ImmutableArray<double> Betas(string text)
    {
        ImmutableArray<double>.Builder values = ImmutableArray.CreateBuilder<double>();
        foreach (string part in text.Split(','))
        {
            if (!double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value) || value < 0)
            {
                throw new NadException($"--beta must be one number or B1,B2,B3, each at least 0, but is '{Printable.Of(text)}'.");
            }

            values.Add(value);
        }

        return values.ToImmutable();
    }
}
