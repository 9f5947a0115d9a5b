using System.CommandLine;
using System.CommandLine.Parsing;

namespace Nad.Cli.Tests;

/// <summary>One notation of numbers, in every option of every command.</summary>
public sealed class NumberTests : IDisposable
{
    private static readonly Type[] Real = [typeof(double), typeof(double?)],
        Whole = [typeof(int), typeof(int?), typeof(long), typeof(long?)];

    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    /// <summary>What is no number here, and what the message says to write instead; empty where nobody can tell.</summary>
    public static TheoryData<string, string> NoNumbers => new()
    {
        { "0,1", "write 0.1" },
        { "1,5e-3", "write 1.5e-3" },
        { "1,000", "write 1.000 or 1000" },
        { "1,000.5", "write 1000.5" },
        { "1.000,5", "write 1000.5" },
        { "1,000,000", "write 1000000" },
        { "1.000.000", "write 1000000" },
        { "1_000", "write 1000" },
        { "1 000", "write 1000" },
        { "1'000", "write 1000" },
        { "0x10", "write 16" },
        { " 1", "write 1" },
        { "1 ", "write 1" },
        { "1\t", "write 1" },
        { "\u00a01", "write 1" },
        { "+1", "write 1" },
        { "\u22121", "write -1" },
        { "\u0661\u0662", "write 12" },
        { "\uff11", "write 1" },
        { "NaN", "" },
        { "nan", "" },
        { "Infinity", "" },
        { "-inf", "" },
        { "\u221e", "" },
        { "one", "" },
        { "1/2", "" },
        { "50%", "" },
        { "1e", "" },
        { "e5", "" },
        { ".", "" },
        { "1.2.3", "" },
        { "--1", "" },
        { "(1)", "" },
        { "$1", "" },
        { "1e5000000000000", "" },
        { "1f", "" },
        { "1d0", "" },
    };

    [Theory]
    [MemberData(nameof(NoNumbers))]
    public void No_option_of_any_command_takes_another_notation(string text, string hint)
    {
        int seen = 0;
        foreach ((string[] words, Command command) in Catalogue.Commands)
        {
            foreach (Option option in command.Options.Where(o => Real.Contains(o.ValueType) || Whole.Contains(o.ValueType)))
            {
                ParseError error = Assert.Single(
                    Errors(words, $"{option.Name}={text}"), e => e.Message.StartsWith(option.Name + " ", StringComparison.Ordinal));
                Assert.Contains(hint, error.Message, StringComparison.Ordinal);
                seen++;
            }
        }

        // Settings that are declared once are texts here; their own table reads them (Declared_settings_take_no_other_notation).
        Assert.True(seen > 60, $"only {seen} options were tried");
    }

