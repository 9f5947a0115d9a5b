namespace Nad.Cli.Tests.Survival;

/// <summary>How a process is brought to its end.</summary>
internal enum Blow
{
    /// <summary>SIGKILL at a random time.</summary>
    Kill,

    /// <summary>SIGKILL between writing and renaming a file, as a power failure would.</summary>
    PowerFailure,

    /// <summary>SIGINT at a random time.</summary>
    Interrupt,

    /// <summary>SIGTERM at a random time.</summary>
    Terminate,

    /// <summary>No file may grow beyond a random size; stands for a full disk.</summary>
    NoSpace,

    /// <summary>A random limit of address space.</summary>
    NoMemory,
}
