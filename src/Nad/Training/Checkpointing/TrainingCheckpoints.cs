using Nad.Data;

namespace Nad.Training;

/// <summary>
/// Where the trainings of one run leave their state after every epoch and every few minutes, and find it again: one file for each training,
/// named by its phase and by how many of that phase came before it. The same run asks for the same trainings in the same order.
/// </summary>
/// <param name="folder">The caller owns it and sees to it that no other process uses it; null if nothing is saved, as in a dry run.</param>
/// <param name="interval">How often state is saved within an epoch; <see cref="TimeSpan.Zero"/> saves before every step.</param>
public sealed class TrainingCheckpoints(SafeFolder? folder, TimeSpan interval)
{
    private const string Extension = ".training";

    private readonly Dictionary<string, int> opened = new(StringComparer.Ordinal);
    private TrainingCheckpoint? current;

    /// <summary>
    /// Default of the interval: 5 minutes; our choice: little work is lost, and saving takes far less than 1 % of the time.
    /// </summary>
    public static TimeSpan DefaultInterval { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Told in words where a training goes on; null where nobody listens.</summary>
    public Action<string>? Resumed { get; set; }

    /// <summary>Whether any training went on from a stored state.</summary>
    public bool AnyResumed { get; internal set; }

    /// <summary>
    /// Where the newest training was when it was last saved, such as <c>student, epoch 3 of 10</c>; null before the first.
    /// </summary>
    public string? Position { get; internal set; }

    /// <summary>Whether a training has begun, so that a request to stop is better answered by saving its state than at once.</summary>
    public bool HasBegun => current is not null;

    /// <summary>Whether any training has left its state in a folder.</summary>
    /// <exception cref="NadException">Something else has the name of such a state.</exception>
    public static bool Any(SafeFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return folder.Names().Where(IsState).ToArray() is { Length: > 0 } names && names.All(folder.HasFile);
    }

    /// <summary>Whether a file of that name is the state of a training: <c>PHASE-NUMBER.training</c>.</summary>
    public static bool IsState(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!name.EndsWith(Extension, StringComparison.Ordinal)) return false;
        ReadOnlySpan<char> number = name.AsSpan(name.LastIndexOf('-') + 1)[..^Extension.Length];
        return name.LastIndexOf('-') > 0 && !number.IsEmpty && !number.ContainsAnyExceptInRange('0', '9');
    }

    /// <summary>
    /// For a watcher of <see cref="RunContext.EpochEnded"/> who keeps records: what is added here is stored with the training and is here
    /// again when it is resumed.
    /// </summary>
    public List<Defenses.EpochRecord> Observed { get; } = [];

    /// <summary>
    /// The last good epoch of the newest training: its number, its hold-out accuracy (NaN without a hold-out) and its weights; null before
    /// its first.
    /// </summary>
    public GoodWeights? Good => current?.Good;

    /// <summary>
    /// Called by a training that is ready for its first step: brings everything to where an interrupted run of it was, if there was one.
    /// </summary>
    /// <exception cref="NadException">
    /// The stored state is damaged or belongs to another training; the message says what differs.
    /// </exception>
    internal TrainingCheckpoint Open(
        string phase, TrainingRecipe recipe, RunContext run, TrainingStep step, IBatchSource source, TrainingLog log, RandomStream order,
        RandomStream augmentation)
    {
        int number = opened[phase] = opened.GetValueOrDefault(phase) + 1;
        current = new TrainingCheckpoint(
            this, folder, $"{phase}-{number}{Extension}", interval, TrainingIdentity.Of(phase, recipe, run.Seed, step, source, log.HoldOut))
        {
            Phase = phase,
            Epochs = recipe.Epochs,
            Step = step,
            Order = order,
            Augmentation = augmentation,
            Log = log,
            Cancellation = run.Cancellation,
        };
        current.Restore();
        return current;
    }
}
