using System.Diagnostics;
using Nad.Attacks;
using Nad.Audit;
using Nad.Data;
using Nad.Evaluation;
using Nad.Models;

namespace Nad.Experiments;

/// <summary>Looks for a backdoor in a model without knowing its trigger; with a second model, at what became of it.</summary>
/// <param name="request">What is asked for.</param>
/// <param name="run">Seed, device, progress, cancellation.</param>
/// <param name="stage">Told in a few words what happens now; null where nobody listens.</param>
public sealed class AuditJob(AuditRequest request, RunContext run, Action<string>? stage = null)
{
    private IReadOnlyList<IDetector> detectors = request.Detectors;

    /// <summary>Runs it; nothing has been written.</summary>
    /// <exception cref="NadException">A bad input.</exception>
    public AuditOutcome Run()
    {
        Stopwatch clock = Stopwatch.StartNew();
        stage?.Invoke("loading model and images");
        DataSpec spec = DataSpec.Parse(request.Clean);
        IDataSource source = spec.Open(request.Classes);
        using ModelFile file = ModelFile.Load(request.Model, run.Device, request.Input);
        EraseInputs.CheckClasses(request.Model, file.Model, source);
        using ModelFile? old = request.Against is null ? null : ModelFile.Load(request.Against, run.Device, request.Input);
        if (old is not null) EraseInputs.CheckClasses(request.Against!, old.Model, source);
        ImageSet all = source.LoadTest(run.Cancellation) ?? source.LoadTrain(run.Cancellation);
        (source, all, string? order) = ClassOrderChoice.Of(source, all, old ?? file, run.Device, run.Cancellation);
        if (all.Count < AuditOptions.LeastImages)
            throw new NadException(
                $"An audit needs at least {AuditOptions.LeastImages} clean images, but {Printable.Of(request.Clean)} has "
                + $"{all.Count}. Give it more.");
        ImageSet images = Images(all, request.Options, run);
        ImageChecks.Varied(images);
        file.Settle(images, run.Cancellation);
        old?.Settle(images, run.Cancellation);
        Backdoor? known = request.TriggerFile is null
            ? null
            : TriggerFile.Resolve(null, request.TriggerFile, null, source.ClassCount, images.Height, images.Width);
        string kind = Calibration.KindOf(file.Model.Architecture, spec.Kind, images.Height, images.Width, source.ClassCount);
        Calibration? calibration = Calibrations.For(request.CalibrationFile, kind, request.Options);
        AuditSubject subject = AuditSubject.Of(file.Model, images, run);
        detectors = AuditBudget.Of(detectors, request.Options, subject, old is null ? 1 : 2, request.Budget, run, stage);
        IReadOnlyList<AuditFinding>? before = old is null ? null : Look(subject.With(old.Model, run), "the model before: ");
        IReadOnlyList<AuditFinding> findings = Look(subject, old is null ? "" : "the model: ");
        IReadOnlyList<PairedEvidence> pairs = before is null ? [] : PairedEvidence.Of(before, findings, subject, run);
        Rate accuracy = new Evaluator(run.Device).Accuracy(file.Model, images);
        return new AuditOutcome
        {
            Request = request,
            Model = Entries.Of(file),
            Against = old is null ? null : Entries.Of(old),
            Images = images,
            Halves = (subject.A.Count, subject.B.Count),
            Accuracy = accuracy,
            Findings = findings,
            FindingsBefore = before,
            Pairs = pairs,
            Paired = before is null ? null : PairedVerdict.Of(before, pairs, images.ClassNames),
            Calibration = calibration,
            Verdict = AuditVerdict.Of(
                findings, accuracy.Value, calibration, images.ClassNames, file.Model.Architecture,
                Calibrations.OtherOptions(kind, request.Options)),
            Known = known,
            Notes =
                [.. new[] { file.Found, old?.Found, order }.OfType<string>().Where(n => n.Length > 0), .. file.Notes, .. source.Remarks],
            Run = run,
            Seconds = clock.Elapsed.TotalSeconds,
        };
    }

    /// <summary>The images of an audit: as many as its options say, drawn by the stream <c>audit/images</c>.</summary>
    internal static ImageSet Images(ImageSet all, AuditOptions options, RunContext run) =>
        all.Subset([.. run.Random("audit/images").Permutation(all.Count).Take(options.Images)]);

    private List<AuditFinding> Look(AuditSubject subject, string which) =>
        detectors.Look(subject, request.Options, run, d => stage?.Invoke($"{which}{d.Name}: looking {d.Looks}"));
}
