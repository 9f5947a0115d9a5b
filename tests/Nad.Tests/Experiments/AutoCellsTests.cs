using System.Text.Json.Nodes;
using Nad.Defenses;
using Nad.Experiments;
using Nad.TestSupport;

namespace Nad.Tests.Experiments;

/// <summary>Cells that were stored when auto was a preset of NAD are found by what it is called now.</summary>
public sealed class AutoCellsTests
{
    [Fact]
    public void Stored_cells_of_auto_have_the_settings_of_today()
    {
        JsonNode[] stored = [.. Stored("NAD, auto on ")];
        Assert.NotEmpty(stored);
        string now = Text(AutoCells.Settings(new AutoOptions()));
        Assert.All(stored, settings => Assert.Equal(now, Text(settings)));
    }

    [Fact]
    public void A_setting_that_is_not_at_its_default_makes_another_cell()
    {
        AutoOptions usual = new();
        AutoOptions[] others =
        [
            usual with { Tuned = new FineTuningOptions() }, usual with { MaxRateDrop = 0.2 }, usual with { MinGain = 0 },
            usual with { GentlerRates = 0 }, usual with { Outputs = null }, usual with { TeacherOutputs = 1 },
            usual with { Steps = [new(5000, 1)] }, usual with { MaxDrop = 0.1 }, usual with { TeacherErrors = 2 },
            usual with { Ruined = 0.2 }, usual with { RelativeDrop = 0.1 }, usual with { Students = 1 }, usual with { GivenShare = 0 },
            usual with { MirrorHoldOut = false }, usual with { Recipe = usual.Recipe with { Epochs = 7 } },
            usual with { TeacherRecipe = usual.Recipe },
        ];
        string[] keys = [.. others.Prepend(usual).Select(o => Text(AutoCells.Settings(o)))];
        Assert.Equal(keys.Length, keys.Distinct().Count());
    }

    private static IEnumerable<JsonNode> Stored(string title) =>
        Directory.EnumerateFiles(Path.Combine(TestData.Repository, "docs", "results", "cells"), "defense-*.json")
            .Select(f => JsonNode.Parse(File.ReadAllText(f))!)
            .Where(c => ((string)c["title"]!).StartsWith(title, StringComparison.Ordinal))
            .Select(c => c["key"]!["settings"]!);

    private static string Text(JsonNode settings) => Cell.Canonical(settings).ToJsonString();
}
