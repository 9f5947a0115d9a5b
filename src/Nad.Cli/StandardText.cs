using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Nad.Cli;

/// <summary>
/// Standard output or standard error. Either may be closed, or lead to a disk that is full now or later: then the first text that cannot be
/// written ends the command as a mistake of the user does, so that a training can be resumed. A reader that has left, as <c>head</c> does,
/// is no mistake: the rest is dropped and the work goes on.
/// </summary>
internal sealed class StandardText : TextWriter
{
    private readonly Func<Stream> open;
    private readonly int descriptor;
    private readonly string name;
    private readonly bool throws;
    private StreamWriter? writer;

    private StandardText(Func<Stream> open, int descriptor, string name, bool isTerminal, bool throws)
        : base(System.Globalization.CultureInfo.InvariantCulture) =>
        (this.open, this.descriptor, this.name, IsTerminal, this.throws) = (open, descriptor, name, isTerminal, throws);

    /// <summary>Whether somebody looks at it now.</summary>
    public bool IsTerminal { get; }

    /// <summary>
    /// Whether text there may be coloured and drawn over: NO_COLOR asks for plain lines, and a dumb terminal has no more.
    /// </summary>
    public bool IsLive =>
        IsTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") != "dumb";

    /// <summary>Why text was lost; null where none was.</summary>
    public LostTextException? Failure { get; private set; }

    public override Encoding Encoding { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    public static StandardText Output() => new(Console.OpenStandardOutput, 1, "standard output", !Console.IsOutputRedirected, throws: true);

    /// <summary>What it cannot say is lost without a word: there is nobody to tell.</summary>
    public static StandardText Errors() => new(Console.OpenStandardError, 2, "standard error", !Console.IsErrorRedirected, throws: false);

    public override void Write(char value) => Try(() => Writer.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => Writer.Write(buffer, index, count));

    public override void Write(string? value) => Try(() => Writer.Write(value));

    public override void WriteLine(string? value) => Try(() => Writer.Write((value ?? "") + "\n"));

    public override void WriteLine() => Write('\n');

    public override void Flush() => Try(() => Writer.Flush());

    // The console of .NET switches a terminal's mode by an escape sequence before the first word.
    private FileStream Plain() => new(new SafeFileHandle(descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);

    private StreamWriter Writer =>
        writer ??= new StreamWriter(IsTerminal && !IsLive ? Plain() : open(), Encoding, 1 << 12) { AutoFlush = true };

    // Text after the first loss is dropped: half of it would mislead.
    private void Try(Action write)
    {
        if (Failure is not null) return;
        try
        {
            write();
        }
        // A stream that is closed, or open for reading only, is told as one that may not be written to.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException or ArgumentException)
        {
            Failure = new LostTextException(
                $"What was printed is lost: {name} cannot be written to "
                    + $"({(e is IOException or ArgumentOutOfRangeException ? AtomicFile.Reason(e) : "it is closed")}).",
                e);
            if (throws) throw Failure;
        }
    }
}

/// <summary>Standard output could not be written.</summary>
internal sealed class LostTextException(string message, Exception inner) : NadException(message, inner)
{
    /// <summary>Whether the user was told.</summary>
    public bool IsTold { get; set; }
}
