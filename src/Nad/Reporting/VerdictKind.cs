namespace Nad.Reporting;

/// <summary>How the verdict of a report is meant: sets the sign and the colour of its banner.</summary>
public enum VerdictKind
{
    /// <summary>Neither good nor bad: a statement.</summary>
    Neutral,

    /// <summary>The measured numbers are what was hoped for.</summary>
    Good,

    /// <summary>The result is mixed, or an important number could not be measured.</summary>
    Warning,

    /// <summary>The measured numbers are not what was hoped for.</summary>
    Bad,
}
