using System.Collections;
using System.Globalization;
using System.Reflection;
using Nad.Attacks;
using Nad.Data;
using Nad.Defenses;
using Nad.TestSupport;
using Nad.Torch.Optimizers;
using Nad.Training;

namespace Nad.Tests;

/// <summary>The method pages name every option with the default that the code has; the page of errors has every family.</summary>
public sealed class DocumentationTests
{
    /// <summary>Page, options record with the values of a column, title of that column.</summary>
    public static TheoryData<string, object, string> Documented => new()
    {
        { "nad.md", new NadOptions(), "Default" },
        { "auto.md", new AutoOptions(), "Default" },
        { "nad.md", new StoppingRule(), "Default" },
        { "badnets.md", new BadNetsOptions(), "Default" },
        { "blend.md", new BlendOptions(), "Default" },
        { "sig.md", new SigOptions(), "Default" },
        { "trojan.md", new TrojanOptions(), "Default" },
        { "clean-label.md", new CleanLabelOptions(), "Default" },
        { "attacks.md", new CustomOptions(), "Default" },
        { "refool.md", new RefoolOptions(), "Default" },
        { "refool.md", RefoolOptions.Dirty, "--dirty" },
        { "finetuning.md", new FineTuningOptions(), "Default" },
        { "fine-pruning.md", new FinePruningOptions(), "Default" },
        { "mode-connectivity.md", new ModeConnectivityOptions(), "Default" },
        { "mesa.md", new MesaOptions(), "Default" },
        { "mixup.md", new MixupOptions(), "Default" },
        { "cutout.md", new CutoutOptions(), "Default" },
        { "finetuning.md", new TrainingRecipe(), "paper" },
        { "finetuning.md", TrainingRecipe.AuthorsCode, "authors-code" },
        { "finetuning.md", TrainingRecipe.Scratch, "scratch" },
        { "finetuning.md", new SgdOptions(), "paper" },
        { "finetuning.md", TrainingRecipe.AuthorsCode.Sgd, "authors-code" },
        { "finetuning.md", TrainingRecipe.Scratch.Sgd, "scratch" },
        { "finetuning.md", new Augmentation(), "paper" },
        { "finetuning.md", TrainingRecipe.AuthorsCode.Augmentation, "authors-code" },
        { "finetuning.md", TrainingRecipe.Scratch.Augmentation, "scratch" },
    };

    [Theory]
    [MemberData(nameof(Documented), DisableDiscoveryEnumeration = true)]
    public void Every_option_has_a_row_with_its_default_and_its_source(string page, object options, string column)
    {
        List<Dictionary<string, string>> rows = Rows(page, options.GetType().Name);
        PropertyInfo[] properties =
            [.. options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite)];
        foreach (PropertyInfo property in properties)
        {
            string name = $"{options.GetType().Name}.{property.Name}";
            Dictionary<string, string>? row = rows.Find(r => Names(r).Contains(property.Name));
            Assert.True(row is not null, $"docs/methods/{page} has no row for {name}");
            Assert.True(
                row.TryGetValue(column, out string? stated) && stated.Length > 0,
                $"docs/methods/{page} states no value for {name} in its column '{column}'");
            Assert.True(
                row["Source"].Contains('[') || row["Source"].Contains("our choice", StringComparison.Ordinal),
                $"docs/methods/{page} gives no source for {name}");
            // The rows of declared settings are compared whole.
            if (Declared.Any(d => d.Data.Item2 == options.GetType().Name && d.Data.Item3.Any(s => s.Property == property.Name))) continue;
            if (Expected(property.GetValue(options)) is { } value)
                Assert.True(Same(value, stated), $"{name} is {value}, but docs/methods/{page} says {stated}");
        }

