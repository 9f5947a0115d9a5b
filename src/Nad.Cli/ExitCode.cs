namespace Nad.Cli;

/// <summary>What the program tells a script when it ends; docs/errors.md has the same table.</summary>
internal static class ExitCode
{
    /// <summary>All of them, for help.</summary>
    public const string Explained = "Exit codes: 0 done; 1 done, and the verdict is negative; 2 a mistake, which is told in one line; 3 a "
        + "training that failed; 130 stopped.";

    /// <summary>What was asked for was done, and holds.</summary>
    public const int Done = 0;

    /// <summary>It was done, and the verdict is negative: not erased, changed, not the same, unknown.</summary>
    public const int Negative = 1;

    /// <summary>
    /// A mistake in words, files or data, or a machine that could not go on; of <c>nad inspect</c> also a file that is refused.
    /// </summary>
    public const int Mistake = 2;

    /// <summary>A training that failed: it would fail again.</summary>
    public const int Failed = 3;

    /// <summary>Of <c>nad audit</c>: there is no verdict.</summary>
    public const int Inconclusive = 3;

    /// <summary>Ended by Ctrl-C or a request to terminate.</summary>
    public const int Stopped = 130;
}
