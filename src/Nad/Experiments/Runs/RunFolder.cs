using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Nad.Files.Checkpoints;
using Nad.Training;

namespace Nad.Experiments;

/// <summary>
/// The output folder of a run that can be resumed. While the run lives, everything that it has not finished lies in the sub-folder
/// <c>.resume</c>: the state of its trainings, what the run was asked for, files that wait to be put in place, and a lock. The folder
/// beside it is as it was before until the results are put there, and <c>.resume</c> goes when they all are.
/// </summary>
/// <remarks>
/// A folder with the state of a training is unfinished: only a run that says so goes on with it, and no other run may throw it away. If
/// nothing was trained yet, a run starts anew. State is taken only from a <c>.resume</c> that the user owns and nobody else can write to.
/// </remarks>
public sealed class RunFolder : IDisposable
{
    /// <summary>Name of the sub-folder.</summary>
    public const string Hidden = ".resume";

    private const string Lock = "lock", Identity = "run.json";

    private readonly SafeFolder? root, hidden;
    private readonly SafeFileHandle? held;
    private readonly bool unfinished;
    private bool identified;

    /// <summary>Makes the folder, takes its lock and finds out whether there is something to go on with.</summary>
    /// <param name="folder">Output folder; made where it is missing.</param>
    /// <param name="resume">Go on with an unfinished run; without one, start.</param>
    /// <param name="interval">
    /// How often trainings save their state within an epoch; null for <see cref="TrainingCheckpoints.DefaultInterval"/>.
    /// </param>
    /// <param name="isDry">Whether everything is only checked: nothing is made, changed or removed.</param>
    /// <exception cref="NadException">
    /// It cannot be written to, another process works there, it holds an unfinished run and <paramref name="resume"/> is not set, its state
    /// is not the user's own, or something else has the name of one of the files.
    /// </exception>
    public RunFolder(string folder, bool resume, TimeSpan? interval = null, bool isDry = false)
    {
        Path = folder;
        root = isDry ? OutputFolder.Find(folder) : OutputFolder.Make(folder);
        try
        {
            root?.Expect([.. OutputNames.Erase(trigger: true), .. OutputNames.Attack, .. OutputNames.Relapse]);
            (hidden, held) = isDry ? Look(root) : Take(root!);
            unfinished = hidden is not null && hidden.HasFile(Identity) && TrainingCheckpoints.Any(hidden);
            if (unfinished && !resume)
            {
                throw new NadException(
                    $"{Printable.Of(folder)} holds an unfinished run. "
                    + "Go on with it by repeating its command with --resume, name another folder with --out, " +
                    $"or delete {Printable.Of(HiddenPath)} to start anew.");
            }

            if (!unfinished) Clear();
        }
        catch
        {
            Dispose();
            if (!isDry) root?.DeleteIfNew();
            throw;
        }

        Checkpoints = new TrainingCheckpoints(isDry ? null : hidden, interval ?? TrainingCheckpoints.DefaultInterval);
    }

    /// <summary>As it was given.</summary>
    public string Path { get; }

    /// <summary>For <see cref="RunContext.Checkpoints"/>.</summary>
    public TrainingCheckpoints Checkpoints { get; }

    /// <summary>Whether this run has left something that <c>--resume</c> can go on with.</summary>
    public bool CanGoOn => identified && CanResume;

    /// <summary>Whether this folder now holds something that <c>--resume</c> can go on with.</summary>
    public bool CanResume => hidden is not null && TrainingCheckpoints.Any(hidden);

    private string HiddenPath => System.IO.Path.Combine(Path, Hidden);

    // Only a run that is not dry holds the lock.
    private bool IsDry => held is null;

    /// <summary>Notes what decides the result of this run; where a run goes on, checks that it is the same.</summary>
    /// <exception cref="NadException">The unfinished run is another one; the message names the first difference.</exception>
    internal void Identify(RunIdentity identity)
    {
        if (unfinished) Compare(identity);
        else if (!IsDry) hidden!.WriteText(Identity, StoredJson.Text(identity, RunJson.Default.RunIdentity));
        identified = !IsDry;
    }

    /// <summary>For the results: they wait in the hidden folder until all are written.</summary>
    /// <exception cref="InvalidOperationException">The run is dry.</exception>
    internal StagedFiles Stage() =>
        IsDry ? throw new InvalidOperationException("A dry run writes nothing.") : new StagedFiles(hidden!, root!);

    /// <summary>All results are in place: nothing is left to go on with.</summary>
    public void Complete() => Clear();

