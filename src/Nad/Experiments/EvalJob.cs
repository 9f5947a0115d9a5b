using Nad.Attacks;
using Nad.Data;
using Nad.Evaluation;
using Nad.Models;
using Nad.Reporting;
using Nad.Torch;

namespace Nad.Experiments;

/// <summary>A model and the images that it is measured on.</summary>
public sealed class EvalJob : IDisposable
{
    private readonly string spec;
    private readonly Device device;
    private readonly Backdoor? backdoor;

    private EvalJob(ModelFile model, ImageSet images, string spec, Backdoor? backdoor, Device device) =>
        (Model, Images, this.spec, this.backdoor, this.device) = (model, images, spec, backdoor, device);

    /// <summary>The model.</summary>
    public ModelFile Model { get; }

    /// <summary>The test split, or the training split where there is no other.</summary>
    public ImageSet Images { get; }

    /// <summary>Names of the classes with the number of images of each, to be shown before work starts.</summary>
    public string Classes => ClassCounts.Line(Images);

    private string ClassOrder { get; init; } = "";

    /// <summary>What is missing in the data, one printable sentence each.</summary>
    public IReadOnlyList<string> Remarks { get; private init; } = [];

    /// <summary>What was decided while the model was read, one printable sentence each.</summary>
    public IReadOnlyList<string> Notes { get; private init; } = [];

    /// <summary>Loads both and checks that they fit.</summary>
    /// <exception cref="NadException">They do not, or something is missing.</exception>
    public static EvalJob Load(
        string model, string data, BadNetsOptions? attack, string? triggerFile, PictureOnImages? picture, Device device,
        CancellationToken cancellation, ModelInput? input = null, string? classes = null, ImageMemory? memory = null)
    {
        IDataSource source = DataSpec.Parse(data).Open(classes, memory);
        ModelFile file = ModelFile.Load(model, device, input);
        try
        {
            EraseInputs.CheckClasses(model, file.Model, source);
            source = SizedImages.Of(source, file);
            // A trigger that does not fit is refused before anything is decoded, if the size is known by then.
            Backdoor? backdoor =
                file.Model.InputSize is { } side ? TriggerFile.Resolve(attack, triggerFile, picture, source.ClassCount, side, side) : null;
            ImageSet images = source.LoadTest(cancellation) ?? source.LoadTrain(cancellation);
            backdoor ??= TriggerFile.Resolve(attack, triggerFile, picture, source.ClassCount, images.Height, images.Width);
            (source, images, string? order) = ClassOrderChoice.Of(source, images, file, device, cancellation);
            file.Settle(images, cancellation);
            string?[] found = [file.Found, order, ClassCounts.Missing(images, "test image")];
            return new EvalJob(file, images, source.Spec, backdoor, device)
            {
                Remarks = [.. source.Remarks, .. found.OfType<string>().Where(f => f.Length > 0)],
                Notes = file.Notes,
                ClassOrder = Entries.Of(source.Order),
            };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The trigger in words, with its target; null where none is measured.</summary>
    public string? Trigger => backdoor is null ? null : TriggerText.Of(backdoor, Images.ClassNames);

    /// <summary>What the triggered images are taken for, one line for each model; empty where no trigger is measured.</summary>
    public IEnumerable<string> TriggerLines(ScoreColumn column) => TriggerText.Lines(Trigger, [column], Images.ClassNames);

    /// <summary>Runs the model over the images.</summary>
    public Score Measure(CancellationToken cancellation) => new Evaluator(device).Measure(Model.Model, Images, backdoor, cancellation);

    /// <summary>What the model answers to every image, as <see cref="PredictionFile"/> has it.</summary>
    /// <param name="score">What was measured on these images.</param>
    /// <param name="cancellation">Ends it early.</param>
    public string Predictions(Score score, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(score);
        Prediction[] predictions = Prediction.Of(Model.Model, Images, PredictionFile.Classes, device, cancellation);
        int?[] triggered = new int?[Images.Count];
        int next = 0;
        for (int i = 0; score.Triggered is { } answers && i < triggered.Length; i++)
        {
            if (backdoor!.Labels.Counts(Images.Labels[i])) triggered[i] = answers.Given[next++];
        }

        return PredictionFile.Text(Images, predictions, triggered);
    }

    /// <summary>Whether the model fits the images.</summary>
    public ModelFit Fit(Score score, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(score);
        return ModelFit.Of(new Evaluator(device), Model.Model, Images, score.Clean!, ClaimedAccuracy.Of(Model.Metadata), cancellation);
    }

    /// <summary>What there is to tell of that, one sentence each.</summary>
    public IReadOnlyList<string> Doubts(ModelFit fit) => FitText.Of(fit, Model.Path, "images", Images.ClassNames);

    /// <summary>As JSON is to show it.</summary>
    public EvalResult ToResult(Score score, ModelFit fit)
    {
        ArgumentNullException.ThrowIfNull(score);
        ArgumentNullException.ThrowIfNull(fit);
        return new EvalResult(Entries.Of(Model), spec, Entries.Of(score), Entries.Versions(device), FitEntry.Of(fit), Doubts(fit))
        {
            ClassOrder = ClassOrder,
            ClassNames = Images.ClassNames,
            ImagesByClass = Images.CountByClass(),
            Remarks = Remarks,
        };
    }

    /// <summary>Frees the model.</summary>
    public void Dispose() => Model.Dispose();
}
