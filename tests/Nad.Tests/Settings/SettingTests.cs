using System.Text.Json.Nodes;
using Nad.Attacks;
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
        Holds([.. BadNetsOptions.Settings, .. AttackSettings.Common<BadNetsOptions>()], new BadNetsOptions());
        Holds([.. BlendOptions.Settings, .. AttackSettings.Common<BlendOptions>()], new BlendOptions());
        Holds([.. CleanLabelOptions.Settings, .. AttackSettings.Common<CleanLabelOptions>()], new CleanLabelOptions());
        Holds(
            [.. CustomOptions.Settings, .. AttackSettings.Common<CustomOptions>()],
            new CustomOptions { Picture = "mark.png", Place = (2, -3) });
        Holds([.. RefoolOptions.Settings, .. AttackSettings.Common<RefoolOptions>()], new RefoolOptions { Kind = ReflectionKind.InFocus });
        Holds([.. SigOptions.Settings, .. AttackSettings.Common<SigOptions>()], new SigOptions());
        Holds([.. TrojanOptions.Settings, .. AttackSettings.Common<TrojanOptions>()], new TrojanOptions { Picture = "square.npz" });
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
        Assert.Contains(
            "'students' must be 1 to 10, but is 11", Assert.Throws<NadException>(wrong.Validate).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_of_attacks_name_cells_by_the_words_that_they_had_before()
    {
        string[] words =
        [
            .. new AttackOptions[]
            {
                new BadNetsOptions { Variant = BadNetsVariant.FourCorner }, new BlendOptions(), new CleanLabelOptions(), new SigOptions(),
                RefoolOptions.Dirty, new TrojanOptions(), new TrojanOptions { Picture = "a/b.npz", Mode = PictureMode.AddWrap },
            }.Select(a => string.Join("; ", a.Rows().Select(r => $"{r.Name} {r.Value}"))),
        ];

        Assert.Equal(
        [
            "variant FourCorner; all to all off; low 0; alpha 1",
            "alpha 0.2; gray off",
            "epsilon 0.15; step size 0.0058823529411764705; pgd steps 100; four corner off; basis Dataset",
            "amplitude 20; frequency 6; authors mask off; basis Dataset",
            "dirty label on; basis Dataset; kind ghost or out of focus; ghost rate 0.49; candidates 40; kept 8; rounds 3; trial rate 0.4",
            "neurons 2; activation 100; steps 1000; learning rate 0.1; mode Blend",
            "picture b.npz; mode AddWrap",
        ], words);
    }

    [Fact]
    public void Values_are_typed()
    {
        Assert.Equal(["3", "0.25", "true", "[1,2.5]", "\"a \\u0022word\\u0022\"", "\"NaN\""],
            new OptionRow[]
            {
                new("n", 3),
                new("n", 0.25),
                new("n", true),
                new("n", [1, 2.5]),
                new("n", "a \"word\""),
                new("n", double.NaN)
            }
                .Select(r => r.Json));
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
            if (setting.Option is null || setting.Typed(defaults) is "all") continue;
            // As commas alone stand between typed numbers.
            T read = setting.Read(defaults, setting.Typed(defaults).Replace(", ", ",", StringComparison.Ordinal));
            Assert.Equal(setting.Row(defaults), setting.Row(read));
        }
    }
}
