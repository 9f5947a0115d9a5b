using Nad.Torch.Interop;

namespace Nad.Torch;

/// <summary>
/// Operators that are called again and again on the same tensors, such as a training step. On a CUDA device they are done as usual a few
/// times, then recorded as a CUDA graph, and from there on one launch repeats them, without a word between them and the host; elsewhere
/// they are simply done each time.
/// </summary>
/// <remarks>
/// Source of the order (a stream of its own, done before it is recorded): PyTorch's documentation, "CUDA semantics", section CUDA Graphs.
/// </remarks>
public sealed class RepeatedWork : IDisposable
{
    /// <summary>How often the work is done before it is recorded: libraries choose and allocate at their first calls.</summary>
    public const int WarmUps = 3;

    private readonly Action work;
    private nint recorder;
    private int done;
    private bool recorded;

    /// <summary>Prepares to repeat <paramref name="work"/>.</summary>
    /// <param name="work">
    /// Reads and writes tensors that live as long as this; draws no random number, asks the device for none, and decides nothing by their
    /// elements.
    /// </param>
    /// <param name="device">Where the work's tensors are.</param>
    public RepeatedWork(Action work, Device device)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(device);
        this.work = work;
        if (!device.IsCpu && NadBridge.nad_recorder_create(device.Index, out recorder) != 0) Refusal = NadBridge.LastError();
    }

    /// <summary>Why nothing is recorded on a CUDA device; null where it can be, or on the processor.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Does the work once.</summary>
    public void Run()
    {
        if (recorded) Replay();
        else if (recorder == 0 || Refusal is not null) work();
        else if (done++ < WarmUps) Aside(record: false);
        else Record();
    }

    /// <summary>Frees the recording and its memory.</summary>
    public void Dispose()
    {
        if (recorder != 0) NadBridge.Check(NadBridge.nad_recorder_free(recorder), "freeing a recording");
        recorder = 0;
    }

    // Nothing has been done yet when recording fails, so that the work is done as before.
    private void Record()
    {
        try
        {
            Aside(record: true);
            recorded = true;
        }
        catch (TorchException e) when (!Memory.IsLacking(e))
        {
            Refusal = e.Message;
            work();
            return;
        }

        Replay();
    }

    private void Aside(bool record)
    {
        NadBridge.Check(NadBridge.nad_recorder_enter(recorder, record ? 1 : 0), "beginning a recording");
        try
        {
            work();
        }
        catch
        {
            _ = NadBridge.nad_recorder_leave(recorder);      // the first error is the one that is told
            throw;
        }

        NadBridge.Check(NadBridge.nad_recorder_leave(recorder), "ending a recording");
    }

    private void Replay() => NadBridge.Check(NadBridge.nad_recorder_replay(recorder), "repeating recorded work");
}
