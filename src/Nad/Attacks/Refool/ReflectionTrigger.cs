namespace Nad.Attacks;

/// <summary>
/// Reflections of which image i of a set gets number i modulo their count: in training, among the poisoned images, as at test time.
/// </summary>
/// <param name="Height">Rows of the images.</param>
/// <param name="Width">Columns of the images.</param>
/// <param name="Reflections">At least one.</param>
public sealed record ReflectionTrigger(int Height, int Width, IReadOnlyList<Reflection> Reflections) : Trigger
{
    private const int LargestSide = 4096, Most = 1000;

    /// <inheritdoc/>
    public override string Describe()
    {
        IEnumerable<string> kinds = Reflections.GroupBy(r => r.Kind).OrderBy(g => g.Key).Select(g => $"{g.Count()} {Word(g.Key)}");
        return $"{Reflections.Count} reflections ({string.Join(", ", kinds)})";

        static string Word(ReflectionKind kind) => kind switch
        {
            ReflectionKind.Ghost => "ghost",
            ReflectionKind.OutOfFocus => "out of focus",
            _ => "in focus",
        };
    }

    /// <inheritdoc/>
    public override void Apply(Span<byte> image, int height, int width, int index = 0)
    {
        if (height != Height || width != Width)
            throw new NadException($"The reflections are {Height}x{Width}, but the images are {height}x{width}. Use images of that size.");
        Reflections[index % Reflections.Count].Apply(image);
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        if (Height is < 1 or > LargestSide || Width is < 1 or > LargestSide)
            throw new DamagedFileException($"Reflections must be 1 to {LargestSide} pixels high and wide, but are {Height}x{Width}.");
        if (Reflections is not { Count: > 0 and <= Most })
            throw new DamagedFileException($"There must be 1 to {Most} reflections, but there are {Reflections?.Count ?? 0}.");
        foreach (Reflection reflection in Reflections)
        {
            if (reflection is null) throw new DamagedFileException("One of the reflections is empty.");
            reflection.Validate(Height, Width);
        }
    }
}
