using System.Text.Json.Nodes;
using Nad.Defenses;

namespace Nad.Tests.Settings;

/// <summary>What holds for every declared setting.</summary>
public sealed class SettingTests
{
    [Fact]
    public void Every_setting_of_every_record_reads_back_what_it_shows()
    {
        Holds(NadOptions.Settings, NadOptions.Paper);
        Holds(AutoOptions.Settings, new AutoOptions());
        Holds(FineTuningOptions.Settings, new FineTuningOptions());
        Holds(ModeConnectivityOptions.Settings, new ModeConnectivityOptions());
        Holds(MesaOptions.Settings, new MesaOptions());
        Holds(FinePruningOptions.Settings, new FinePruningOptions { Ratio = 0.5, LeastAccuracy = 0.5 });
    }

    [Theory]
    [InlineData("--students", "0", "must be 1 to 10")]
    [InlineData("--students", "2.5", "must be a whole number")]
    [InlineData("--given-share", "1", "must be at least 0 and below 1")]
    [InlineData("--given-share", "0,5", "write 0.5")]
    public void What_is_typed_is_refused_with_the_range(string option, string text, string said)
    {
        Setting<AutoOptions> setting = AutoOptions.Settings.Single(s => s.Option == option);
        string message = Assert.Throws<NadException>(() => setting.Read(new AutoOptions(), text)).Message;
        Assert.StartsWith(option, message, StringComparison.Ordinal);
        Assert.Contains(said, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_outside_its_range_is_refused_in_code_too()
    {
        AutoOptions wrong = new() { Students = 11 };
        Assert.Contains("'students' must be 1 to 10, but is 11", Assert.Throws<NadException>(wrong.Validate).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_are_typed()
    {
        Assert.Equal(["3", "0.25", "true", "[1,2.5]", "\"a \\u0022word\\u0022\"", "\"NaN\""],
            new OptionRow[] { new("n", 3), new("n", 0.25), new("n", true), new("n", [1, 2.5]), new("n", "a \"word\""), new("n", double.NaN) }.Select(r => r.Json));
        Assert.Equal("max_rate_drop", new OptionRow("max rate drop", 1).Key);
    }

    private static void Holds<T>(IReadOnlyList<Setting<T>> settings, T defaults)
    {
        Assert.NotEmpty(settings);
        Assert.Equal(settings.Count, settings.Select(s => s.Name).Distinct().Count());
        foreach (Setting<T> setting in settings)
        {
            setting.Check(defaults);
            Assert.NotNull(typeof(T).GetProperty(setting.Property));
            Assert.False(setting.Meaning.EndsWith('.') || setting.Range.Length == 0, setting.Name);
            _ = JsonNode.Parse(setting.Row(defaults).Json);
            if (setting.Option is null || setting.Typed(defaults) == "all") continue;
            // As commas alone stand between typed numbers.
            T read = setting.Read(defaults, setting.Typed(defaults).Replace(", ", ",", StringComparison.Ordinal));
            Assert.Equal(setting.Row(defaults), setting.Row(read));
        }
    }
}
