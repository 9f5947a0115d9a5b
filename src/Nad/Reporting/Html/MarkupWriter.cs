using System.Text;

namespace Nad.Reporting;

/// <summary>
/// Writes markup that is both HTML and well-formed XML. Texts and attribute values are escaped here and nowhere else, so nothing
/// from a file name, a class name or an option can become markup.
/// </summary>
internal sealed class MarkupWriter(TextWriter output)
{
    // No line break before these: white space would show inside a sentence.
    private static readonly HashSet<string> Inline = ["b", "code", "em", "span", "strong", "sub", "tspan", "time", "title"];

    /// <summary>Opens an element; disposing the result closes it. An attribute whose value is null is left out.</summary>
    public Element Open(string tag, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Start(tag, attributes);
        output.Write('>');
        return new Element(this, tag);
    }

    /// <summary>An element with nothing but text in it.</summary>
    public void Leaf(string tag, string text, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        using (Open(tag, attributes)) Text(text);
    }

    /// <summary>
    /// An element without content. Only for HTML's void elements (img, meta) and SVG shapes: HTML ignores the slash elsewhere.
    /// </summary>
    public void Empty(string tag, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Start(tag, attributes);
        output.Write(" />");
    }

    /// <summary>Escaped text.</summary>
    public void Text(string text) => output.Write(Escape(text));

    /// <summary>What is markup already, as it stands.</summary>
    public void Write(Markup markup) => output.Write(markup.ToString());

    private void Close(string tag)
    {
        output.Write("</");
        output.Write(tag);
        output.Write('>');
    }

    private void Start(string tag, ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        if (!Inline.Contains(tag)) output.Write('\n');
        output.Write('<');
        output.Write(tag);
        foreach ((string name, string? value) in attributes)
        {
            if (value is null) continue;
            output.Write(' ');
            output.Write(name);
            output.Write("=\"");
            output.Write(Escape(value));
            output.Write('"');
        }
    }

    private static string Escape(string text)
    {
        StringBuilder escaped = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '"' => escaped.Append("&quot;"),
                '\'' => escaped.Append("&#39;"),
                _ => escaped.Append((Forbidden(rune.Value) ? Rune.ReplacementChar : rune).ToString()),
            };
        }

        return escaped.ToString();
    }

    // Controls are not XML. Marks that turn the writing direction could make "gpj.exe" read as "exe.jpg" in a table of files.
    private static bool Forbidden(int c) => c is (< ' ' and not ('\t' or '\n' or '\r')) or (>= 0x7F and <= 0x9F)
        or 0x200E or 0x200F or 0x061C or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0xFFFE or 0xFFFF;

    /// <summary>An open element.</summary>
    internal readonly struct Element(MarkupWriter writer, string tag) : IDisposable
    {
        /// <summary>Closes the element.</summary>
        public void Dispose() => writer.Close(tag);
    }
}
