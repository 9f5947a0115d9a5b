using System.Text;

namespace Nad.Reporting;

/// <summary>The path of a line; values that are not finite break it.</summary>
internal static class LinePath
{
    /// <summary>Path data through the points, in drawing units.</summary>
    /// <param name="points">Points by rising X.</param>
    /// <param name="stepped">True to hold each value and change half-way to the next, instead of a slope.</param>
    public static string Of(IReadOnlyList<(double X, double Y)> points, bool stepped)
    {
        StringBuilder path = new();
        bool pen = false;
        for (int i = 0; i < points.Count; i++)
        {
            (double x, double y) = points[i];
            if (!double.IsFinite(x) || !double.IsFinite(y))
            {
                pen = false;
                continue;
            }

            if (pen && stepped)
                path.Append('H').Append(Format.Coordinate((points[i - 1].X + x) / 2)).Append('V').Append(Format.Coordinate(y));
            path.Append(pen ? 'L' : 'M').Append(Format.Coordinate(x)).Append(',').Append(Format.Coordinate(y));
            pen = true;
        }

        return path.ToString();
    }
}
