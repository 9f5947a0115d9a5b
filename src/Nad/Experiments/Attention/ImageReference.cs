using System.Globalization;
using Nad.Data;
using Nad.Files.Imaging;
using Nad.Models;

namespace Nad.Experiments;

/// <summary>
/// One image by name: a picture file, or <c>SPEC#INDEX</c>, <c>SPEC#test:INDEX</c>, <c>SPEC#train:INDEX</c> of a data set.
/// </summary>
public static class ImageReference
{
    private const long LargestFile = 256 << 20;

    /// <summary>Loads the images; a data set that is named several times is loaded once.</summary>
    /// <param name="names">As they were typed.</param>
    /// <param name="size">Height and width that the models take; picture files of another size are resized.</param>
    /// <param name="classes">Classes of the models.</param>
    /// <param name="cancellation">Ends the loading.</param>
    /// <param name="classFile">
    /// File that lists the classes of data sets in the order of the models' labels; null for the order of the data.
    /// </param>
    /// <param name="model">Decides the order of class folders that are numbers; null to take them as the data has them.</param>
    /// <exception cref="NadException">A file or an index that is not there, or data of other classes.</exception>
    public static IReadOnlyList<NamedImage> Load(
        IReadOnlyList<string> names, int size, int classes, CancellationToken cancellation, string? classFile = null,
        Classifier? model = null)
    {
        ArgumentNullException.ThrowIfNull(names);
        Dictionary<(string Spec, bool Train), ImageSet> loaded = [];
        return [.. names.Select(
            name => File.Exists(name) ? OfFile(name, size) : OfData(name, size, classes, loaded, classFile, model, cancellation))];
    }

    /// <summary>The file or the data set that a name stands for.</summary>
    /// <param name="option">How the user named it.</param>
    /// <param name="name">As it was typed.</param>
    /// <exception cref="NadException">It names no data.</exception>
    public static IEnumerable<InputPlace> Place(string option, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return File.Exists(name) ? InputPlace.Of(option, name)
            : name.LastIndexOf('#') is var mark and >= 0 ? InputPlace.OfData(option, name[..mark])
            : [];
    }

    private static NamedImage OfFile(string path, int size)
    {
        RgbImage picture = ImageDecoder.Decode(RegularFile.ReadAll(path, "a picture", LargestFile), Printable.Of(path));
        string note = picture.Width == size && picture.Height == size
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $", resized from {picture.Width}x{picture.Height}");
        return new NamedImage(Path.GetFileName(path) + note, ImageResizer.Resize(picture, size, size).Pixels, size, null, null);
    }

    private static NamedImage OfData(
        string name, int size, int classes, Dictionary<(string, bool), ImageSet> loaded, string? classFile, Classifier? model,
        CancellationToken cancellation)
    {
        int mark = name.LastIndexOf('#');
        if (mark < 0)
            throw new NadException(
                $"--image must be a picture file or SPEC#INDEX, such as cifar10:DIR#12, but '{Printable.Of(name)}' is no file that "
                + "exists and has no #INDEX.");
        string spec = name[..mark], place = name[(mark + 1)..];
        bool train = place.StartsWith("train:", StringComparison.Ordinal);
        string digits = train ? place[6..] : place.StartsWith("test:", StringComparison.Ordinal) ? place[5..] : place;
        if (!NumberText.TryDigits(digits, out int index))
            throw new NadException(
                $"Behind the # of --image must stand a number from 0, or test:N or train:N, but '{Printable.Of(name)}' has "
                + $"'{Printable.Of(place)}'.");
        if (!loaded.TryGetValue((spec, train), out ImageSet? set))
        {
            IDataSource source = DataSpec.Parse(spec).Open(classFile);
            if (source.ClassCount != classes)
                throw new NadException(
                    $"{source.Spec} has {source.ClassCount} classes, but the model tells {classes} apart. "
                    + "Use the data that the model was made for.");
            set = (train ? null : source.LoadTest(cancellation)) ?? source.LoadTrain(cancellation);
            if (model is not null && set.Height == size && set.Width == size)
                set = ClassOrderChoice.Of(source, set, model, model.Device, cancellation).Images;
            loaded[(spec, train)] = set;
        }

        if (index >= set.Count)
            throw new NadException($"{Printable.Of(name)} names image {index}, but there are only {set.Count}, counted from 0.");
        if (set.Height != size || set.Width != size)
            throw new NadException(
                $"The model takes {size}x{size} images, but those of {set.Source} are {set.Width}x{set.Height}. "
                + $"For images:DIR ask for the size: images:DIR@{size}.");
        return new NamedImage(
            $"{(train ? "Training image" : "Image")} {index}: {set.ClassNames[set.Labels[index]]}",
            set.Image(index).ToArray(),
            size,
            set.Labels[index],
            set.ClassNames);
    }
}
