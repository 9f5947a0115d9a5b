using System.Globalization;

namespace Nad.Reporting;

/// <summary>
/// How a series is told from the others: a colour class of the style sheet, a dash and a marker, so that print without colour still reads.
/// </summary>
internal static class SeriesStyle
{
    private const double Radius = 4;

    // Marker outlines around (0, 0), in the order of the series.
    private static readonly string[] Markers =
    [
        "m-4,0a4,4 0 1 0 8,0a4,4 0 1 0 -8,0z",          // disc
        "m-3.6,-3.6h7.2v7.2h-7.2z",                     // square
        "m0,-4.6l4.6,8h-9.2z",                          // triangle
        "m0,-5l5,5l-5,5l-5,-5z",                        // diamond
        "m-4,-4l8,8m0,-8l-8,8",                         // cross
        "m0,4.6l4.6,-8h-9.2z",                          // triangle, point down
    ];

    private static readonly string?[] Dashes = [null, "7 3", "2 3", "9 3 2 3", "4 2", "1 2"];

    /// <summary>Class of the style sheet that sets the colour.</summary>
    public static string Class(int series) => "s" + (series % Markers.Length).ToString(CultureInfo.InvariantCulture);

    /// <summary>Dash pattern, null for a solid line.</summary>
    public static string? Dash(int series) => Dashes[series % Dashes.Length];

    /// <summary>Path of the marker at a place.</summary>
    public static string Marker(int series, double x, double y) =>
        $"M{Format.Coordinate(x)},{Format.Coordinate(y)}{Markers[series % Markers.Length]}";

    /// <summary>Distance that a label keeps from the middle of a marker.</summary>
    public static double Clearance => Radius + 4;
}
