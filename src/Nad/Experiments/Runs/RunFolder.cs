using Nad.Training;

namespace Nad.Experiments;

/// <summary>
/// The output folder of a run that can be resumed. While the run lives, everything that it has not finished lies in the sub-folder <c>.resume</c>: the state of its trainings, what
/// the run was asked for, files that wait to be put in place, and a lock. The folder beside it is as it was before until the results are put there, and <c>.resume</c> goes
/// when they all are.
/// </summary>
/// <remarks>
/// A folder with the state of a training is unfinished: only a run that says so goes on with it, and no other run may throw it away. Where nothing was trained yet, a run starts anew.
/// </remarks>
public sealed class RunFolder : IDisposable
{
    /// <summary>Name of the sub-folder.</summary>
    public const string Hidden = ".resume";

    private readonly string hidden;
    private readonly bool isNew, unfinished;
    private readonly FileStream held;
    private bool identified;

    /// <summary>Makes the folder, takes its lock and finds out whether there is something to go on with.</summary>
    /// <param name="folder">Output folder; made where it is missing.</param>
    /// <param name="resume">Go on with an unfinished run; without one, start.</param>
    /// <param name="interval">How often trainings save their state within an epoch; null for <see cref="TrainingCheckpoints.DefaultInterval"/>.</param>
    /// <exception cref="NadException">It cannot be written to, another process works there, or it holds an unfinished run and <paramref name="resume"/> is not set.</exception>
    public RunFolder(string folder, bool resume, TimeSpan? interval = null)
    {
        Path = folder;
        hidden = System.IO.Path.Combine(folder, Hidden);
        isNew = !Directory.Exists(folder);
        try
        {
            Directory.CreateDirectory(hidden);
            held = new FileStream(System.IO.Path.Combine(hidden, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (IOException e) when (IsLocked(e))
        {
            throw new NadException($"Another run is at work in {Printable.Of(folder)}. Wait for its end, or name another folder with --out.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            Remove();
            throw new NadException($"The output folder {Printable.Of(folder)} cannot be written to: {AtomicFile.Reason(e)}. Name another with --out.", e);
        }

        unfinished = File.Exists(Identity) && TrainingCheckpoints.Any(hidden);
        if (unfinished && !resume)
        {
            held.Dispose();
            throw new NadException($"{Printable.Of(folder)} holds an unfinished run. Go on with it by repeating its command with --resume, name another folder with --out, or delete {Printable.Of(hidden)} to start anew.");
        }

        if (!unfinished) Clear();
        Checkpoints = new TrainingCheckpoints(hidden, interval ?? TrainingCheckpoints.DefaultInterval);
    }

    /// <summary>As it was given.</summary>
    public string Path { get; }

    /// <summary>For <see cref="RunContext.Checkpoints"/>.</summary>
    public TrainingCheckpoints Checkpoints { get; }

    /// <summary>Whether this run has left something that <c>--resume</c> can go on with.</summary>
    public bool CanGoOn => identified && CanResume;

    /// <summary>Whether this folder now holds something that <c>--resume</c> can go on with.</summary>
    public bool CanResume => TrainingCheckpoints.Any(hidden);

    private string Identity => System.IO.Path.Combine(hidden, "run.json");

    /// <summary>Notes what decides the result of this run; where a run goes on, checks that it is the same.</summary>
    /// <exception cref="NadException">The unfinished run is another one; the message names the first difference.</exception>
    internal void Identify(RunIdentity identity)
    {
        if (unfinished)
        {
            RunIdentity stored = RunIdentity.Read(Identity);
            if (stored.Difference(identity) is { } d)
            {
                throw new NadException(
                    $"The unfinished run in {Printable.Of(Path)} is another one: {d.Name} was {Printable.Of(d.Stored)}, but now is {Printable.Of(d.Now)}. " +
                    $"Repeat the command as it was, name another folder with --out, or delete {Printable.Of(hidden)} to start anew.");
            }
        }
        else
        {
            ResultFolder.WriteText(Identity, StoredJson.Text(identity, RunJson.Default.RunIdentity));
        }

        identified = true;
    }

    /// <summary>All results are in place: nothing is left to go on with.</summary>
    public void Complete() => Clear();

    /// <summary>
    /// A training failed, and would fail again: its last good weights are put into the folder, where there are any, and nothing is left to go on with.
    /// </summary>
    /// <returns>The same failure, saying where the weights are.</returns>
    public TrainingFailedException Fail(TrainingFailedException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        GoodWeights? good = Checkpoints.Good;
        if (good is null || good.Accuracy < failure.LeastAccuracy)
        {
            Clear();
            return failure;
        }

        string name = $"last-good-{good.Phase}.safetensors", path = System.IO.Path.Combine(Path, name);
        Files.Checkpoints.SafeTensorsFile.Write(path, good.Weights, new Dictionary<string, string> { ["phase"] = good.Phase, ["epoch"] = Text(good.Epoch), ["format"] = "pt" });
        Clear();
        string accuracy = double.IsNaN(good.Accuracy) ? "" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $" ({good.Accuracy * 100:0.0} % of the hold-out)");
        return new TrainingFailedException($"{failure.Message} The last good weights, those after epoch {Text(good.Epoch)}{accuracy}, are kept in {Printable.Of(path)}.", failure.LeastAccuracy);
    }

    /// <summary>Lets go of the folder; without the state of any training, what was not there before disappears again.</summary>
    public void Dispose()
    {
        Remove();
        held.Dispose();
    }

    // run.json goes first: without it what is left is no run.
    private void Clear()
    {
        File.Delete(Identity);
        foreach (string entry in Directory.EnumerateFileSystemEntries(hidden))
        {
            if (Directory.Exists(entry)) Directory.Delete(entry, recursive: true);
            else if (System.IO.Path.GetFileName(entry) != "lock") File.Delete(entry);
        }
    }

    // Never the state of a training.
    private void Remove()
    {
        try
        {
            if (CanResume) return;
            if (Directory.Exists(hidden)) Directory.Delete(hidden, recursive: true);
            if (isNew && Directory.Exists(Path) && !Directory.EnumerateFileSystemEntries(Path).Any()) Directory.Delete(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What led here is the news; an empty folder more is none.
        }
    }

    // EWOULDBLOCK of flock.
    private static bool IsLocked(IOException e) => (e.HResult & 0xFFFF) == 11 || e.HResult == unchecked((int)0x80070020);

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