        string[] known = [.. properties.Select(p => p.Name)];
        Assert.All(rows, row => Assert.Contains(Names(row)[0], known));
    }

    /// <summary>Page, record, and the rows that its declared settings make, by property.</summary>
    public static TheoryData<string, string, (string Property, string Row)[]> Declared =>
    [
        Of("nad.md", NadOptions.Settings, new NadOptions()),
        Of("auto.md", AutoOptions.Settings, new AutoOptions()),
        Of("fine-pruning.md", FinePruningOptions.Settings, new FinePruningOptions()),
        Of("mesa.md", MesaOptions.Settings, new MesaOptions()),
        Of("mode-connectivity.md", ModeConnectivityOptions.Settings, new ModeConnectivityOptions()),
        Of("finetuning.md", FineTuningOptions.Settings, new FineTuningOptions()),
        Of("badnets.md", [.. AttackSettings.Common<BadNetsOptions>(), .. BadNetsOptions.Settings], new BadNetsOptions()),
        Of("trojan.md", [.. AttackSettings.Common<TrojanOptions>(), .. TrojanOptions.Settings], new TrojanOptions()),
        Of("blend.md", [.. AttackSettings.Common<BlendOptions>(), .. BlendOptions.Settings], new BlendOptions()),
        Of("clean-label.md", [.. AttackSettings.Common<CleanLabelOptions>(), .. CleanLabelOptions.Settings], new CleanLabelOptions()),
        Of("sig.md", [.. AttackSettings.Common<SigOptions>(), .. SigOptions.Settings], new SigOptions()),
        Of(
            "refool.md",
            [.. AttackSettings.Common<RefoolOptions>("our choice; [P] 0 and 0.08"), .. RefoolOptions.Settings],
            new RefoolOptions(),
            RefoolOptions.Dirty),
        Of("attacks.md", [.. AttackSettings.Common<CustomOptions>(), .. CustomOptions.Settings], new CustomOptions()),
    ];

    [Theory]
    [MemberData(nameof(Declared), DisableDiscoveryEnumeration = true)]
    public void The_rows_of_declared_settings_are_those_of_the_declarations(
        string page, string type, (string Property, string Row)[] settings)
    {
        // NAD_UPDATE_EXPECTATIONS=1 writes the rows anew, as ./dev docs --write does.
        if (Environment.GetEnvironmentVariable("NAD_UPDATE_EXPECTATIONS") == "1") WriteRows(page, type, settings);
        List<string> lines = [.. File.ReadAllLines(Page(Path.Combine("methods", page)))];
        (int start, int end) = Table(lines, page, type);
        Assert.NotEmpty(settings);
        Assert.All(settings, s => Assert.Contains(s.Row, lines[start..end]));
    }

    [Fact]
    public void Every_family_of_errors_has_a_heading()
    {
        string[] headings =
            [.. File.ReadLines(Page("errors.md")).Where(l => l.StartsWith("## ", StringComparison.Ordinal)).Select(l => l[3..].Trim())];
        Type[] families = [.. new[] { typeof(NadException).Assembly, typeof(TrainingFailedException).Assembly }
            .SelectMany(a => a.GetExportedTypes())
            .Where(typeof(NadException).IsAssignableFrom)];
        Assert.True(families.Length >= 5);
        Assert.All(families, f => Assert.Contains(f.Name, headings));
    }

    // What the cell must say; null where the value is no plain number, switch, word or schedule (a nested record has a table of its own).
    private static string? Expected(object? value) => value switch
    {
        bool on => on ? "on" : "off",
        Enum word => word.ToString(),
        LearningRateSchedule schedule => schedule.ToString(),
        IEnumerable list and not string when list.Cast<object>().All(i => i is IFormattable) => list.Cast<object>().Any()
            ? string.Join(", ", list.Cast<IFormattable>().Select(n => n.ToString(null, CultureInfo.InvariantCulture)))
            : null,
        int or double => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };

    private static bool Same(string value, string stated) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? double.TryParse(stated, NumberStyles.Float, CultureInfo.InvariantCulture, out double said) && said.Equals(number)
            : string.Equals(value, stated, StringComparison.OrdinalIgnoreCase);

    // The words in backticks of the first column: the property, then its command-line options.
    private static string[] Names(Dictionary<string, string> row) => [.. row["Option"].Split('`').Where((_, i) => i % 2 == 1)];

    private static TheoryDataRow<string, string, (string Property, string Row)[]> Of<T>(
        string page, IReadOnlyList<Setting<T>> settings, params T[] columns) =>
        new(page, typeof(T).Name, [.. settings.Select(s => (s.Property, s.PageRow(columns)))]);

    // A row takes the place of the one of its property; a new one stands at the end.
    private static void WriteRows(string page, string type, (string Property, string Row)[] settings)
    {
        string path = Page(Path.Combine("methods", page));
        List<string> lines = [.. File.ReadAllLines(path)];
        foreach ((string property, string row) in settings)
        {
            (int start, int end) = Table(lines, page, type);
            int at = lines.FindIndex(start, end - start, l => l.StartsWith($"| `{property}`", StringComparison.Ordinal));
            if (at < 0) lines.Insert(end, row);
            else lines[at] = row;
        }

        File.WriteAllText(path, string.Join('\n', lines) + "\n");
    }

    // The lines of the table below the heading that names the type in backticks.
    private static (int Start, int End) Table(List<string> lines, string page, string type)
    {
        int heading = lines.FindIndex(l => l.StartsWith('#') && l.Contains($"`{type}`", StringComparison.Ordinal));
        Assert.True(heading >= 0, $"docs/methods/{page} has no heading with `{type}`");
        int start = lines.FindIndex(heading, l => l.StartsWith('|'));
        int end = lines.FindIndex(start, l => !l.StartsWith('|'));
        return (start, end < 0 ? lines.Count : end);
    }

    // The table below the heading that names the type in backticks, as one dictionary of cells for each row.
    private static List<Dictionary<string, string>> Rows(string page, string type)
    {
        string[][] lines = [.. File.ReadLines(Page(Path.Combine("methods", page)))
            .SkipWhile(l => !(l.StartsWith('#') && l.Contains($"`{type}`", StringComparison.Ordinal)))
            .Skip(1)
            .TakeWhile(l => !l.StartsWith('#'))
            .Where(l => l.StartsWith('|'))
            .Select(l => l.Trim().Trim('|').Split('|', StringSplitOptions.TrimEntries))];
        Assert.True(lines.Length > 2, $"docs/methods/{page} has no table below a heading with `{type}`");
        Assert.All(lines, l => Assert.Equal(lines[0].Length, l.Length));
        return [.. lines.Skip(2).Select(cells => lines[0].Zip(cells).ToDictionary(c => c.First, c => c.Second))];
    }

    private static string Page(string name) => Path.Combine(TestData.Repository, "docs", name);
}
