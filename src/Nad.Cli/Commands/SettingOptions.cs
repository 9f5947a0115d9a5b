using System.CommandLine;

namespace Nad.Cli.Commands;

/// <summary>The options of declared settings: their help, and what was typed.</summary>
/// <typeparam name="T">The record of options.</typeparam>
internal sealed class SettingOptions<T>
{
    private readonly (Setting<T> Setting, Option Option, Func<ParseResult, string?> Typed)[] all;

    /// <param name="settings">Those without an option of their own are left out.</param>
    /// <param name="defaults">What they are unless they are given; help says so.</param>
    public SettingOptions(IEnumerable<Setting<T>> settings, T defaults) =>
        all = [.. settings.Where(s => s is { Option: not null, IsShared: false }).Select(s => Make(s, Help(s, defaults)))];

    public IReadOnlyList<Option> All => [.. all.Select(o => o.Option)];

    /// <summary>The options with what departs from them.</summary>
    /// <exception cref="NadException">A value outside its range, or a setting that has no effect beside the others.</exception>
    public T Read(T options, ParseResult parsed)
    {
        (Setting<T> Setting, Option Option, Func<ParseResult, string?> Typed)[] given =
            [.. all.Where(o => parsed.GetResult(o.Option) is { Implicit: false })];
        foreach ((Setting<T> setting, _, Func<ParseResult, string?> typed) in given) options = setting.Read(options, typed(parsed)!);
        return Array.Find(given, o => o.Setting.Idle is not null && !o.Setting.Acts(options)) is ({ } idle, _, _)
            ? throw new NadException($"{idle.Option} {idle.Idle}")
            : options;
    }

    private static string Help(Setting<T> setting, T defaults) =>
        setting.IsSwitch || setting.IsRequired
            ? $"{setting.Explanation}."
            : $"{setting.Explanation}. Default: {setting.Default ?? setting.Typed(defaults)}.";

    // A switch stands alone; everything else has a value.
    private static (Setting<T> Setting, Option Option, Func<ParseResult, string?> Typed) Make(Setting<T> setting, string help)
    {
        if (setting.IsSwitch)
        {
            Option<bool> flag = new(setting.Option!) { Description = help };
            return (setting, flag, parsed => parsed.GetValue(flag) ? "on" : "off");
        }

        Option<string?> option = new(setting.Option!) { HelpName = setting.Placeholder, Description = help, Required = setting.IsRequired };
        if (setting.Words.Count > 0) option.CompletionSources.Add([.. setting.Words]);
        return (setting, option, parsed => parsed.GetValue(option));
    }
}
