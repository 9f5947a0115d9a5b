using System.CommandLine;
using Nad.Defenses;
using Nad.Experiments;

namespace Nad.Cli.Commands;

/// <summary><c>nad erase --method nad</c>: the paper's recipe, or the authors' code's.</summary>
internal sealed class NadArguments(DistillationOptions distillation, Option<int?> iterations) : IDefenseArguments
{
    private static readonly Dictionary<string, AttentionOperator> Operators = new(StringComparer.Ordinal)
    {
        ["sum"] = AttentionOperator.Sum,
        ["mean"] = AttentionOperator.Mean,
        ["max"] = AttentionOperator.Max,
        ["activation"] = AttentionOperator.Activation,
    };

    private readonly Option<string> student = new("--student") { HelpName = "NAME", Description = "What the student starts from: given (the model as it is) or finetuned.", DefaultValueFactory = _ => "given" };
    private readonly Option<double?> power = new("--power") { HelpName = "P", Description = "Exponent p of the attention map |F|^p." };
    private readonly Option<string?> attention = new("--attention") { HelpName = "NAME", Description = "sum, mean or max over channels, or activation: no map, the activations themselves." };
    private readonly Option<string?> loss = new("--loss") { HelpName = "NAME", Description = "mse or l2." };
    private readonly Option<string> iterate = new("--iterate") { HelpName = "NAME", Description = "Student of a later iteration: restart (from the given model) or continue.", DefaultValueFactory = _ => "restart" };

    public string Name => "nad";

    public IReadOnlyList<Option> Options => [.. distillation.All, student, power, attention, loss, iterations, iterate];

    public EraseRequest Apply(EraseRequest request, RecipeOptions recipes, ParseResult parsed)
    {
        if (distillation.IsChosen(parsed)) throw new NadException("--beta auto is what --method auto does; leave --method and --preset out, or give a number.");
        NadOptions o = request.Preset == "authors-code" ? NadOptions.AuthorsCode : NadOptions.Paper;
        o = distillation.Read(o, o.TeacherRecipe, recipes, parsed) with
        {
            Student = recipes.Changed(o.Student, parsed),
            StudentStart = Words.OneOf(student.Name, parsed.GetValue(student)!, "given", "finetuned") == "given" ? StudentSource.Backdoored : StudentSource.Finetuned,
            Loss = parsed.GetValue(loss) is { } l ? Words.OneOf("--loss", l, "mse", "l2") == "mse" ? DistanceForm.Mse : DistanceForm.L2 : o.Loss,
            Attention = parsed.GetValue(attention) is { } a ? Operators[Words.OneOf("--attention", a, [.. Operators.Keys])] : o.Attention,
            Power = parsed.GetValue(power) ?? o.Power,
            Iterations = parsed.GetValue(iterations) ?? 1,
            Iterate = Words.OneOf(iterate.Name, parsed.GetValue(iterate)!, "restart", "continue") == "restart" ? IterationStart.Restart : IterationStart.Continue,
            CollapseLimit = recipes.CollapseLimit(parsed),
        };
        // β of 500 to 1000 belongs to the mean squared error; an unsquared norm wants about 1.
        o = o with { Beta = distillation.Beta(parsed) ?? (o.Loss == DistanceForm.L2 ? [1] : o.Beta) };
        return request with { Defense = o, TeacherFile = distillation.TeacherFile(parsed) };
    }
}