    [Theory]
    [InlineData("auto", "--students", "1,5")]
    [InlineData("auto", "--given-share", "0,05")]
    [InlineData("nad", "--power", "2,5")]
    [InlineData("nad", "--power", "0x2")]
    [InlineData("fine-pruning", "--prune-ratio", "0,1")]
    [InlineData("fine-pruning", "--match-acc", "1e")]
    public void Declared_settings_take_no_other_notation(string method, string option, string text)
    {
        (int code, _, string errors) =
            Cli.RunAsTyped("erase", "--model", "m", "--clean", "synthetic:20", "--out", "o", "--method", method, option, text);
        Assert.Equal(2, code);
        Assert.Contains(option + " ", errors, StringComparison.Ordinal);
        Assert.Contains(text, errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("badnets", "--target", "1,0")]
    [InlineData("badnets", "--rate", "0,1")]
    [InlineData("badnets", "--trigger-low", "0x10")]
    [InlineData("blend", "--alpha", "0,2")]
    [InlineData("cl", "--epsilon", "1e")]
    [InlineData("sig", "--delta", "2O")]
    [InlineData("trojan", "--neurons", "2,5")]
    [InlineData("refool", "--kept", "1_0")]
    public void Declared_settings_of_attacks_take_no_other_notation(string attack, string option, string text)
    {
        (int code, _, string errors) = Cli.RunAsTyped("attack", attack, "--data", "synthetic:20", "--out", "o", option, text);
        Assert.Equal(2, code);
        Assert.Contains(option + " ", errors, StringComparison.Ordinal);
        Assert.Contains(text, errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("007", 7)]
    [InlineData("1e1", 10)]
    [InlineData("2.0", 2)]
    [InlineData("20e-1", 2)]
    [InlineData("-3", -3)]
    public void Every_whole_option_takes_digits_point_and_exponent(string text, long value)
    {
        foreach ((string[] words, Command command) in Catalogue.Commands)
        {
            foreach (Option option in command.Options.Where(o => Whole.Contains(o.ValueType)))
            {
                ParseResult parsed = Parse(words, $"{option.Name}={text}");
                Assert.DoesNotContain(parsed.Errors, e => e.Message.StartsWith(option.Name + " ", StringComparison.Ordinal));
                Assert.Equal(value, Value(parsed, option));
            }
        }
    }

    [Theory]
    [InlineData("0.1", 0.1)]
    [InlineData(".5", 0.5)]
    [InlineData("5.", 5)]
    [InlineData("1e-3", 1e-3)]
    [InlineData("2.5E+2", 250)]
    [InlineData("-0.25", -0.25)]
    public void Every_real_option_takes_digits_point_and_exponent(string text, double value)
    {
        foreach ((string[] words, Command command) in Catalogue.Commands)
        {
            foreach (Option option in command.Options.Where(o => Real.Contains(o.ValueType)))
            {
                ParseResult parsed = Parse(words, $"{option.Name}={text}");
                Assert.DoesNotContain(parsed.Errors, e => e.Message.StartsWith(option.Name + " ", StringComparison.Ordinal));
                Assert.Equal(value, Value(parsed, option));
            }
        }
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("1e-1")]
    [InlineData("1e-40")]
    [InlineData("9223372036854775808")]
    [InlineData("-1e30")]
    [InlineData("1e400")]
    public void No_whole_option_takes_a_part_or_too_much(string text)
    {
        foreach ((string[] words, Command command) in Catalogue.Commands)
        {
            foreach (Option option in command.Options.Where(o => Whole.Contains(o.ValueType)))
            {
                Assert.Single(
                    Errors(words, $"{option.Name}={text}"),
                    e => e.Message.StartsWith(option.Name + " must be a whole number", StringComparison.Ordinal));
            }
        }
    }

    [Theory]
    [InlineData("1e400", "is too large")]
    [InlineData("-1e400", "is too large")]
    [InlineData("1e-400", "is too small")]
    public void No_real_option_takes_what_it_cannot_keep(string text, string said)
    {
        foreach ((string[] words, Command command) in Catalogue.Commands)
        {
            foreach (Option option in command.Options.Where(o => Real.Contains(o.ValueType)))
            {
                Assert.Single(
                    Errors(words, $"{option.Name}={text}"), e => e.Message.StartsWith($"{option.Name} {said}", StringComparison.Ordinal));
            }
        }
    }

    [Theory]
    [InlineData("--beta", "0,5", "write 0.5")]
    [InlineData("--beta", "1;2;3", "numbers with commas")]
    [InlineData("--beta", "500, 1000, 1000", "leave the spaces out")]
    [InlineData("--beta", "500,1000,NaN", "numbers with commas")]
    [InlineData("--beta", "500,,1000", "numbers with commas")]
    [InlineData("--beta", "1e400", "too large")]
    [InlineData("--beta", "1,5", "has a point in it and no comma")]
    [InlineData("--beta", "-1", "at least 0")]
    [InlineData("--threads", "1,0", "write 1.0")]
    [InlineData("--threads", "0x2", "write 2")]
    [InlineData("--threads", "0", "1 to 1024")]
    [InlineData("--threads", "many", "Or write auto")]
    public void Words_of_erase_that_hold_numbers_go_the_same_way(string option, string text, string said) =>
        Refused(
            said, "erase", "--model", Cli.WriteModel(temp.File("m.safetensors")), "--clean", "synthetic:80", "--out", temp.File("out"),
            "--quiet", option, text);

    [Theory]
    [InlineData("--fractions", "0,05", "write 0.05")]
    [InlineData("--fractions", "0.01;0.05", "numbers with commas")]
    [InlineData("--betas", "0,1000", "write 0.1000 for one, or 0.0,1000 for two")]
    [InlineData("--betas", "1e400", "too large")]
    public void Lists_of_reproduce_go_the_same_way(string option, string text, string said) =>
        Refused(said, "reproduce", "figure8", "--data", "synthetic:80", "--out", temp.File("out"), option, text);

    [Theory]
    [InlineData("1.5,2")]
    [InlineData("1;2")]
    [InlineData("1,2,3")]
    [InlineData("1, 2")]
    public void The_place_of_a_picture_is_two_whole_numbers(string text) =>
        Refused(
            "--place must be ROW,COLUMN", "attack", "custom", "--trigger", "p.png", "--data", "synthetic:80", "--out", temp.File("out"),
            "--place", text);

    [Fact]
    public void A_list_keeps_its_commas()
    {
        Assert.True(NumberText.TryList("500,1000,1e3", out double[] values, out _));
        Assert.Equal([500, 1000, 1000], values);
        Assert.True(NumberText.TryList("0,5,10", out values, out _));
        Assert.Equal([0, 5, 10], values);
        Assert.True(NumberText.TryList("0.0,5", out values, out _));
        Assert.Equal([0, 5], values);
    }

    private static ParseResult Parse(string[] words, string more) => Catalogue.Root.Parse([.. words, more]);

    private static double? Value(ParseResult parsed, Option option) => option switch
    {
        Option<int> o => parsed.GetValue(o),
        Option<int?> o => parsed.GetValue(o),
        Option<long> o => parsed.GetValue(o),
        Option<long?> o => parsed.GetValue(o),
        Option<double> o => parsed.GetValue(o),
        Option<double?> o => parsed.GetValue(o),
        _ => throw new InvalidOperationException(option.Name),
    };

    private static IReadOnlyList<ParseError> Errors(string[] words, string more) => Parse(words, more).Errors;

    private void Refused(string said, params string[] arguments)
    {
        (int code, _, string errors) = Cli.Run(arguments);
        Assert.Equal(2, code);
        Assert.Contains(said, errors, StringComparison.Ordinal);
        Assert.Equal(1, errors.Count(c => c == '\n'));
        Assert.False(Directory.Exists(temp.File("out")));
    }
}
