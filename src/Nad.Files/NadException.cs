namespace Nad;

/// <summary>
/// Something a user can mend: the message says in one line what is needed, what was found and what to do.
/// The command line prints it and exits with code 2; anything that is not a <see cref="NadException"/> is our bug.
/// </summary>
public class NadException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>
    /// The same kind of error, its message preceded by the file: parsers see bytes, not names, but the user needs to know which file it
    /// was.
    /// </summary>
    public NadException In(string file)
    {
        string named = $"{Printable.Of(file)}: {Message}";
        return this switch
        {
            RefusedFileException => new RefusedFileException(named, this),
            DamagedFileException => new DamagedFileException(named, this),
            UnsupportedInputException => new UnsupportedInputException(named, this),
            _ => new NadException(named, this),
        };
    }
}

/// <summary>The file is of a known format but its content is broken: truncated, inconsistent, or a checksum is wrong.</summary>
public sealed class DamagedFileException(string message, Exception? inner = null) : NadException(message, inner);

/// <summary>The file or the request is well-formed, but of a kind that this program does not handle; the kind found is named.</summary>
public sealed class UnsupportedInputException(string message, Exception? inner = null) : NadException(message, inner);

/// <summary>The file asks for something a data file must never ask for (a call, an import); what it asked for is named.</summary>
public sealed class RefusedFileException(string message, Exception? inner = null) : NadException(message, inner);
