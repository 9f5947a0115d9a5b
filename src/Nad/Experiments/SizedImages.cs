using Nad.Data;
using Nad.Models;

namespace Nad.Experiments;

/// <summary>Brings images to the size that a network takes.</summary>
internal static class SizedImages
{
    /// <summary>
    /// The source with its images at that size; the source itself where nothing says a size, and where its SPEC names one.
    /// </summary>
    /// <exception cref="NadException">The size that was said is not the one that the network takes, or the SPEC names another.</exception>
    public static IDataSource Of(IDataSource source, ModelFile model)
    {
        int? alone = model.Model.InputSize;
        if (model.Geometry is { } said)
        {
            if (alone is { } side && (said.Height != side || said.Width != side))
                throw new NadException(
                    $"{model.Model.Architecture} takes {side}x{side} images alone, so they cannot be {said.Width}x{said.Height}. "
                    + "Leave --size, --resize and --crop out, or let them end in that size.");
            return source.At(said);
        }

        return alone is { } only && !source.NamesSize ? source.At(new ImageGeometry(only, only)) : source;
    }
}
