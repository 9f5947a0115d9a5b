using Nad.Audit;
using Nad.Data;
using Nad.Evaluation;
using Nad.Experiments;

namespace Nad.Library;

/// <summary>Looks for backdoors without knowing trigger or target, as <c>nad audit</c> does.</summary>
public static class BackdoorAudit
{
    /// <summary>Audits a model. The calling thread does the work.</summary>
    /// <param name="model">The model; it stays as it is.</param>
    /// <param name="clean">Clean images, at least 40; best those that it was not trained on.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellation">Ends it between two steps.</param>
    /// <exception cref="NadException">
    /// The images are too few or all alike, or the calibration does not fit; the message says what to do.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static AuditReport Run(
        ImageModel model, LabelledImages clean, AuditChoices? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(clean);
        options ??= new AuditChoices();
        return Run(model, clean, options, options.Quick ? AuditOptions.Quick : AuditOptions.Full, cancellation);
    }

    internal static AuditReport Run(
        ImageModel model, LabelledImages clean, AuditChoices options, AuditOptions search, CancellationToken cancellation)
    {
        if (clean.Count < AuditOptions.LeastImages)
        {
            throw new NadException(
                $"An audit needs at least {AuditOptions.LeastImages} clean images, but there are {clean.Count}. Give it more.");
        }

        if (clean.ClassNames.Count != model.Classes)
        {
            throw new NadException(
                $"The model has {model.Classes} classes, but the images have {clean.ClassNames.Count}. Open the images for this model.");
        }

        RunContext run = new() { Seed = options.Seed, Cancellation = cancellation };
        ImageSet images = AuditJob.Images(clean.Set, search, run);
        ImageChecks.Varied(images);
        string kind = Calibration.KindOf(model.Architecture, clean.Kind, images.Height, images.Width, model.Classes);
        Calibration? calibration = Calibrations.For(options.CalibrationFile, kind, search);
        AuditSubject subject = AuditSubject.Of(model.Network, images, run);
        int done = 0;
        List<AuditFinding> findings = Detectors.All.Look(
            subject, search, run, d => options.Progress?.Report(new AuditStage(d.Name, done++, Detectors.All.Count)));
        double accuracy = new Evaluator(run.Device).Accuracy(model.Network, images).Value;
        AuditVerdict verdict = AuditVerdict.Of(
            findings, accuracy, calibration, images.ClassNames, model.Architecture, Calibrations.OtherOptions(kind, search));
        return new AuditReport
        {
            Verdict = verdict.Code,
            Sentence = verdict.Sentence,
            Class = verdict.Class,
            Reasons = verdict.Reasons,
            Statistics = [.. findings.Select(f => new AuditStatistic(f.Family, f.Statistic, calibration?.P(f), f.Class))],
        };
    }
}
