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
        PropertyInfo[] properties = [.. options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite)];
        foreach (PropertyInfo property in properties)
        {
            string name = $"{options.GetType().Name}.{property.Name}";
            Dictionary<string, string>? row = rows.Find(r => Names(r).Contains(property.Name));
            Assert.True(row is not null, $"docs/methods/{page} has no row for {name}");
            Assert.True(row.TryGetValue(column, out string? stated) && stated.Length > 0, $"docs/methods/{page} states no value for {name} in its column '{column}'");
            Assert.True(row["Source"].Contains('[') || row["Source"].Contains("our choice", StringComparison.Ordinal), $"docs/methods/{page} gives no source for {name}");
            if (Expected(property.GetValue(options)) is { } value) Assert.True(Same(value, stated), $"{name} is {value}, but docs/methods/{page} says {stated}");
        }

        string[] known = [.. properties.Select(p => p.Name)];
        Assert.All(rows, row => Assert.Contains(Names(row)[0], known));
    }

    /// <summary>Page, record and declared settings as property, option and range.</summary>
    public static TheoryData<string, string, (string Property, string? Option, string Range)[]> Declared => new()
    {
        { "nad.md", nameof(NadOptions), [.. NadOptions.Settings.Select(s => (s.Property, s.Option, s.Range))] },
        { "auto.md", nameof(AutoOptions), [.. AutoOptions.Settings.Select(s => (s.Property, s.Option, s.Range))] },
        { "fine-pruning.md", nameof(FinePruningOptions), [.. FinePruningOptions.Settings.Select(s => (s.Property, s.Option, s.Range))] },
        { "mesa.md", nameof(MesaOptions), [.. MesaOptions.Settings.Select(s => (s.Property, s.Option, s.Range))] },
        { "mode-connectivity.md", nameof(ModeConnectivityOptions), [.. ModeConnectivityOptions.Settings.Select(s => (s.Property, s.Option, s.Range))] },
        { "finetuning.md", nameof(FineTuningOptions), [.. FineTuningOptions.Settings.Select(s => (s.Property, s.Option, s.Range))] },
    };

    [Theory]
    [MemberData(nameof(Declared), DisableDiscoveryEnumeration = true)]
    public void A_declared_setting_has_its_option_on_its_page(string page, string type, (string Property, string? Option, string Range)[] settings)
    {
        List<Dictionary<string, string>> rows = Rows(page, type);
        foreach ((string property, string? option, _) in settings.Where(s => s.Option is not null))
        {
            Dictionary<string, string>? row = rows.Find(r => Names(r).Contains(property));
            Assert.True(row is not null && Names(row).Contains(option), $"docs/methods/{page} does not name {option} beside {property}");
        }

        Assert.All(settings, s => Assert.NotEmpty(s.Range));
    }

    [Fact]
    public void Every_family_of_errors_has_a_heading()
    {
        string[] headings = [.. File.ReadLines(Page("errors.md")).Where(l => l.StartsWith("## ", StringComparison.Ordinal)).Select(l => l[3..].Trim())];
        Type[] families = [.. new[] { typeof(NadException).Assembly, typeof(TrainingFailedException).Assembly }.SelectMany(a => a.GetExportedTypes()).Where(typeof(NadException).IsAssignableFrom)];
        Assert.True(families.Length >= 5);
        Assert.All(families, f => Assert.Contains(f.Name, headings));
    }

    // What the cell must say; null where the value is no plain number, switch, word or schedule (a nested record has a table of its own).
    private static string? Expected(object? value) => value switch
    {
        bool on => on ? "on" : "off",
        Enum word => word.ToString(),
        LearningRateSchedule schedule => schedule.ToString(),
        IEnumerable list and not string when list.Cast<object>().All(i => i is IFormattable) => list.Cast<object>().Any() ? string.Join(", ", list.Cast<IFormattable>().Select(n => n.ToString(null, CultureInfo.InvariantCulture))) : null,
        int or double => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };

    private static bool Same(string value, string stated) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? double.TryParse(stated, NumberStyles.Float, CultureInfo.InvariantCulture, out double said) && said.Equals(number)
            : string.Equals(value, stated, StringComparison.OrdinalIgnoreCase);

    // The words in backticks of the first column: the property, then its command-line options.
    private static string[] Names(Dictionary<string, string> row) => [.. row["Option"].Split('`').Where((_, i) => i % 2 == 1)];

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
