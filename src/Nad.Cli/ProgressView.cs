using System.Globalization;
using Nad.Defenses;
using Nad.Training;

namespace Nad.Cli;

/// <summary>Shows where a run is: one line that is rewritten on a terminal, a line for epochs when piped, nothing when silent.</summary>
internal abstract class ProgressView : IProgress<TrainingProgress>, IDisposable
{
    private const int Lines = 50;
    private readonly TimeLeft left = new();

    /// <summary>Chooses by where the output goes.</summary>
    /// <param name="output">Where words go.</param>
    /// <param name="silent">Whether nothing is shown.</param>
    /// <param name="log">Where events go as JSON; null for no such log.</param>
    public static ProgressView For(TextWriter output, bool silent, TextWriter? log = null) =>
        log is not null ? new JsonView(log)
        : silent ? new SilentView()
        : output is StandardText { IsLive: true } ? new LiveView()
        : new LineView(output);

    /// <summary>Says in a few words what happens now.</summary>
    public abstract void Stage(string text);

    /// <summary>Says which trainings there will be, so that the time left is that of the whole run.</summary>
    public void Expect(IReadOnlyList<PlannedTraining> trainings) => left.Expect(trainings);

    public void Report(TrainingProgress value) => Show(value, left.At(value));

    public virtual void Dispose()
    {
    }

    protected abstract void Show(TrainingProgress p, TimeSpan left);

    /// <summary>Whether a finished epoch gets a line: all of a short training, about fifty of a long one, the last always.</summary>
    protected static bool HasLine(TrainingProgress p) => p.Epoch == p.Epochs || p.Epoch % ((p.Epochs + Lines - 1) / Lines) == 0;

    /// <summary>The parts of the loss, accuracy and speed of a finished epoch.</summary>
    protected static string EpochLine(EpochRecord e, int epochs) => string.Create(CultureInfo.InvariantCulture,
        $"{e.Phase} {e.Epoch,3}/{epochs}  lr {e.Lr:0.######}  loss {e.Loss:0.0000} = cross-entropy "
            + $"{e.CrossEntropy:0.0000}{Outputs(e)}{Attention(e)}{Accuracy(e)}  {e.ImagesPerSecond:0} images/s");

    /// <summary>The same for a narrow terminal: without rate and taps.</summary>
    protected static string ShortEpochLine(EpochRecord e, int epochs) => string.Create(CultureInfo.InvariantCulture,
        $"{e.Phase} {e.Epoch,3}/{epochs}  loss {e.Loss:0.000}"
            + $"{(e.Attention.Length == 0 ? "" : $" = {e.CrossEntropy:0.000} + {e.Loss - e.CrossEntropy:0.000}")}{Accuracy(e)}  "
            + $"{e.ImagesPerSecond:0} images/s");

    private static string Outputs(EpochRecord e) =>
        e.Outputs > 0 ? string.Create(CultureInfo.InvariantCulture, $" + outputs {e.Outputs:0.0000}") : "";

    private static string Attention(EpochRecord e) => e.Attention.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture,
        $" + attention {e.Loss - e.CrossEntropy - e.Outputs:0.0000} (taps "
            + $"{string.Join(' ', e.Attention.Select(a => a.ToString("0.0e+0", CultureInfo.InvariantCulture)))})");

    private static string Accuracy(EpochRecord e) => string.Concat(
        double.IsNaN(e.ValAcc) ? "" : string.Create(CultureInfo.InvariantCulture, $"  hold-out {e.ValAcc * 100:0.0} %"),
        e.TestAcc is { } acc ? string.Create(CultureInfo.InvariantCulture, $"  test {acc * 100:0.0} %") : "",
        e.TestAsr is { } asr ? string.Create(CultureInfo.InvariantCulture, $"  ASR {asr * 100:0.0} %") : "");
}
