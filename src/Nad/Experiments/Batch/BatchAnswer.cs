namespace Nad.Experiments;

/// <summary>What a command of this program answered.</summary>
/// <param name="Code">Exit code.</param>
/// <param name="Output">What it printed.</param>
/// <param name="Errors">What it complained of.</param>
public sealed record BatchAnswer(int Code, string Output, string Errors)
{
    /// <summary>Exit code of a command that was stopped.</summary>
    public const int Stopped = 130;
}
