using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Nad.Defenses;
using Nad.Evaluation;
using Nad.Models;
using Nad.Torch;

namespace Nad.Experiments;

/// <summary>From measured things to the entries of a result file.</summary>
internal static class Entries
{
    public static ScoreEntry Of(Score s) => new(
        s.Acc.Value, s.AccNonTarget?.Value, s.Asr?.Value, s.Ra?.Value, s.Acc.Trials, s.Asr?.Trials ?? 0,
        new IntervalsEntry(Interval(s.Acc), Interval(s.AccNonTarget), Interval(s.Asr), Interval(s.Ra)))
    {
        WithoutTrigger = s.WithoutTrigger is { Trials: > 0 } without ? without.Value : null,
        Target = s.Target,
        AsrByClass = s.AsrByClass?.Select(Share).ToArray(),
        TakenFor = s.Triggered?.AnswerCounts(),
        AimedAt = s.Triggered?.TakenFor().Select(Share).ToArray(),
    };

    public static CountsEntry Counts(Score s) => new(Count(s.Acc)!, Count(s.AccNonTarget), Count(s.Asr), Count(s.Ra));

    public static EpochEntry Of(EpochRecord e) =>
        new(
            e.Phase, e.Epoch, e.Lr, e.Loss, e.CrossEntropy, e.Attention, e.GradientShare, double.IsNaN(e.ValAcc) ? null : e.ValAcc,
            e.TestAcc, e.TestAsr, e.Outputs);

    public static SelectionEntry Of(Selection s) =>
        new(
            s.What,
            s.Value,
            s.Reason,
            [.. s.Candidates.Select(c => new CandidateEntry(c.Value, double.IsNaN(c.ValAcc) ? null : c.ValAcc, c.Seconds))]);

    public static ModelEntry Of(ModelFile file) =>
        new(Path.GetFileName(file.Path), file.Sha256, file.Model.Architecture, file.Model.ClassCount);

    public static DataEntry Of(EraseInputs i, EraseRequest request) => new(
        i.Source.Spec, request.Test, i.Clean.Training.Count, i.Clean.HoldOut?.Count ?? 0, i.Subset.HoldOutIsExtra, HashOf(i.Subset.Train),
        i.Test?.Fingerprint())
    {
        ClassOrder = Of(i.Source.Order),
        ClassNames = i.Source.ClassNames,
        ImagesByClass = i.Clean.Training.CountByClass(),
    };

    public static string Of(Data.LabelOrder order) => order.ToString().ToLowerInvariant();

    public static VersionsEntry Versions(RunContext run) => run.Threads is not { } watch ? Versions(run.Device)
        : Versions(run.Device) with { Threads = watch.First, ThreadChanges = watch.Changes };

    public static VersionsEntry Versions(Device device) =>
        new(
            NadVersion.Text, TorchRuntime.Version, Environment.Version.ToString(), RuntimeInformation.OSDescription, Machine.Processor,
            TorchRuntime.Threads, device.Name);

    public static string HashOf(ReadOnlySpan<int> indices) => Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(indices)));

    private static double? Share(Rate rate) => rate.Trials == 0 ? null : rate.Value;

    private static CountEntry? Count(Rate? rate) => rate is { } r ? new CountEntry(r.Hits, r.Trials) : null;

    private static double[] Interval(Rate rate) => [rate.Interval95.Low, rate.Interval95.High];

    private static double[]? Interval(Rate? rate) => rate is null ? null : Interval(rate.Value);
}
