namespace Nad.Experiments;

/// <summary>
/// What a command is about to write, and all that it reads: <see cref="OutputGuard"/> compares them before any work is done.
/// </summary>
public sealed record OutputPlan
{
    /// <summary>The option that names the place, such as <c>--out</c>.</summary>
    public string Option { get; init; } = "--out";

    /// <summary>The folder, or where <see cref="IsFile"/> is set the file.</summary>
    public required string Path { get; init; }

    /// <summary>Whether one file is written, and no folder.</summary>
    public bool IsFile { get; init; }

    /// <summary>Every file that the command may write in the folder; a <c>*</c> stands for any characters, a <c>?</c> for one.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Every file and folder that it reads.</summary>
    public IReadOnlyList<InputPlace> Inputs { get; init; } = [];

    /// <summary>Finds an earlier result of this program in the folder; it may be replaced where <see cref="Overwrite"/> is set.</summary>
    public Func<string, FormerResult?> Former { get; init; } = _ => null;

    /// <summary>Whether an earlier result is replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Whether an interrupted run goes on here: what it had put in place already, before it was ended, is no stranger's.</summary>
    public bool IsUnfinished { get; init; }

    /// <summary>Whether an earlier result may stay where it is: the run is to go on, or is that result.</summary>
    public bool Resume { get; init; }
}
