using Nad.Torch;

namespace Nad.Models;

/// <summary>A value of a network that shows a map, in whatever order its elements lie.</summary>
/// <param name="Name">Of the value.</param>
/// <param name="Layout">Where its channels stand.</param>
/// <param name="Channels">C.</param>
/// <param name="Height">H.</param>
/// <param name="Width">W.</param>
/// <param name="Skipped">Of <see cref="TapLayout.Tokens"/>: how many come before those of the map, such as a class token.</param>
public sealed record TapMap(string Name, TapLayout Layout, long Channels, long Height, long Width, int Skipped = 0)
{
    /// <summary>The value as N×C×H×W.</summary>
    public Tensor Of(Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Layout switch
        {
            TapLayout.ChannelsFirst => value,
            TapLayout.ChannelsLast => value.Permute(0, 3, 1, 2),
            _ => (Skipped == 0 ? value : value.Slice(1, Skipped, long.MaxValue)).Permute(0, 2, 1).Contiguous().View(
                -1, Channels, Height, Width),
        };
    }
}

/// <summary>How the elements of a map lie.</summary>
public enum TapLayout
{
    /// <summary>N×C×H×W.</summary>
    ChannelsFirst,

    /// <summary>N×H×W×C.</summary>
    ChannelsLast,

    /// <summary>N×T×C: tokens, of which the last H·W are the map, row by row.</summary>
    Tokens,
}
