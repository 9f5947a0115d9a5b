using System.Text.Json.Nodes;
using Nad.Defenses;
using Nad.TestSupport;
using Nad.Training;

namespace Nad.Cli.Tests.Commands;

/// <summary>Every defense from the command line to its files, on generated images.</summary>
public sealed class DefensesTests : IDisposable
{
    private static readonly string[] Small =
    [
        "--clean", "synthetic:80", "--batch", "16", "--collapse-limit", "100", "--threads", "1", "--quiet"
    ];

    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    public static TheoryData<string, string[]> Methods => new()
    {
        { "nad", ["--epochs", "1", "--teacher-epochs", "1"] },
        {
            "nad",
            [
                "--epochs", "1", "--teacher", "self", "--student", "finetuned", "--teacher-epochs", "1", "--taps", "2,3", "--attention",
                "max", "--keep-epoch", "best"
            ]
        },
        { "auto", ["--epochs", "1", "--teacher-epochs", "1", "--beta", "10"] },
        { "finetune", ["--epochs", "1"] },
        { "fine-pruning", ["--preset", "paper", "--prune-ratio", "0.25"] },
        { "fine-pruning", ["--prune-ratio", "0.25", "--epochs", "1"] },
        { "mcr", ["--epochs", "1", "--curve", "polygonal", "--curve-ends", "finetuned", "--t", "0.4"] },
        { "mesa", ["--epochs", "1", "--mesa-target", "3", "--mesa-levels", "0.9", "--recovery-epochs", "1"] },
        { "mixup", ["--epochs", "1"] },
        { "cutout", ["--epochs", "1"] },
    };

