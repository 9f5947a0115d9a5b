using Nad.Files.Imaging;

namespace Nad.Data;

/// <summary>Images of another source, brought to another size after they are loaded.</summary>
internal sealed class SizedSource(IDataSource source, ImageGeometry geometry) : IDataSource
{
    private string? remark;

    public string Spec => source.Spec;

    public bool NamesSize => source.NamesSize;

    public string Name => source.Name;

    public int ClassCount => source.ClassCount;

    public IReadOnlyList<string> ClassNames => source.ClassNames;

    public LabelOrder Order => source.Order;

    public bool HasTrain => source.HasTrain;

    public bool FlipIsSafe => source.FlipIsSafe;

    public IReadOnlyList<string> Remarks => remark is null ? source.Remarks : [.. source.Remarks, remark];

    public ImageSet LoadTrain(CancellationToken cancel = default) => Sized(source.LoadTrain(cancel), cancel);

    public ImageSet LoadTrain(Func<ImageLabels, int[]> choose, CancellationToken cancel = default) =>
        Sized(source.LoadTrain(choose, cancel), cancel);

    public ImageSet? LoadTest(CancellationToken cancel = default) => source.LoadTest(cancel) is { } test ? Sized(test, cancel) : null;

    public SizeRange? StoredSizes(bool test, CancellationToken cancel = default) => source.StoredSizes(test, cancel);

    private ImageSet Sized(ImageSet images, CancellationToken cancel)
    {
        if (images.Height == geometry.Height && images.Width == geometry.Width) return images;
        long stride = (long)geometry.Height * geometry.Width * 3;
        if (stride * images.Count > Array.MaxLength)
            throw new UnsupportedInputException(
                $"{images.Count} images of {geometry.Width}x{geometry.Height} are more than fit in memory at once (2 GB). Take fewer.");
        byte[] pixels = new byte[stride * images.Count];
        Parallel.For(0, images.Count, new ParallelOptions { CancellationToken = cancel }, i =>
        {
            RgbImage image = new(images.Width, images.Height, images.Image(i).ToArray());
            geometry.Apply(image, pixels.AsSpan((int)(i * stride), (int)stride), Printable.Of(images.Source));
        });
        remark = $"The images of {Printable.Of(images.Source)} are {images.Width}x{images.Height} and are {geometry.Describe()}.";
        return new ImageSet(pixels, images.Labels, geometry.Height, geometry.Width, images.ClassNames, images.Source)
        {
            Groups = images.Groups,
            Files = images.Files
        };
    }
}
