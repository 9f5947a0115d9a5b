using Nad.Attacks;
using Nad.Data;
using Nad.Evaluation;
using Nad.Models;

namespace Nad.Experiments;

/// <summary>Draws where models look: any image, any tap, any attention function, several models side by side.</summary>
/// <param name="request">What is asked for.</param>
/// <param name="run">Device, cancellation.</param>
public sealed class AttentionJob(AttentionRequest request, RunContext run)
{
    private const int DefaultSize = 32;

    /// <summary>Runs it; nothing has been written.</summary>
    /// <exception cref="NadException">A bad input.</exception>
    public IReadOnlyList<AttentionPicture> Run()
    {
        List<ModelFile> models = [];
        try
        {
            foreach (string path in request.Models) models.Add(ModelFile.Load(path, run.Device, request.Input));
            Classifier first = models[0].Model;
            foreach (ModelFile other in models)
            {
                if (other.Model.ClassCount != first.ClassCount)
                    throw new NadException(
                        $"{Printable.Of(other.Path)} tells {other.Model.ClassCount} classes apart, but {Printable.Of(models[0].Path)} "
                        + $"{first.ClassCount}. Show models of the same task side by side.");
                if (other.Model.InputSize != first.InputSize)
                    throw new NadException(
                        $"{Printable.Of(other.Path)} takes images of {other.Model.InputSize} pixels, but {Printable.Of(models[0].Path)} of "
                        + $"{first.InputSize}. Show models of the same task side by side.");
            }

            int size = first.InputSize ?? request.Size ?? DefaultSize;
            foreach (ModelFile model in models) model.Settled(size, size);
            List<NamedImage> images =
                [.. ImageReference.Load(request.Images, size, first.ClassCount, run.Cancellation, request.Classes, models[0].Model)];
            if (request.TriggerFile is { } trigger)
                images = [.. WithTrigger(
                    images, TriggerFile.Resolve(null, trigger, request.TriggerPicture, first.ClassCount, size, size)!.Trigger)];
            string[] names = Names(models);
            int[][] taps = [.. models.Select(m => Taps(m.Model))];
            return [.. images.Select(
                image => new AttentionPicture(
                    image, [.. models.Select((m, i) => AttentionViewer.View(names[i], m.Model, image, taps[i], request.Functions))]))];
        }
        finally
        {
            foreach (ModelFile model in models) model.Dispose();
        }
    }

    /// <summary>
    /// Models that do no better than guessing on the images whose class is known, one sentence each: their maps show little.
    /// </summary>
    public static IEnumerable<string> Doubts(IReadOnlyList<AttentionPicture> pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        AttentionPicture[] known = [.. pictures.Where(p => p.Image is { Label: not null, ClassNames: not null, Triggered: false })];
        if (known.Length == 0) yield break;
        for (int m = 0; m < known[0].Views.Count; m++)
        {
            Answers answers = new(
                [.. known.Select(p => p.Image.Label!.Value)],
                [.. known.Select(p => p.Views[m].Predicted)],
                known[0].Image.ClassNames!.Count);
            if (ChanceLevel.Reached(answers) != true) continue;
            yield return $"{Printable.Of(known[0].Views[m].Model)} is right on {answers.Accuracy.Hits} of these {answers.Count} images, as "
                + "guessing would be: what it looks at says little. nad eval says what is likely.";
        }
    }

    private static IEnumerable<NamedImage> WithTrigger(IEnumerable<NamedImage> images, Trigger trigger)
    {
        foreach (NamedImage image in images)
        {
            yield return image;
            ImageSet stamped = trigger.Stamp(new ImageSet(image.Pixels, [0], image.Size, image.Size, ["?"], image.Caption));
            yield return image with
            {
                Caption = image.Caption + ", with the trigger",
                Pixels = stamped.Image(0).ToArray(),
                Triggered = true
            };
        }
    }

    // File names where they differ; else as much of the path as was typed.
    private static string[] Names(List<ModelFile> models)
    {
        string[] names = [.. models.Select(m => Path.GetFileNameWithoutExtension(m.Path))];
        return names.Distinct(StringComparer.Ordinal).Count() == names.Length ? names : [.. models.Select(m => m.Path)];
    }

    private int[] Taps(Classifier model)
    {
        if (request.Taps.Count == 0) return [.. Enumerable.Range(0, model.TapNames.Count)];
        List<int> taps = [];
        foreach (string wanted in request.Taps)
        {
            int index = NumberText.TryDigits(wanted, out int number) && number >= 1 && number <= model.TapNames.Count
                ? number - 1
                : model.TapNames.ToList().IndexOf(wanted);
            if (index < 0)
                throw new NadException(
                    $"--tap must be 1 to {model.TapNames.Count} or one of {string.Join(", ", model.TapNames)}, but is "
                    + $"'{Printable.Of(wanted)}'.");
            taps.Add(index);
        }

        return [.. taps.Distinct().Order()];
    }
}
