using System.Collections.Immutable;
using System.CommandLine;
using Nad.Defenses;
using Nad.Models;
using Nad.Training;

namespace Nad.Cli.Commands;

/// <summary>Teacher, β and taps; shared by nad and by auto, which tunes it.</summary>
internal sealed class DistillationOptions
{
    /// <summary>The word for a β that is chosen.</summary>
    public const string Chosen = "auto";

    private readonly Option<string> teacher = new("--teacher")
    {
        HelpName = "FILE",
        Description = "finetuned, scratch, self (the given model as it is), or the file of a teacher.",
        DefaultValueFactory = _ => "finetuned"
    };
    private readonly Option<string?> architecture = new("--teacher-arch")
    {
        HelpName = "NAME",
        Description = "Architecture of a teacher from scratch, wrn-D-K; default: as the model."
    };
    private readonly Option<string?> beta = new("--beta")
    {
        HelpName = "B",
        Description = "Weight of the attention distance: one number, or one per tap as B1,B2,B3. auto, the default of --method auto: "
            + "as strong as the hold-out accepts."
    };
    private readonly SettingOptions<NadOptions> taps = new([Setting(nameof(NadOptions.Taps))], NadOptions.Paper);
    private readonly Option<int?> teacherEpochs =
        new("--teacher-epochs") { HelpName = "N", Description = "Epochs of the teacher; default: as the preset." };
    private readonly Option<double?> teacherRate =
        new("--teacher-lr") { HelpName = "RATE", Description = "First learning rate of the teacher; default: --lr, or as the preset." };

    public IReadOnlyList<Option> All => [teacher, architecture, beta, .. taps.All, teacherEpochs, teacherRate];

    /// <summary>Whether a setting of NAD has its option here.</summary>
    public static bool Has(Setting<NadOptions> setting) => setting.Property is nameof(NadOptions.Beta) or nameof(NadOptions.Taps);

    /// <summary>The file of a given teacher; null for any other.</summary>
    public string? TeacherFile(ParseResult parsed) => Source(parsed) == TeacherSource.Given ? parsed.GetValue(teacher) : null;

    /// <summary>Whether the teacher's rate was chosen by the user, and is not to be searched for.</summary>
    public bool HasTeacherRate(ParseResult parsed) => parsed.GetValue(teacherRate) is not null;

    /// <summary>β as it was given; null for none, or for <c>auto</c>.</summary>
    /// <exception cref="NadException">No number of at least 0.</exception>
    public ImmutableArray<double>? Beta(ParseResult parsed)
    {
        if (parsed.GetValue(beta) is not { } text || text == Chosen) return null;
        if (text.Length > 0 && char.IsAsciiLetter(text[0]))
            throw new NadException($"--beta must be auto, one number or B1,B2,B3, each at least 0, but is '{Printable.Of(text)}'.");
        return Setting(nameof(NadOptions.Beta)).Read(NadOptions.Paper, text).Beta;
    }

    /// <summary>Whether β is asked to be chosen.</summary>
    public bool IsChosen(ParseResult parsed) => parsed.GetValue(beta) == Chosen;

    /// <summary>NAD's settings with teacher and taps as they are asked for.</summary>
    /// <param name="options">The settings of the preset.</param>
    /// <param name="recipe">How the preset finetunes a teacher.</param>
    /// <param name="recipes">What departs from it.</param>
    /// <param name="parsed">The command line.</param>
    /// <exception cref="NadException">A word that is not known, or a number outside its range.</exception>
    public NadOptions Read(NadOptions options, TrainingRecipe recipe, RecipeOptions recipes, ParseResult parsed)
    {
        TeacherSource source = Source(parsed);
        string? name = parsed.GetValue(architecture);
        if (name is not null) Architectures.Check(name);
        if (name is not null && source != TeacherSource.Scratch)
            throw new NadException(
                "--teacher-arch needs --teacher scratch: only a teacher from scratch can have an architecture of its own.");
        return taps.Read(options, parsed) with
        {
            Teacher = source,
            TeacherArchitecture = name,
            TeacherRecipe = recipes.Changed(
                source == TeacherSource.Scratch ? TrainingRecipe.Scratch : recipe, parsed, parsed.GetValue(teacherEpochs), teacherRate),
        };
    }

    private static Setting<NadOptions> Setting(string property) => NadOptions.Settings.Single(s => s.Property == property);

    private TeacherSource Source(ParseResult parsed) => parsed.GetValue(teacher) switch
    {
        "finetuned" => TeacherSource.Finetuned,
        "scratch" => TeacherSource.Scratch,
        "self" => TeacherSource.Backdoored,
        _ => TeacherSource.Given,
    };
}
