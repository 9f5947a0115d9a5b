using System.Reflection;
using System.Text.RegularExpressions;
using Nad.Models;
using Nad.TestSupport;

namespace Nad.Tests;

/// <summary>
/// The directions of ARCHITECTURE.md: who may know whom. They are read from compiled assemblies, project files and source text.
/// </summary>
public sealed partial class ArchitectureTests
{
    private static readonly string Sources = Path.Combine(TestData.Repository, "src");

    [Fact]
    public void The_readers_of_files_refer_to_no_other_project_and_to_one_package_in_one_place()
    {
        Assert.DoesNotContain("ProjectReference", Project("Nad.Files"), StringComparison.Ordinal);
        Assert.Equal(
            ["<PackageReference Include=\"SixLabors.ImageSharp\" />"],
            Project("Nad.Files").Split('\n').Select(l => l.Trim()).Where(l => l.Contains("PackageReference", StringComparison.Ordinal)));
        string[] users = [.. Directory.EnumerateFiles(Path.Combine(Sources, "Nad.Files"), "*.cs", SearchOption.AllDirectories).Where(
            f => File.ReadAllText(f).Contains("SixLabors", StringComparison.Ordinal))];
        Assert.Equal(["BoundedAllocator.cs", "OtherDecoder.cs"], users.Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_engine_refers_to_the_readers_of_files_alone()
    {
        Assert.Equal(["../Nad.Files/Nad.Files.csproj"], ProjectReferences().Matches(Project("Nad.Torch")).Select(m => m.Groups[1].Value));
        Assert.DoesNotContain("PackageReference", Project("Nad.Torch"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_library_knows_the_engine_and_no_console()
    {
        Assert.Equal(["../Nad.Torch/Nad.Torch.csproj"], ProjectReferences().Matches(Project("Nad")).Select(m => m.Groups[1].Value));
        Assert.DoesNotContain("PackageReference", Project("Nad"), StringComparison.Ordinal);
        Assert.DoesNotContain(
            References(typeof(Classifier).Assembly),
            name => name is "Nad.Cli" or "System.CommandLine" || name.StartsWith("Spectre", StringComparison.Ordinal));
        Forbid(["Nad"], @"\bConsole\.", "the console belongs to Nad.Cli");
    }

    [Fact]
    public void A_defense_can_see_no_trigger_and_nothing_that_was_measured_with_one()
    {
        string[] blind = ["Nad/Defenses", "Nad/Training"];
        Forbid(blind, @"\b(Nad\.)?(Attacks|Reporting|Experiments)\b", "attacks, experiments and reports come after the defense");
        Forbid(
            blind,
            @"\b(\w*Trigger\w*|Backdoor|BadNets\w*|LabelMap|AllToOne|AllToAll|Score)\b",
            "a defense never sees a trigger or a test image");
        Forbid(blind, @"\.(Measure|Stamp|LoadTest)\s*\(", "a defense may ask for the accuracy on its hold-out, nothing more");
    }

    [Fact]
    public void Accuracy_is_asked_of_the_hold_out_alone()
    {
        string[] asked =
            [.. Code("Nad/Defenses", "Nad/Training").SelectMany(f => AccuracyCalls().Matches(f.Text)).Select(m => m.Groups[1].Value)];
        Assert.NotEmpty(asked);
        Assert.All(asked, set => Assert.EndsWith(".HoldOut", set, StringComparison.Ordinal));
    }

    [Fact]
    public void An_attack_knows_no_defense() =>
        Forbid(["Nad/Attacks"], @"\b(Nad\.)?(Defenses|Evaluation|Experiments|Reporting)\b", "attacks and defenses do not know each other");

    [Fact]
    public void Models_and_data_know_nothing_above_them() =>
        Forbid(
            ["Nad/Models", "Nad/Data"],
            @"\bNad\.(Attacks|Defenses|Training|Evaluation|Experiments|Reporting)\b",
            "models and data are the lowest layer");

    [Fact]
    public void The_engine_knows_no_backdoor() => Forbid(
        ["Nad.Torch", "Nad.Files"], @"\b(Backdoor|Trigger|Attention|Classifier|Teacher|Student)\b", "the engine computes, whatever for");

    [Fact]
    public void No_hidden_state_and_no_forced_collection() =>
        Forbid(
            ["Nad.Files", "Nad.Torch", "Nad", "Nad.Cli"],
            @"\bGC\.Collect\b|\bRandom\.Shared\b|\bnew\s+(System\.)?Random\s*\(|\bDateTime\.Now\b",
            "seeds come from RunContext, time from a clock that does not jump");

    [Fact]
    public void Numbers_are_read_in_one_place()
    {
        // Readers of formats, each with its own notation of numbers; none of them reads what a user typed.
        string[] readers =
        [
            "PickleMachine.cs", "NumpyArray.cs", "GtsrbAnnotations.cs", "GtsrbLayout.cs", "Machine.cs", "ClaimedAccuracy.cs"
        ];
        foreach ((string file, string text) in Code("."))
        {
            string name = Path.GetFileName(file);
            if (name == "NumberText.cs" || readers.Contains(name)) continue;
            Match found = NumberReading().Match(text);
            Assert.False(
                found.Success,
                $"{file} has '{found.Value}': numbers that a user types are read by NumberText, so that all have one notation");
        }
    }

    [Fact]
    public void Whatever_writes_goes_through_SafeFolder() => Forbid(
        ["Nad.Torch", "Nad", "Nad.Cli"],
        @"\bFile\.(Create|Write|Append|Delete|Move|Copy|Replace|Set|Open)\w*\s*\(|"
            + @"\bDirectory\.(CreateDirectory|CreateSymbolicLink|Move)\s*\(|\bnew\s+FileStream\s*\((?!handle)",
        "only SafeFolder knows how to write into a folder that a stranger may have prepared");

    [Theory]
    [InlineData("int a; // Trigger", false)]
    [InlineData("string s = \"// no comment\"; Trigger t;", true)]
    [InlineData("/* Trigger\n Trigger */ int b;", false)]
    [InlineData("string s = \"Trigger\";", false)]
    [InlineData("char c = '\"'; Trigger t; char d = '\"';", true)]
    public void Comments_and_texts_are_not_code(string source, bool found) =>
        Assert.Equal(found, Regex.IsMatch(Strip(source), @"\bTrigger\b"));

    [Fact]
    public void The_rules_read_source_files() =>
        Assert.True(Code("Nad/Defenses", "Nad/Training").Count() > 10 && Code("Nad/Attacks").Any() && Code("Nad.Torch").Any());

    private static void Forbid(string[] folders, string pattern, string why)
    {
        foreach ((string file, string text) in Code(folders))
        {
            Match found = Regex.Match(text, pattern);
            Assert.False(found.Success, $"{file} mentions '{found.Value}', but {why}");
        }
    }

    private static IEnumerable<(string File, string Text)> Code(params string[] folders) =>
        from folder in folders
        from file in Directory.EnumerateFiles(Path.Combine(Sources, folder), "*.cs", SearchOption.AllDirectories)
        select (Path.GetRelativePath(TestData.Repository, file), Strip(File.ReadAllText(file)));

    private static string Strip(string source) => NotCode().Replace(source, " ");

    private static string Project(string name) => File.ReadAllText(Path.Combine(Sources, name, name + ".csproj"));

    private static IEnumerable<string> References(Assembly assembly) => assembly.GetReferencedAssemblies().Select(a => a.Name!);

    [GeneratedRegex("""'(?:\\.|[^'\\\n])'|"(?:\\.|[^"\\\n])*"|//[^\n]*|/\*[\s\S]*?\*/""")]
    private static partial Regex NotCode();

    [GeneratedRegex("ProjectReference Include=\"([^\"]+)\"")]
    private static partial Regex ProjectReferences();

    [GeneratedRegex(
        @"\b(s?byte|u?short|u?int|u?long|float|double|decimal|Half|BigInteger|U?Int(16|32|64|128)|Single|Double|Decimal)\.(Try)?Parse\b|"
        + @"\bConvert\.To(U?Int|Double|Single|Decimal)|\bNumberStyles\b")]
    private static partial Regex NumberReading();

    [GeneratedRegex(@"\.Accuracy\s*\([^,()]+,\s*([^,()]+)\)")]
    private static partial Regex AccuracyCalls();
}
