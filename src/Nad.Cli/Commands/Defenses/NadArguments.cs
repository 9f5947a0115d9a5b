using System.Collections.Immutable;
using System.CommandLine;
using Nad.Defenses;
using Nad.Experiments;
using Nad.Models;
using Nad.Training;

namespace Nad.Cli.Commands;

/// <summary><c>nad erase --method nad</c>.</summary>
internal sealed class NadArguments(DropOptions drop, OutputOptions outputs, Option<int?> iterations) : IDefenseArguments
{
    private const string Auto = "auto";

    private static readonly Dictionary<string, AttentionOperator> Operators = new(StringComparer.Ordinal)
    {
        ["sum"] = AttentionOperator.Sum,
        ["mean"] = AttentionOperator.Mean,
        ["max"] = AttentionOperator.Max,
        ["activation"] = AttentionOperator.Activation,
    };

    private readonly Option<string> teacher = new("--teacher") { HelpName = "FILE", Description = "finetuned, scratch, self (the given model as it is), or the file of a teacher.", DefaultValueFactory = _ => "finetuned" };
    private readonly Option<string?> architecture = new("--teacher-arch") { HelpName = "NAME", Description = "Architecture of a teacher from scratch, wrn-D-K; default: as the model." };
    private readonly Option<string> student = new("--student") { HelpName = "NAME", Description = "What the student starts from: given (the model as it is) or finetuned.", DefaultValueFactory = _ => "given" };
    private readonly Option<string?> beta = new("--beta") { HelpName = "B", Description = "Weight of the attention distance: one number, one per tap as B1,B2,B3, or auto: raised as far as --max-acc-drop lets it." };
    private readonly Option<string?> taps = new("--taps") { HelpName = "LIST", Description = "Taps at which attention is compared, by name or number, such as 2,3; default: all." };
    private readonly Option<double?> power = new("--power") { HelpName = "P", Description = "Exponent p of the attention map |F|^p." };
    private readonly Option<string?> attention = new("--attention") { HelpName = "NAME", Description = "sum, mean or max over channels, or activation: no map, the activations themselves." };
    private readonly Option<string?> loss = new("--loss") { HelpName = "NAME", Description = "mse or l2." };
    private readonly Option<int?> teacherEpochs = new("--teacher-epochs") { HelpName = "N", Description = "Epochs of the teacher; default: as the preset." };
    private readonly Option<double?> teacherRate = new("--teacher-lr") { HelpName = "RATE", Description = "First learning rate of the teacher; default: --lr, or as the preset." };
    private readonly Option<int?> students = new("--students") { HelpName = "N", Description = "Students, 1 to 10, that see the images in other orders and whose weights are averaged. Default: 2 with --preset auto, else 1." };
    private readonly Option<double?> givenShare = new("--given-share") { HelpName = "A", Description = "Part of the way, 0 to 1, that the trained student's weights are moved back towards the given model's. Default: 0.05 with --preset auto, else 0." };
    private readonly Option<string> iterate = new("--iterate") { HelpName = "NAME", Description = "Student of a later iteration: restart (from the given model) or continue.", DefaultValueFactory = _ => "restart" };

    public string Name => "nad";

    public IReadOnlyList<Option> Options => [teacher, architecture, student, beta, taps, power, attention, loss, teacherEpochs, teacherRate, iterations, iterate, students, givenShare, drop.Option, .. outputs.All];

    public bool Tuned(ParseResult parsed) =>
        parsed.GetValue(beta) is { } b && b != Auto
        || Array.Exists<Option>([student, taps, power, attention, loss, teacherEpochs, teacherRate, iterations, iterate, students, givenShare], o => parsed.GetResult(o) is { Implicit: false });

