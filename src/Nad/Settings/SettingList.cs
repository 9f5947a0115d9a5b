namespace Nad;

/// <summary>What holds for all settings of a record of options.</summary>
public static class SettingList
{
    /// <summary>Rows of those that have an effect, in order.</summary>
    public static IReadOnlyList<OptionRow> Rows<T>(this IReadOnlyList<Setting<T>> settings, T options)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return [.. settings.Where(s => s.Acts(options)).Select(s => s.Row(options))];
    }

    /// <summary>Checks every range.</summary>
    /// <exception cref="NadException">A value is outside it.</exception>
    public static void Check<T>(this IReadOnlyList<Setting<T>> settings, T options)
    {
        ArgumentNullException.ThrowIfNull(settings);
        foreach (Setting<T> setting in settings) setting.Check(options);
    }
}
