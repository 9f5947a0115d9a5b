using System.CommandLine;

namespace Nad.Cli.Commands;

/// <summary>The options of declared settings: their help, and what was typed.</summary>
/// <typeparam name="T">The record of options.</typeparam>
internal sealed class SettingOptions<T>
{
    private readonly (Setting<T> Setting, Option<string?> Option)[] all;

    /// <param name="settings">Those without an option are left out.</param>
    /// <param name="defaults">What they are unless they are given; help says so.</param>
    /// <param name="owner">Name in front of the help, for options of one method alone; null for none.</param>
    public SettingOptions(IEnumerable<Setting<T>> settings, T defaults, string? owner = null) => all =
    [
        .. from s in settings
           where s.Option is not null
           select (s, new Option<string?>(s.Option!) { HelpName = s.Placeholder, Description = Help(s, defaults, owner) }),
    ];

    private static string Help(Setting<T> setting, T defaults, string? owner) =>
        $"{(owner is null ? "" : $"{owner}: ")}{setting.Meaning}: {setting.Range}. Default: {setting.Typed(defaults)}.";

    public IReadOnlyList<Option> All => [.. all.Select(o => o.Option)];

    /// <summary>The options with what departs from them.</summary>
    /// <exception cref="NadException">A value outside its range.</exception>
    public T Read(T options, ParseResult parsed)
    {
        foreach ((Setting<T> setting, Option<string?> option) in all)
        {
            if (parsed.GetValue(option) is { } text) options = setting.Read(options, text);
        }

        return options;
    }
}