    [Slow]
    [Theory]
    [MemberData(nameof(Methods), DisableDiscoveryEnumeration = true)]
    public void A_defense_leaves_a_model_a_report_and_a_result_and_is_blind_to_the_trigger_that_is_measured(string method, string[] options)
    {
        string model = Cli.WriteModel(temp.File("m.safetensors")), folder = temp.File("out"), other = temp.File("other");

        (int code, string output, string errors) = Cli.Run(
            ["erase", "--model", model, "--out", folder, "--method", method, "--attack", "badnets", "--target", "3", .. Small, .. options]);

        Assert.Equal((0, ""), (code, errors));
        Assert.Equal(
            0,
            Cli.Run([
                "erase", "--model", model, "--out", other, "--method", method, "--attack", "badnets", "--target", "7", "--trigger-variant",
                "square", "--test-every-epoch", .. Small, .. options
            ]).Code);
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(folder, "model.safetensors")), File.ReadAllBytes(Path.Combine(other, "model.safetensors")));
        Assert.Contains("After ", output, StringComparison.Ordinal);
        ResultSchema.Check(folder);
        JsonNode result = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "result.json")))!;
        Assert.Equal(method, (string)result["options"]!["run"]!["method"]!);
        Assert.InRange((double)result["after"]!["acc"]!, 0, 1);
        Assert.NotEqual(File.ReadAllBytes(model), File.ReadAllBytes(Path.Combine(folder, "model.safetensors")));
        Assert.True(new FileInfo(Path.Combine(folder, "report.html")).Length > 1000);
        bool choosing = method is "fine-pruning" or "mcr";
        if (method != "auto" && !options.Contains("--keep-epoch")) Assert.Equal(choosing ? 1 : 0, result["selections"]!.AsArray().Count);
        if (method == "fine-pruning") Assert.Contains("The ratio was given: 16 of 64 channels.", output, StringComparison.Ordinal);
    }

    [Slow]
    [Fact]
    public void Without_tuning_options_beta_and_epoch_are_chosen_and_the_reader_is_told()
    {
        string model = Cli.WriteModel(temp.File("m.safetensors")), folder = temp.File("out");

        (int code, string output, string errors) = Cli.Run([
            "erase", "--model", model, "--out", folder, "--clean", "synthetic:80", "--collapse-limit", "100", "--max-acc-drop", "1",
            "--epochs", "5", "--teacher-epochs", "5", "--threads", "1", "--quiet"
        ]);

        Assert.Equal((0, ""), (code, errors));
        JsonNode result = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "result.json")))!;
        Assert.Equal(("auto", "auto"), ((string)result["options"]!["run"]!["method"]!, (string)result["options"]!["run"]!["preset"]!));
        Assert.Equal(
            [
                "epoch of the teacher", "beta", "epoch of the student", "epoch of the student-b", "students averaged",
                "share of the given model"
            ],
            result["selections"]!.AsArray().Select(s => (string)s!["what"]!));
        JsonNode beta = result["selections"]![1]!, used = result["options"]!["auto"]!;
        // What is chosen differs with the seed; settings do not.
        Assert.Equal("auto", (string)used["beta"]!);
        ResultSchema.Check(folder);
        Assert.Equal(("mirrored", 0), ((string)used["hold_out"]!, (double)used["min_gain"]!));
        Assert.Equal((double)beta["value"]!, (double)result["chosen"]!["beta"]![0]!);
        Assert.Contains((double)beta["value"]!, beta["candidates"]!.AsArray().Select(c => (double)c!["value"]!));
        Assert.Contains((string)beta["reason"]!, output, StringComparison.Ordinal);
        JsonNode[] student = [.. result["epochs"]!.AsArray().Where(e => (string)e!["phase"]! == "student").Select(e => e!)];
        Assert.All(student, e => Assert.InRange(e["gradient_share"]!.AsArray().Sum(s => (double)s!), 0.01, 1));
        int kept = (int)result["selections"]![2]!["value"]!;
        double best = student.Max(e => (double)e["val_acc"]!), last = (double)student[^1]["val_acc"]!;
        const int HeldOut = 10;
        if (last >= Nad.Evaluation.Rate.AtLeast(best, HeldOut)) Assert.Equal(student.Length, kept);
        else Assert.Equal(best, (double)student[kept - 1]["val_acc"]!);
        Assert.Equal(student.Length, result["epochs"]!.AsArray().Count(e => (string)e!["phase"]! == "student-b"));
        Assert.Contains((string)result["selections"]![4]!["reason"]!, output, StringComparison.Ordinal);
        Assert.Contains("Choice of beta", File.ReadAllText(Path.Combine(folder, "report.html")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("auto", "--max-acc-drop", "5")]
    [InlineData("auto", "--teacher", "scratch")]
    [InlineData("auto", "--beta", "3")]
    [InlineData("auto", "--beta", "auto")]
    [InlineData("auto", "--lr", "0.01")]
    [InlineData("auto", "--epochs", "3", "--teacher-epochs", "2")]
    [InlineData("auto", "--teacher-lr", "0.01")]
    [InlineData("auto", "--students", "3")]
    [InlineData("auto", "--method", "nad", "--preset", "auto")]
    [InlineData("nad", "--method", "nad")]
    [InlineData("nad", "--preset", "paper", "--epochs", "3")]
    [InlineData("nad", "--preset", "authors-code")]
    public void Without_a_method_it_is_auto_whatever_is_tuned(string expected, params string[] options) =>
        Assert.Equal(expected, Apply(options).Defense.Name);

    [Fact]
    public void A_tuning_option_changes_itself_alone()
    {
        AutoOptions usual = Assert.IsType<AutoOptions>(Apply().Defense),
            three = Assert.IsType<AutoOptions>(Apply("--students", "3").Defense);
        Assert.Equal(usual.Rows().Where(r => r.Name != "students"), three.Rows().Where(r => r.Name != "students"));
        Assert.Equal(3, three.Students);
        AutoOptions strong = Assert.IsType<AutoOptions>(Apply("--beta", "3").Defense);
        Assert.Equal([3], Assert.Single(strong.Steps).Betas);
        Assert.Equal(usual.Recipes, strong.Recipes);
    }

    [Fact]
    public void The_method_alone_is_the_paper()
    {
        Assert.Equal(NadOptions.Paper.Rows(), Apply("--method", "nad").Defense.Rows());
        Assert.Equal(NadOptions.Paper.Recipes, Apply("--method", "nad").Defense.Recipes);
        Assert.Equal(NadOptions.AuthorsCode.Recipes, Apply("--method", "nad", "--preset", "authors-code").Defense.Recipes);
        Assert.Equal("paper", Apply("--method", "finetune").Preset);
        Assert.Equal(TrainingRecipe.Paper, Assert.IsType<FineTuningOptions>(Apply("--method", "finetune").Defense).Recipe);
        Assert.Equal(PruningVariant.Proper, Assert.IsType<FinePruningOptions>(Apply("--method", "fine-pruning").Defense).Variant);
        Assert.Equal(
            PruningVariant.Paper,
            Assert.IsType<FinePruningOptions>(Apply("--method", "fine-pruning", "--preset", "paper").Defense).Variant);
    }

    [Theory]
    [InlineData("nad")]
    [InlineData("finetune")]
    [InlineData("mixup")]
    [InlineData("cutout")]
    public void Auto_tunes_any_method_that_trains_a_copy(string method)
    {
        AutoOptions defense = Assert.IsType<AutoOptions>(Apply("--method", method, "--preset", "auto").Defense);
        Assert.Equal(method, defense.Tuned.Name);
        Assert.Contains(defense.Rows(), r => r.Name == "tuned method" && r.Value == method);
    }

    [Theory]
    [InlineData(0.3, 0.1)]
    [InlineData(0.05, 0.05, "--lr", "0.05")]
    [InlineData(0.2, 0.05, "--lr", "0.05", "--teacher-lr", "0.2")]
    public void The_teacher_has_a_rate_of_its_own(double teacher, double student, params string[] options)
    {
        AutoOptions defense = Assert.IsType<AutoOptions>(Apply(options).Defense);
        Assert.Equal((teacher, student), (Math.Round(defense.TeacherRecipe.LearningRate.Peak, 9), defense.Recipe.LearningRate.Peak));
    }

    [Theory]
    [InlineData("1 at 4")]
    [InlineData("none", "--keep-outputs", "0")]
    [InlineData("0.5 at 2", "--keep-outputs", "0.5", "--temperature", "2")]
    [InlineData("1 at 4", "--method", "finetune", "--preset", "auto")]
    [InlineData("none", "--method", "finetune")]
    [InlineData("2 at 4", "--method", "finetune", "--keep-outputs", "2")]
    public void The_outputs_of_the_given_model_are_kept_if_auto_or_the_user_says_so(string expected, params string[] options)
    {
        OutputDistillation? outputs = Apply(options).Defense switch
        {
            AutoOptions auto => auto.Outputs,
            FineTuningOptions tuning => tuning.Outputs,
            { } other => throw new InvalidOperationException(other.Name),
        };
        Assert.Equal(
            expected,
            outputs is null
                ? "none"
                : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{outputs.Weight} at {outputs.Temperature}"));
    }

    [Theory]
    [InlineData(
        "--temperature is of the outputs that are kept; give it with --keep-outputs.", "--method", "finetune", "--temperature", "2")]
    [InlineData("The weight of the given model's outputs must be above 0, but is -1.", "--keep-outputs", "-1")]
    [InlineData("--teacher-lr must be above 0, but is 0.", "--teacher-lr", "0")]
    [InlineData("--method must be auto or nad or finetune or", "--method", "magic")]
    [InlineData("--preset paper is a recipe that auto does not use", "--method", "auto", "--preset", "paper")]
    [InlineData("--preset auto tunes nad, finetune, mixup, cutout; mcr has", "--method", "mcr", "--preset", "auto")]
    [InlineData("--beta auto is what --method auto does", "--method", "nad", "--beta", "auto")]
    [InlineData("--power belongs to --method nad; auto does not use it.", "--power", "1")]
    [InlineData("--students belongs to --method auto; nad does not use it.", "--method", "nad", "--students", "2")]
    [InlineData(
        "--beta belongs to --method auto or --method nad; finetune does not use it.", "--method", "finetune", "--preset", "auto", "--beta",
        "2")]
    [InlineData("--beta belongs to --method auto or --method nad; finetune does not use it.", "--method", "finetune", "--beta", "3")]
    [InlineData("--beta must be auto, one number or B1,B2,B3", "--beta", "high")]
    [InlineData("--max-acc-drop says how far beta may be raised; leave it out", "--beta", "5", "--max-acc-drop", "2")]
    [InlineData("--teacher-arch needs --teacher scratch", "--teacher-arch", "wrn-16-2")]
    [InlineData("--attention must be sum, mean, max or activation, but is 'min'", "--method", "nad", "--attention", "min")]
    [InlineData("--student must be given or finetuned", "--method", "nad", "--student", "best")]
    [InlineData("--keep-epoch must be last or best or late or early", "--keep-epoch", "first")]
    [InlineData("--iterations must be 1 to 100, but is 0.", "--method", "finetune", "--iterations", "0")]
    [InlineData("--t must be 0 to 1, but is 2.", "--method", "mcr", "--t", "2")]
    [InlineData("--keep-epoch does not apply to mcr", "--method", "mcr", "--keep-epoch", "best")]
    [InlineData("--method mesa needs --mesa-target N", "--method", "mesa")]
    [InlineData("--mesa-levels must be numbers", "--method", "mesa", "--mesa-target", "1", "--mesa-levels", "high")]
    [InlineData("--mesa-levels must be numbers above 0 and at most 1", "--method", "mesa", "--mesa-target", "1", "--mesa-levels", "0.5,0")]
    [InlineData("--prune-ratio belongs to --method fine-pruning; auto does not use it.", "--prune-ratio", "0.5")]
    [InlineData("must be at least 0 and below 1, but is 1", "--method", "fine-pruning", "--prune-ratio", "1")]
    [InlineData(
        "Give one of --prune-ratio, --match-acc and --max-acc-drop", "--method", "fine-pruning", "--prune-ratio", "0.5", "--max-acc-drop",
        "2")]
    [InlineData("a fraction from 0 to 1, but is 81", "--method", "fine-pruning", "--match-acc", "81")]
    [InlineData("--max-acc-drop must be 0 to 100 percentage points", "--method", "fine-pruning", "--max-acc-drop", "-1")]
    public void A_senseless_choice_gets_one_line(string message, params string[] options)
    {
        (int code, _, string errors) = Cli.Run(["erase", "--model", temp.File("none"), "--out", temp.File("out"), .. Small, .. options]);
        Assert.Equal(2, code);
        Assert.Contains(message, errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.False(Directory.Exists(temp.File("out")));
    }

    private static Nad.Experiments.EraseRequest Apply(params string[] options)
    {
        System.CommandLine.Command command = new("erase");
        Nad.Cli.Commands.MethodOptions method = new();
        method.AddTo(command);
        return method.Apply(new() { Model = "m", Clean = "c" }, command.Parse(options));
    }
}
