using System.CommandLine;
using System.CommandLine.Parsing;

namespace Nad.Cli;

/// <summary>
/// What holds for every option and argument of every command, also of those that are still to be written: numbers are read by
/// <see cref="NumberText"/>, and a word that is empty, as an unset variable leaves it, is a mistake.
/// </summary>
internal static class OptionRules
{
    /// <summary>Applies them to a command and all below it.</summary>
    public static void Apply(Command command)
    {
        foreach (Option option in command.Options)
        {
            option.Validators.Add(result => Filled(result, option.Name, result.Tokens));
            switch (option)
            {
                case Option<int> o: o.CustomParser = r => (int)Whole(r, int.MinValue, int.MaxValue); break;
                case Option<int?> o: o.CustomParser = r => (int)Whole(r, int.MinValue, int.MaxValue); break;
                case Option<long> o: o.CustomParser = r => Whole(r, long.MinValue, long.MaxValue); break;
                case Option<long?> o: o.CustomParser = r => Whole(r, long.MinValue, long.MaxValue); break;
                case Option<double> o: o.CustomParser = r => Real(r); break;
                case Option<double?> o: o.CustomParser = r => Real(r); break;
            }
        }

        foreach (Argument argument in command.Arguments) argument.Validators.Add(result => Filled(result, argument.Name, result.Tokens));
        foreach (Command below in command.Subcommands) Apply(below);
    }

    private static void Filled(SymbolResult result, string name, IReadOnlyList<Token> words)
    {
        if (words.Any(w => string.IsNullOrWhiteSpace(w.Value)))
            result.AddError($"{name} has an empty value, as an unset variable leaves it. Name something, or leave {name} out.");
    }

    private static double Real(ArgumentResult result)
    {
        if (!NumberText.TryReal(result.Tokens[0].Value, out double value, out string problem)) result.AddError(Told(result, problem));
        return value;
    }

    private static long Whole(ArgumentResult result, long least, long most)
    {
        if (!NumberText.TryWhole(result.Tokens[0].Value, out long value, out string problem, least, most))
            result.AddError(Told(result, problem));
        return value;
    }

    private static string Told(ArgumentResult result, string problem) =>
        $"{(result.Parent as OptionResult)?.Option.Name ?? result.Argument.Name} {problem}";
}
