using System.CommandLine;
using Nad.Cli.Help;

namespace Nad.Cli.Commands;

/// <summary>In which form a result is printed. Every form but text has standard output for itself.</summary>
/// <param name="forms">Beside text, such as json and sarif.</param>
internal sealed class FormatOption(params string[] forms)
{
    public const string Text = "text", Json = "json", Sarif = "sarif", Html = "html";

    private readonly Option<string> option = new("--format")
    {
        HelpName = "NAME",
        Description = $"What is printed: text{string.Concat(forms.Select((f, i) => $"{(i < forms.Length - 1 ? "," : " or")} {Told(f)}"))}.",
        DefaultValueFactory = _ => Text,
    };

    public void AddTo(Command command) => command.AddGroup("Run", option);

    /// <summary>The form that is asked for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="json">Whether <c>--json</c> is given, which asks for the same as json here.</param>
    /// <exception cref="NadException">No such form, or two are asked for.</exception>
    public string Read(ParseResult parsed, bool json)
    {
        string form = Words.OneOf(option.Name, parsed.GetValue(option)!, [Text, .. forms]);
        if (json && form is not (Text or Json))
            throw new NadException($"Give --json or --format {form}, not both: each is all that is printed.");
        return json ? Json : form;
    }

    private static string Told(string form) => form switch { Sarif => "sarif (SARIF 2.1.0)", Html => "html (the page)", _ => form };
}
