using System.Text.RegularExpressions;

namespace Nad.Models;

/// <summary>Depth and width of a WideResNet, written <c>wrn-DEPTH-WIDEN</c>.</summary>
/// <param name="Depth">d = 6n + 4, 10 to 190.</param>
/// <param name="Widen">k, 1 to 20.</param>
public readonly partial record struct WideResNetShape(int Depth, int Widen)
{
    /// <summary>Reads <c>wrn-16-1</c> and its like.</summary>
    /// <exception cref="NadException">Not such a name, or outside the range.</exception>
    public static WideResNetShape Parse(string name)
    {
        Match match = Pattern().Match(name);
        WideResNetShape shape = match.Success && NumberText.TryDigits(match.Groups[1].ValueSpan, out int depth)
            && NumberText.TryDigits(match.Groups[2].ValueSpan, out int widen)
            ? new(depth, widen)
            : default;
        return shape.Depth is >= 10 and <= 190 && (shape.Depth - 4) % 6 == 0 && shape.Widen is >= 1 and <= 20
            ? shape
            : throw new NadException(
                "The architecture must be wrn-D-K with D one of 10, 16, 22, ... "
                + $"190 and K from 1 to 20, such as wrn-16-1, but is '{Printable.Of(name)}'.");
    }

    /// <inheritdoc/>
    public override string ToString() => $"wrn-{Depth}-{Widen}";

    [GeneratedRegex(@"^wrn-([0-9]{1,3})-([0-9]{1,2})\z")]
    private static partial Regex Pattern();
}
