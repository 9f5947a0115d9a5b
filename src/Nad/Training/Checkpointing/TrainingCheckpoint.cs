using System.Diagnostics;
using System.Globalization;
using Nad.Data;
using Nad.Files.Checkpoints;
using Nad.Torch.Optimizers;

namespace Nad.Training;

/// <summary>
/// The saved state of one training: one safetensors file with weights, momentum and, as text, everything else. It is written whole or not
/// at all, so that whatever ends the process leaves the state before or after, never a mixture.
/// </summary>
internal sealed class TrainingCheckpoint(
    TrainingCheckpoints owner, SafeFolder? folder, string name, TimeSpan interval, SortedDictionary<string, string> identity)
{
    // As much as a checkpoint may have.
    private static readonly long LargestState = Array.MaxLength;

    private const string Weights = "weights.", Momentum = "momentum.", GoodPrefix = "good.";

    private readonly Stopwatch sinceSaved = Stopwatch.StartNew();
    private readonly int observedBefore = owner.Observed.Count;
    private ulong[] orderAtBegin = [];
    private (int Epoch, int Step, EpochSums Sums, ulong[] Augmentation)? interrupted;

    public required string Phase { get; init; }

    public required int Epochs { get; init; }

    public required TrainingStep Step { get; init; }

    public required RandomStream Order { get; init; }

    public required RandomStream Augmentation { get; init; }

    public required TrainingLog Log { get; init; }

    public required CancellationToken Cancellation { get; init; }

    /// <summary>The last good epoch; null before its first.</summary>
    public GoodWeights? Good { get; private set; }

    /// <summary>Notes the beginning of an epoch.</summary>
    /// <returns>How many of its steps were done before the interruption.</returns>
    public int Begin(int epoch)
    {
        orderAtBegin = Order.State;
        if (interrupted is not { } was || was.Epoch != epoch) return 0;
        Log.Restore(was.Step, was.Sums);
        return was.Step;
    }

    /// <summary>The order of an epoch was drawn: what was drawn after it before the interruption is taken up again.</summary>
    public void OrderDrawn()
    {
        // Order and changes may come from one stream.
        if (interrupted is { } was && was.Epoch == Log.Records.Count) Augmentation.State = was.Augmentation;
        interrupted = null;
    }

    /// <summary>Between two steps: saves where it is time to, or where the run is about to stop.</summary>
    public void BetweenSteps()
    {
        if (sinceSaved.Elapsed >= interval || Cancellation.IsCancellationRequested) Save(orderAtBegin);
    }

    /// <summary>After an epoch whose record is written: a good one is remembered, and the state is saved.</summary>
    public void End()
    {
        double accuracy = Log.Records[^1].ValAcc;
        if (Step.Model is { } model && (Good is null || double.IsNaN(accuracy) || accuracy >= Good.Accuracy))
            Good = new GoodWeights(Phase, Log.Records.Count, accuracy, model.State.Export());
        Save(Order.State);
    }

    /// <summary>Brings model, momentum, streams and log to the saved state, where there is one.</summary>
    /// <exception cref="NadException">It is damaged, or of another training.</exception>
    public void Restore()
    {
        if (folder?.Read(name, LargestState, ownOnly: true) is not { } content) return;
        Checkpoint file = Checkpoint.Read(CheckpointFile.Of(Path.Combine(folder.Path, name), content));
        TrainingState state = StateOf(file);
        if (TrainingIdentity.Difference(state.Identity, identity) is { } d)
        {
            throw new NadException(
                $"The state of the {Phase} in {Printable.Of(file.Path)} is of another training: {d.Name} was {Printable.Of(d.Stored)}, but "
                + $"now is {Printable.Of(d.Now)}. Repeat the command as it was, or delete that folder to start anew.");
        }

        Step.Import(Below(file, Weights));
        RestoreOptimizers([.. Below(file, Momentum).Select(t => t.Data)]);
        if (state.Streams.Length != Step.Streams.Count) throw Damaged();
        for (int i = 0; i < state.Streams.Length; i++) Step.Streams[i].State = state.Streams[i];
        Augmentation.State = state.Augmentation;
        Order.State = state.Order;
        Log.Restore(state.Records);
        if (state.Step > 0) interrupted = (state.Records.Count, state.Step, state.Sums, state.Augmentation);
        if (state.Good is { } good) Good = new GoodWeights(Phase, good.Epoch, good.Accuracy, Below(file, GoodPrefix));
        else if (state.Records.Count > 0 && Step.Model is not null)
            Good = new GoodWeights(Phase, state.Records.Count, state.Records[^1].ValAcc, Below(file, Weights));
        owner.AnyResumed = true;
        owner.Observed.AddRange(state.Observed);
        owner.Position = PositionText();
        owner.Resumed?.Invoke(state.Records.Count == Epochs
            ? $"the {Phase} was finished before"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"going on with the {Phase} in epoch {state.Records.Count + 1} of {Epochs}, after {state.Step} steps of it"));
    }

    private void Save(ulong[] order)
    {
        List<NamedTensor> tensors = [.. Named(Weights, Step.Export())];
        TensorData[] momentum = [.. Step.Optimizers.SelectMany(o => o.Export())];
        for (int i = 0; i < momentum.Length; i++)
            tensors.Add(new NamedTensor(string.Create(CultureInfo.InvariantCulture, $"{Momentum}{i:d4}"), momentum[i]));
        bool same = Log.Step == 0 && Good?.Epoch == Log.Records.Count;
        if (Good is not null && !same) tensors.AddRange(Named(GoodPrefix, Good.Weights));
        TrainingState state = new()
        {
            Identity = identity,
            Records = Log.Records,
            Step = Log.Step,
            Order = order,
            Augmentation = Augmentation.State,
            Streams = [.. Step.Streams.Select(s => s.State)],
            Sums = Log.Sums,
            Observed = owner.Observed[observedBefore..],
            Good = Good is null || same ? null : new GoodEpoch(Good.Epoch, Good.Accuracy),
            TensorsSha256 = TrainingIdentity.HashOf(tensors),
        };
        folder?.Write(name, SafeTensorsFile.To(tensors, [new("state", StoredJson.Text(state, TrainingStateJson.Default.TrainingState))]));
        owner.Position = PositionText();
        sinceSaved.Restart();
    }

    private TrainingState StateOf(Checkpoint file) => TrainingState.Of(file) is { } state && state.Records.Count <= Epochs
        ? state
        : throw Damaged();

    private DamagedFileException Damaged() =>
        new(
            $"{Printable.Of(Path.Combine(folder?.Path ?? "", name))} is damaged: it holds no state of a training that could go on. "
            + "Delete its folder to start anew.");

    // Each has as many tensors as it would write now.
    private void RestoreOptimizers(TensorData[] stored)
    {
        int at = 0;
        foreach (IOptimizer optimizer in Step.Optimizers)
        {
            int count = Math.Min(optimizer.Export().Count, stored.Length - at);
            optimizer.Import(stored[at..(at + count)]);
            at += count;
        }

        if (at != stored.Length) throw Damaged();
    }

    private string PositionText() =>
        string.Create(CultureInfo.InvariantCulture, $"{Phase}, epoch {Math.Min(Log.Records.Count + 1, Epochs)} of {Epochs}");

    private static IEnumerable<NamedTensor> Named(string prefix, IEnumerable<NamedTensor> tensors) =>
        tensors.Select(t => t with { Name = prefix + t.Name });

    private static List<NamedTensor> Below(Checkpoint file, string prefix) =>
        [.. file.Tensors
            .Where(t => t.Name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(t => t with { Name = t.Name[prefix.Length..] })];
}
