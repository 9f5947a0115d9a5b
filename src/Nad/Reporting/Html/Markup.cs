namespace Nad.Reporting;

/// <summary>
/// Text that is markup already. Only what was written by a <see cref="MarkupWriter"/>, and parts of this program, can be: no text of a file
/// or an option ever is.
/// </summary>
internal sealed class Markup
{
    private readonly string text;

    private Markup(string text) => this.text = text;

    /// <summary>What an HTML page begins with.</summary>
    public static Markup Doctype { get; } = new("<!DOCTYPE html>");

    /// <summary>The end of a file.</summary>
    public static Markup LineEnd { get; } = new("\n");

    /// <summary>What <paramref name="write"/> writes.</summary>
    public static Markup Of(Action<MarkupWriter> write)
    {
        using StringWriter output = new(System.Globalization.CultureInfo.InvariantCulture);
        write(new MarkupWriter(output));
        return new Markup(output.ToString());
    }

    /// <summary>A file that was built into this program.</summary>
    /// <param name="name">Name of the resource.</param>
    public static Markup OfResource(string name)
    {
        using Stream stream = typeof(Markup).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is missing from the assembly.");
        using StreamReader reader = new(stream);
        return new Markup(reader.ReadToEnd());
    }

    /// <inheritdoc/>
    public override string ToString() => text;
}
