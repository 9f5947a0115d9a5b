using System.CommandLine;
using Nad.Cli.Help;
using Nad.Data;

namespace Nad.Cli.Commands;

/// <summary>The size of the images that a network takes, and how images of other sizes are brought to it.</summary>
internal sealed class InputSizeOptions
{
    private readonly Option<string?> size = new("--size")
    {
        HelpName = "N|HxW",
        Description = "Size in pixels, HEIGHTxWIDTH, that all images are resized to; default: "
            + "what the network takes alone, else as a file beside it says, else as the images are.",
    };

    private readonly Option<int?> resize =
        new("--resize") { HelpName = "N", Description = "Bring the shorter side of each image to N pixels before --crop." };
    private readonly Option<string?> crop = new("--crop")
    {
        HelpName = "N|HxW",
        Description = "Cut the middle of this size out of each image; default with --resize: as --resize, a square."
    };

    public void AddTo(Command command)
    {
        command.AddGroup("Model", size, resize, crop);
    }

    /// <summary>What was said; null for nothing.</summary>
    /// <exception cref="NadException">No size, or options that exclude each other.</exception>
    public ImageGeometry? Read(ParseResult parsed)
    {
        (string? whole, int? side, string? middle) = (parsed.GetValue(size), parsed.GetValue(resize), parsed.GetValue(crop));
        if (whole is not null && (side is not null || middle is not null))
            throw new NadException("--size resizes the whole image; --resize and --crop cut its middle out. Give one or the other.");
        ImageGeometry? geometry = whole is not null ? Sides(size.Name, whole)
            : middle is not null ? Sides(crop.Name, middle) with { Resize = side, Cut = true }
            : side is { } square ? new ImageGeometry(square, square) { Resize = square, Cut = true }
            : null;
        geometry?.Validate();
        return geometry;
    }

    private static ImageGeometry Sides(string option, string text)
    {
        string[] parts = text.Split('x');
        return parts.Length is 1 or 2 && NumberText.TryDigits(parts[0], out int height) && NumberText.TryDigits(parts[^1], out int width)
            ? new ImageGeometry(height, width)
            : throw new NadException($"{option} must be a number of pixels, or HEIGHTxWIDTH such as 64x96, but is '{Printable.Of(text)}'.");
    }
}
