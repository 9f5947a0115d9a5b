using Nad.Data;
using Nad.Evaluation;
using Nad.Models;
using Nad.Torch;

namespace Nad.Experiments;

/// <summary>Measures models of the zoo again and compares hits and trials with what their cards claim.</summary>
/// <param name="zoo">The folder.</param>
/// <param name="data">SPEC whose test split is measured, or its training split where there is no other.</param>
/// <param name="device">Where models are measured.</param>
/// <param name="cancellation">Ends it early.</param>
/// <param name="classes">File that lists the classes in the order of the models' labels; null for the order of the data.</param>
public sealed class ZooCheck(ZooFolder zoo, string data, Device device, CancellationToken cancellation, string? classes = null)
{
    private readonly Lazy<(ImageSet Images, string Sha256)> test = new(() =>
    {
        IDataSource source = DataSpec.Parse(data).Open(classes);
        ImageSet images = source.LoadTest(cancellation) ?? source.LoadTrain(cancellation);
        return (images, images.Fingerprint());
    });

    /// <summary>Checks one model.</summary>
    /// <exception cref="NadException">There is no such model, or the data cannot be read.</exception>
    public ZooVerdict Check(string name) => Measure(zoo.Read(name), zoo.ModelPath(name));

    /// <summary>Checks a card against a checkpoint.</summary>
    internal ZooVerdict Measure(ZooCard card, string checkpoint)
    {
        (ImageSet images, string sha256) = test.Value;
        using ModelFile file = ModelFile.Load(checkpoint, device);
        if (file.Sha256 != card.Model.Sha256)
            return Without(ZooOutcome.Differs, "the checkpoint is not the one of the card: its SHA-256 differs");
        if (file.Model.ClassCount != images.ClassNames.Count)
            return Without(
                ZooOutcome.NotMeasured,
                $"the model tells {file.Model.ClassCount} classes apart, but the data has {images.ClassNames.Count}");
        if (file.Model.InputSize is { } side && (images.Height, images.Width) != (side, side))
            return Without(
                ZooOutcome.NotMeasured,
                $"the model takes {file.Model.InputSize}x{file.Model.InputSize} images, but the data has {images.Width}x{images.Height}");

        file.Settle(images, cancellation);
        Score score = new Evaluator(device).Measure(file.Model, images, card.Trigger, cancellation);
        CountsEntry found = Entries.Counts(score);
        (ZooOutcome outcome, string reason) = card.TestedOn.Sha256 != sha256 ? (
                ZooOutcome.OtherData,
                $"other test images than those of the card ({card.TestedOn.Images} of {Printable.Of(card.TestedOn.Spec)})")
            : found == card.Rates ? (ZooOutcome.Agrees, "")
            : (ZooOutcome.Differs, "the same test images, but other counts");
        return new ZooVerdict(card.Name, outcome, reason, card.Rates, found, sha256);

        ZooVerdict Without(ZooOutcome without, string why) => new(card.Name, without, why, card.Rates, null, null);
    }
}
