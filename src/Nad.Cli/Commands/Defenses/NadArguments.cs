using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Nad.Defenses;
using Nad.Experiments;
using Nad.Training;

namespace Nad.Cli.Commands;

/// <summary><c>nad erase --method nad</c>.</summary>
internal sealed class NadArguments : IDefenseArguments
{
    private readonly Option<string> teacher = new("--teacher") { HelpName = "FILE", Description = "finetuned, scratch, or the file of a teacher.", DefaultValueFactory = _ => "finetuned" };
    private readonly Option<string?> beta = new("--beta") { HelpName = "B", Description = "Weight of the attention distance: one number, or one per tap as B1,B2,B3." };
    private readonly Option<double?> power = new("--power") { HelpName = "P", Description = "Exponent p of the attention map |F|^p." };
    private readonly Option<string?> attention = new("--attention") { HelpName = "NAME", Description = "sum or mean over channels." };
    private readonly Option<string?> loss = new("--loss") { HelpName = "NAME", Description = "mse or l2." };
    private readonly Option<int?> teacherEpochs = new("--teacher-epochs") { HelpName = "N", Description = "Epochs of the teacher; default: as the preset." };

    public string Name => "nad";

    public IReadOnlyList<Option> Options => [teacher, beta, power, attention, loss, teacherEpochs];

    public EraseRequest Apply(EraseRequest request, RecipeOptions recipes, ParseResult parsed)
    {
        NadOptions o = recipes.Preset(parsed) == "paper" ? NadOptions.Paper : NadOptions.AuthorsCode;
        string source = parsed.GetValue(teacher)!;
        o = o with
        {
            Teacher = source switch { "finetuned" => TeacherSource.Finetuned, "scratch" => TeacherSource.Scratch, _ => TeacherSource.Given },
            Loss = parsed.GetValue(loss) is { } l ? Words.OneOf("--loss", l, "mse", "l2") == "mse" ? DistanceForm.Mse : DistanceForm.L2 : o.Loss,
            Attention = parsed.GetValue(attention) is { } a ? Words.OneOf("--attention", a, "sum", "mean") == "sum" ? AttentionOperator.Sum : AttentionOperator.Mean : o.Attention,
            Power = parsed.GetValue(power) ?? o.Power,
            Student = recipes.Changed(o.Student, parsed),
            TeacherRecipe = recipes.Changed(source == "scratch" ? TrainingRecipe.Scratch : o.TeacherRecipe, parsed, parsed.GetValue(teacherEpochs)),
            CollapseLimit = recipes.CollapseLimit(parsed),
        };
        // β of 500 to 1000 belongs to the mean squared error; an unsquared norm wants about 1.
        o = o with { Beta = parsed.GetValue(beta) is { } b ? Betas(b) : o.Loss == DistanceForm.L2 ? [1] : o.Beta };
        return request with { Defense = o, TeacherFile = o.Teacher == TeacherSource.Given ? source : null };
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