    /// <summary>
    /// A training failed, and would fail again: its last good weights are put into the folder, where there are any, and nothing is left to
    /// go on with.
    /// </summary>
    /// <returns>The same failure, saying where the weights are.</returns>
    public TrainingFailedException Fail(TrainingFailedException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        GoodWeights? good = Checkpoints.Good;
        if (IsDry || good is null || good.Accuracy < failure.LeastAccuracy)
        {
            Clear();
            return failure;
        }

        // Never over the weights that another failure left.
        string name = $"last-good-{good.Phase}.safetensors";
        for (int n = 2; root!.HasFile(name); n++) name = $"last-good-{good.Phase}-{Text(n)}.safetensors";
        Dictionary<string, string> metadata = new() { ["phase"] = good.Phase, ["epoch"] = Text(good.Epoch), ["format"] = "pt" };
        root!.Write(name, SafeTensorsFile.To(good.Weights, metadata));
        Clear();
        string accuracy = double.IsNaN(good.Accuracy)
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $" ({good.Accuracy * 100:0.0} % of the hold-out)");
        return new TrainingFailedException(
            $"{failure.Message} The last good weights, those after epoch {Text(good.Epoch)}{accuracy}, are kept in "
                + $"{Printable.Of(System.IO.Path.Combine(Path, name))}.",
            failure.LeastAccuracy);
    }

    /// <summary>Lets go of the folder; without the state of any training, what was not there before disappears again.</summary>
    public void Dispose()
    {
        if (held is { IsClosed: false }) Remove();
        held?.Dispose();
        hidden?.Dispose();
        root?.Dispose();
    }

    // A dry run: looks, and leaves everything as it is.
    private static (SafeFolder? Hidden, SafeFileHandle? Held) Look(SafeFolder? root)
    {
        if (root?.FindFolder(Hidden) is not { } hidden) return default;
        try
        {
            CheckOwn(hidden);
            return hidden.IsLocked(Lock) ? throw AtWork(root) : (hidden, null);
        }
        catch
        {
            hidden.Dispose();
            throw;
        }
    }

    private static (SafeFolder Hidden, SafeFileHandle Held) Take(SafeFolder root)
    {
        while (true)
        {
            SafeFolder hidden = root.MakeFolder(Hidden, isPrivate: true);
            try
            {
                // One that was just made is ours, whatever the file system says of it.
                if (!hidden.IsNew) CheckOwn(hidden);
                return (hidden, hidden.TryLock(Lock) ?? throw AtWork(root));
            }
            catch (NadException) when (hidden.IsGone)
            {
                // The run that was at work here ended in this moment, and its folder with it.
                hidden.Dispose();
            }
            catch
            {
                hidden.Dispose();
                throw;
            }
        }
    }

    private static void CheckOwn(SafeFolder hidden)
    {
        if (hidden.WhyNotOwn() is not { } reason) return;
        throw new NadException(
            $"{Printable.Of(hidden.Path)} {reason}, so what is in it may not come from a run of yours. "
            + "Delete it, make it yours alone (chown, chmod go-w), or name another folder with --out.");
    }

    private static NadException AtWork(SafeFolder root) =>
        new($"Another run is at work in {Printable.Of(root.Path)}. Wait for its end, or name another folder with --out.");

    /// <summary>What the unfinished run in the folder noted; null where there is none.</summary>
    internal RunIdentity? Unfinished =>
        unfinished
            ? RunIdentity.Read(
                hidden!.Read(Identity, RunIdentity.LargestFile, ownOnly: true) ?? [], System.IO.Path.Combine(HiddenPath, Identity))
            : null;

    /// <summary>Threads of the unfinished run in the folder; null where there is none.</summary>
    public int? Threads => Unfinished?.Threads;

    private void Compare(RunIdentity identity)
    {
        if (Unfinished!.Difference(identity) is not { } d) return;
        throw new NadException(
            $"The unfinished run in {Printable.Of(Path)} is another one: "
            + $"{d.Name} was {Printable.Of(d.Stored)}, but now is {Printable.Of(d.Now)}. " +
            $"Repeat the command as it was, name another folder with --out, or delete {Printable.Of(HiddenPath)} to start anew.");
    }

    // Only what runs leave there, by name; the rest is not ours. run.json goes first: without it what is left is no run.
    private void Clear()
    {
        if (IsDry) return;
        hidden!.Delete(Identity);
        foreach (string name in hidden.Names().Where(n => TrainingCheckpoints.IsState(n) || SafeFolder.IsTemporary(n))) hidden.Delete(name);
    }

    // Never the state of a training.
    private void Remove()
    {
        try
        {
            // Held until its name is gone: nobody can take it in between.
            hidden!.Delete(Lock);
            if (CanResume) return;
            Clear();
            root!.DeleteFolder(Hidden);
            root.DeleteIfNew();
        }
        catch (NadException)
        {
            // What led here is the news; an empty folder more is none.
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
