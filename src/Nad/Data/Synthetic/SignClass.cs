namespace Nad.Data.Synthetic;

/// <summary>Signed distance to a figure in sign coordinates (x to the right, y down, outline of radius about 1): negative inside.</summary>
internal delegate double Figure(double x, double y);

/// <summary>What a class of signs looks like: a plate, its rim, and the glyph on it.</summary>
/// <param name="Name">Name of the class.</param>
/// <param name="Outline">The plate.</param>
/// <param name="RimWidth">Width of the rim in sign units.</param>
/// <param name="Rim">Colour of the rim.</param>
/// <param name="Face">Colour of the plate inside its rim.</param>
/// <param name="Glyph">The symbol, or null for an empty face.</param>
/// <param name="Ink">Colour of the symbol.</param>
internal sealed record SignClass(string Name, Figure Outline, double RimWidth, Rgb Rim, Rgb Face, Figure? Glyph, Rgb Ink)
{
    /// <summary>
    /// The ten classes. Neighbours share a shape, a colour or both, so that no single cue decides; every figure is symmetric
    /// about the vertical axis, so that a mirrored sign is a sign of the same class and flip augmentation is safe.
    /// </summary>
    public static IReadOnlyList<SignClass> All { get; } =
    [
        new("stop", SignShapes.Octagon, 0.10, Paint.White, Paint.Red, SignGlyphs.Lettering, Paint.White),
        new("no entry", SignShapes.Disc, 0.06, Paint.White, Paint.Red, SignGlyphs.Bar, Paint.White),
        new("closed", SignShapes.Disc, 0.24, Paint.Red, Paint.White, null, Paint.White),
        new("yield", SignShapes.TriangleDown, 0.20, Paint.Red, Paint.White, null, Paint.White),
        new("danger", SignShapes.TriangleUp, 0.17, Paint.Red, Paint.White, SignGlyphs.Exclamation, Paint.Black),
        new("crossroads", SignShapes.TriangleUp, 0.17, Paint.Red, Paint.White, SignGlyphs.Crossing, Paint.Black),
        new("bumps", SignShapes.TriangleUp, 0.17, Paint.Red, Paint.White, SignGlyphs.Bumps, Paint.Black),
        new("ahead only", SignShapes.Disc, 0.06, Paint.White, Paint.Blue, SignGlyphs.ArrowUp, Paint.White),
        new("either side", SignShapes.Disc, 0.06, Paint.White, Paint.Blue, SignGlyphs.ArrowsApart, Paint.White),
        new("priority", SignShapes.Diamond, 0.20, Paint.White, Paint.Yellow, null, Paint.Yellow),
    ];
}
