namespace Nad.Reporting;

/// <summary>Side to which a column of text is set.</summary>
public enum TextAlign
{
    /// <summary>Words.</summary>
    Left,

    /// <summary>Numbers.</summary>
    Right,
}