    public EraseRequest Apply(EraseRequest request, RecipeOptions recipes, ParseResult parsed)
    {
        NadOptions o = request.Preset switch { "paper" => NadOptions.Paper, "authors-code" => NadOptions.AuthorsCode, _ => NadOptions.Auto };
        string source = parsed.GetValue(teacher)!;
        o = o with
        {
            Teacher = source switch { "finetuned" => TeacherSource.Finetuned, "scratch" => TeacherSource.Scratch, "self" => TeacherSource.Backdoored, _ => TeacherSource.Given },
            TeacherArchitecture = parsed.GetValue(architecture) is { } arch ? WideResNetShape.Parse(arch) : null,
            StudentStart = Words.OneOf(student.Name, parsed.GetValue(student)!, "given", "finetuned") == "given" ? StudentSource.Backdoored : StudentSource.Finetuned,
            Loss = parsed.GetValue(loss) is { } l ? Words.OneOf("--loss", l, "mse", "l2") == "mse" ? DistanceForm.Mse : DistanceForm.L2 : o.Loss,
            Attention = parsed.GetValue(attention) is { } a ? Operators[Words.OneOf("--attention", a, [.. Operators.Keys])] : o.Attention,
            Power = parsed.GetValue(power) ?? o.Power,
            Taps = parsed.GetValue(taps) is { } list ? [.. list.Split(',', StringSplitOptions.TrimEntries)] : [],
            TeacherMaxDrop = parsed.GetValue(teacherRate) is null && source == "finetuned" ? o.TeacherMaxDrop : null,
            GentlerRates = recipes.HasRate(parsed) ? 0 : o.GentlerRates,
            Outputs = outputs.Read(parsed, o.Outputs),
            Iterations = parsed.GetValue(iterations) ?? 1,
            Students = parsed.GetValue(students) ?? (parsed.GetValue(iterations) > 1 ? 1 : o.Students),
            GivenShare = parsed.GetValue(givenShare) ?? (parsed.GetValue(iterations) > 1 ? 0 : o.GivenShare),
            Iterate = Words.OneOf(iterate.Name, parsed.GetValue(iterate)!, "restart", "continue") == "restart" ? IterationStart.Restart : IterationStart.Continue,
            Student = recipes.Changed(o.Student, parsed),
            TeacherRecipe = recipes.Changed(source == "scratch" ? TrainingRecipe.Scratch : o.TeacherRecipe, parsed, parsed.GetValue(teacherEpochs), teacherRate),
            CollapseLimit = recipes.CollapseLimit(parsed),
        };
        if (o.TeacherArchitecture is not null && o.Teacher != TeacherSource.Scratch) throw new NadException("--teacher-arch needs --teacher scratch: only a teacher from scratch can have an architecture of its own.");
        string? given = parsed.GetValue(beta);
        // β of 500 to 1000 belongs to the mean squared error; an unsquared norm wants about 1.
        o = o with { Beta = given is not null and not Auto ? Betas(given) : o.Loss == DistanceForm.L2 ? [1] : o.Beta };
        BetaSearch? search = given is null ? o.Search : given == Auto ? o.Search ?? new BetaSearch() : null;
        if (search is not null && o.Loss == DistanceForm.L2) search = search with { Grid = BetaSearch.GridOfL2, OutputFactors = [] };
        if (search is not null && outputs.HasWeight(parsed)) search = search with { OutputFactors = [] };
        if (drop.Read(parsed) is { } allowed)
        {
            if (search is null) throw new NadException("--max-acc-drop says how far beta may be raised; give it with --beta auto.");
            search = search with { MaxDrop = allowed };
        }

        return request with { Defense = o with { Search = search }, TeacherFile = o.Teacher == TeacherSource.Given ? source : null };
    }

    private static ImmutableArray<double> Betas(string text)
    {
        if (text.Length > 0 && char.IsAsciiLetter(text[0])) throw new NadException($"--beta must be auto, one number or B1,B2,B3, each at least 0, but is '{Printable.Of(text)}'.");
        ImmutableArray<double> values = Words.Numbers("--beta", text);
        return values.All(v => v >= 0) ? values : throw new NadException($"--beta must be auto, one number or B1,B2,B3, each at least 0, but is '{Printable.Of(text)}'.");
    }
}
