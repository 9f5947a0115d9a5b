using Nad.Data;
using Nad.Experiments;
using Nad.Torch;

namespace Nad.Library;

/// <summary>Images and their labels, of the size and in the order of the classes that a model takes.</summary>
public sealed class LabelledImages
{
    private LabelledImages(ImageSet set, bool mirrorIsSafe, string kind) => (Set, MirrorIsSafe, Kind) = (set, mirrorIsSafe, kind);

    /// <summary>How many.</summary>
    public int Count => Set.Count;

    /// <summary>Names of the classes, in the order of the labels.</summary>
    public IReadOnlyList<string> ClassNames => Set.ClassNames;

    internal ImageSet Set { get; }

    internal bool MirrorIsSafe { get; }

    /// <summary>As a data SPEC begins, which calibrations go by; <c>memory</c> for images in memory.</summary>
    internal string Kind { get; }

    /// <summary>Opens images for a model.</summary>
    /// <param name="spec">
    /// Data as the command line names it, such as <c>images:DIR</c> with a folder for each class, or <c>cifar10:DIR</c>.
    /// </param>
    /// <param name="model">The model that they are for: it tells the size and, where two are in use, the order of the classes.</param>
    /// <param name="test">Whether the test split is meant; else the training split.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="NadException">They are not there, are broken, or do not fit the model.</exception>
    public static LabelledImages Open(string spec, ImageModel model, bool test = false, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        DataSpec parsed = DataSpec.Parse(spec);
        IDataSource source = SizedImages.Of(parsed.Open(), model.Origin);
        EraseInputs.CheckClasses(model.Origin.Path, model.Origin.Model, source);
        ImageSet images = test
            ? source.LoadTest(cancellation)
                ?? throw new NadException($"{Printable.Of(spec)} has no test split. Open its training split, or name other data.")
            : source.LoadTrain(cancellation);
        (source, images, _) = ClassOrderChoice.Of(source, images, model.Origin, Device.Cpu, cancellation);
        model.Origin.Settle(images, cancellation);
        return new LabelledImages(images, source.FlipIsSafe, parsed.Kind);
    }

    /// <summary>Takes images that are in memory.</summary>
    /// <param name="rgb">
    /// Pixels, image after image, row after row, three bytes each: count × <paramref name="height"/> × <paramref name="width"/> × 3. They
    /// are not copied.
    /// </param>
    /// <param name="labels">Label of each image, 0 to classes − 1.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="classNames">Names of the classes, as many as the model has.</param>
    /// <param name="model">The model that they are for.</param>
    /// <param name="mirrorIsSafe">Whether a mirrored image is still of its class: not so with text and traffic signs.</param>
    /// <exception cref="ArgumentException">The numbers do not fit each other.</exception>
    /// <exception cref="NadException">They do not fit the model.</exception>
    public static LabelledImages FromMemory(
        byte[] rgb, int[] labels, int height, int width, IReadOnlyList<string> classNames, ImageModel model, bool mirrorIsSafe = false)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        ArgumentNullException.ThrowIfNull(model);
        ImageSet images = new(rgb, labels, height, width, classNames, "memory");
        if (classNames.Count != model.Classes)
            throw new NadException(
                $"The model has {model.Classes} classes, but the images have {classNames.Count}. "
                + "Name as many classes as the model has, in its order.");
        model.Origin.Settle(images, CancellationToken.None);
        return new LabelledImages(images, mirrorIsSafe, "memory");
    }
}
