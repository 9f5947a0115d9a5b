using Nad.Attacks;

namespace Nad.Experiments;

/// <summary>
/// What a picture file does not say of a trigger: where it goes, how strong it is, how it is laid on, and what it aims at.
/// </summary>
public sealed record PictureOnImages
{
    // A picture of the image's size would leave nothing of the image; Chen et al. 2017 and Li et al. 2021 blend theirs with this weight.
    private const double WholeImage = 0.2;

    /// <summary>The target label; null where only the picture matters, as for attention maps.</summary>
    public int? Target { get; init; }

    /// <summary>Where the picture goes; null for the bottom right corner.</summary>
    public PicturePlace? Place { get; init; }

    /// <summary>Weight of the picture, above 0 to 1; null for 1, or for 0.2 where it would cover the whole image.</summary>
    public double? Blend { get; init; }

    /// <summary>How picture and image are combined; null for <see cref="PictureMode.Blend"/>.</summary>
    public PictureMode? Mode { get; init; }

    /// <summary>The trigger.</summary>
    /// <param name="path">PNG with opacity, JPEG, PPM, BMP, .npy or .npz.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="height">Rows of the images.</param>
    /// <param name="width">Columns of the images.</param>
    /// <exception cref="NadException">It cannot be read, is larger than the images, or something is outside its range.</exception>
    internal Backdoor Backdoor(string path, int classes, int height, int width)
    {
        PictureTrigger picture = TriggerPicture.Read(path);
        (int row, int column) = (Place ?? PicturePlace.BottomRight).In(picture.Height, picture.Width, height, width);
        bool covers = picture.Height == height && picture.Width == width && picture.Opacity is null
            && (Mode ?? PictureMode.Blend) == PictureMode.Blend;
        AllToOne labels = new(Target ?? 0);
        labels.Validate(classes);
        PictureTrigger trigger =
            picture with { Row = row, Column = column, Blend = Blend ?? (covers ? WholeImage : 1), Mode = Mode ?? PictureMode.Blend };
        trigger.Validate();
        return new Backdoor("custom", trigger, labels);
    }
}
