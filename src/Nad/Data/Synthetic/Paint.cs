namespace Nad.Data.Synthetic;

/// <summary>The colours that signs are made of.</summary>
internal static class Paint
{
    public static readonly Rgb Red = new(0.78, 0.10, 0.13);
    public static readonly Rgb Blue = new(0.08, 0.28, 0.68);
    public static readonly Rgb Yellow = new(0.95, 0.76, 0.10);
    public static readonly Rgb White = new(0.93, 0.93, 0.91);
    public static readonly Rgb Black = new(0.08, 0.08, 0.09);

    /// <summary>Any of the five: what distracting things in the background wear, so that colour alone names no class.</summary>
    public static Rgb Any(RandomStream random) => random.Next(5) switch
    {
        0 => Red,
        1 => Blue,
        2 => Yellow,
        3 => White,
        _ => Black,
    };
}
