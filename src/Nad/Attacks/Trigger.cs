using System.Text.Json.Serialization;
using Nad.Data;

namespace Nad.Attacks;

/// <summary>
/// A change of an image that a backdoor reacts to. It is plain data: stored beside a result, loaded again, applied the same way at test
/// time.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(PatchTrigger), "patch")]
[JsonDerivedType(typeof(PictureTrigger), "picture")]
[JsonDerivedType(typeof(SineTrigger), "sine")]
[JsonDerivedType(typeof(ReflectionTrigger), "reflection")]
[JsonDerivedType(typeof(AddedTrigger), "added")]
public abstract record Trigger
{
    /// <summary>One line for reports.</summary>
    public abstract string Describe();

    /// <summary>Applies the trigger to one image.</summary>
    /// <param name="image">H×W×3 bytes, changed in place.</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <param name="index">
    /// Place of the image in its set, ≥ 0: a trigger of several variants gives image i variant i modulo their number.
    /// </param>
    /// <exception cref="NadException">The image is too small for it.</exception>
    public abstract void Apply(Span<byte> image, int height, int width, int index = 0);

    /// <summary>Checks what was read from a file or given by a user.</summary>
    /// <exception cref="NadException">Lengths contradict each other, or a number is outside its range.</exception>
    public abstract void Validate();

    /// <summary>A copy of the set with the trigger on every image; labels unchanged.</summary>
    public ImageSet Stamp(ImageSet images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return images.Changed((i, image) => Apply(image, images.Height, images.Width, i));
    }
}
