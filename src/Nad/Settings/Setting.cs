using System.Text.RegularExpressions;

namespace Nad;

/// <summary>
/// A setting of a record of options, declared once. From the declaration come its option on the command line with help and range check, its
/// row in reports, its typed value in
/// <c>result.json</c> and in the identity of a run, and what its page must say.
/// </summary>
/// <typeparam name="TOptions">The record.</typeparam>
public abstract class Setting<TOptions>
{
    private static readonly Regex OptionWord = new("--[a-z][a-z0-9-]*");

    private protected Setting(string property, string name, string meaning) => (Property, Name, Meaning) = (property, name, meaning);

    /// <summary>The property that holds it, such as <c>GivenShare</c>.</summary>
    public string Property { get; }

    /// <summary>Its name in reports, such as <c>given share</c>.</summary>
    public string Name { get; }

    /// <summary>What it means, in words that can stand alone in a line of help.</summary>
    public string Meaning { get; }

    /// <summary>Its option on the command line, such as <c>--given-share</c>; null for none.</summary>
    public string? Option { get; init; }

    /// <summary>What stands for its value in help.</summary>
    public string Placeholder { get; init; } = "N";

    /// <summary>A short note for the report; null for none.</summary>
    public string? Note { get; init; }

    /// <summary>Where its default comes from, such as <c>[P] table 3</c>; its page says so.</summary>
    public string Source { get; init; } = "our choice";

    /// <summary>What its page says beyond meaning and range; null for nothing.</summary>
    public string? Details { get; init; }

    /// <summary>Its default in words, if one value does not tell it, such as <c>0 (128 for centre)</c>; null for the value.</summary>
    public string? Default { get; init; }

    /// <summary>Whether a command cannot do without it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Whether its option belongs to several records; the command line then declares it once for all.</summary>
    public bool IsShared { get; init; }

    /// <summary>Meaning and range in one sentence, without its full stop.</summary>
    public string Explanation => IsSwitch || IsRequired ? Meaning : $"{Meaning}: {Range}";

    /// <summary>The words that it can be, if they are few; empty for any other value.</summary>
    public abstract IReadOnlyList<string> Words { get; }

    /// <summary>Whether it has an effect beside the others; one that has none is not shown. Default: always.</summary>
    public Func<TOptions, bool> Acts { get; init; } = _ => true;

    /// <summary>What the user is told who gives it where it has no effect; null to let that pass.</summary>
    public string? Idle { get; init; }

    /// <summary>Whether it is on or off, so that its option stands without a value.</summary>
    public abstract bool IsSwitch { get; }

    /// <summary>In words, to stand behind "must be".</summary>
    public abstract string Range { get; }

    /// <summary>Its row.</summary>
    public abstract OptionRow Row(TOptions options);

    /// <summary>Its row in the table of its page: names, the values of each column, what it means, source.</summary>
    /// <param name="columns">The options of each column of values.</param>
    public string PageRow(params IReadOnlyList<TOptions> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        string names = Option is null ? $"`{Property}`" : $"`{Property}`, `{Option}`";
        string values = string.Join(" | ", columns.Select((options, i) => i == 0 && Default is not null ? Default : Typed(options)));
        string meaning = $"{char.ToLowerInvariant(Explanation[0])}{Explanation[1..]}{(Details is null ? "" : $"; {Details}")}";
        return $"| {names} | {values} | {OptionWord.Replace(meaning, "`$0`")} | {Source} |";
    }

    /// <summary>Its value as it would be typed.</summary>
    public abstract string Typed(TOptions options);

    /// <summary>The options with what was typed.</summary>
    /// <exception cref="NadException">No value in the range; the message names the option.</exception>
    public abstract TOptions Read(TOptions options, string text);

    /// <summary>Checks the range.</summary>
    /// <exception cref="NadException">The value is outside it.</exception>
    public abstract void Check(TOptions options);
}

/// <summary>A setting with its value.</summary>
/// <typeparam name="TOptions">The record.</typeparam>
/// <typeparam name="TValue">Type of the value.</typeparam>
/// <param name="property">The property that holds it.</param>
/// <param name="name">Its name in reports.</param>
/// <param name="meaning">What it means.</param>
/// <param name="kind">What values it may have.</param>
/// <param name="get">Reads it.</param>
/// <param name="set">The options with another value.</param>
public sealed class Setting<TOptions, TValue>(
    string property, string name, string meaning, ValueKind<TValue> kind, Func<TOptions, TValue> get, Func<TOptions, TValue, TOptions> set)
    : Setting<TOptions>(property, name, meaning)
{
    /// <inheritdoc/>
    public override string Range => kind.Range;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Words => kind.Words;

    /// <inheritdoc/>
    public override bool IsSwitch => typeof(TValue) == typeof(bool);

    /// <inheritdoc/>
    public override OptionRow Row(TOptions options) => kind.Row(Name, get(options), Note);

    /// <inheritdoc/>
    public override string Typed(TOptions options) => kind.Typed?.Invoke(get(options)) ?? Row(options).Value;

    /// <inheritdoc/>
    public override TOptions Read(TOptions options, string text)
    {
        if (!kind.Read(text, out TValue value, out string problem)) throw new NadException($"{Option} {problem}");
        return kind.IsIn(value)
            ? set(options, value)
            : throw new NadException($"{Option} must be {kind.Range}, but is {Printable.Of(text)}.");
    }

    /// <inheritdoc/>
    public override void Check(TOptions options)
    {
        TValue value = get(options);
        if (!kind.IsIn(value))
            throw new NadException($"The setting '{Name}' must be {kind.Range}, but is {kind.Row(Name, value, null).Value}.");
    }
}
