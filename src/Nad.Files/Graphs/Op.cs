
namespace Nad.Files.Graphs;

/// <summary>
/// An operator of a <see cref="Graph"/> with its settings. The list is closed: what stands here can be run and trained; a reader refuses
/// everything else by name. Inputs are written in brackets where they are optional.
/// </summary>
public abstract partial record Op
{
    private Op()
    {
    }

    /// <summary>Short name for messages, such as <c>Conv2d</c>.</summary>
    public string Name => GetType().Name;

    /// <summary>Fewest and most inputs.</summary>
    internal virtual (int Least, int Most) Arity => (1, 1);

    /// <summary>Whether input <paramref name="index"/> may be absent although later ones are there.</summary>
    internal virtual bool MayMiss(int index) => false;

    /// <summary>Border around an image, in pixels; negative values crop.</summary>
    /// <param name="Top">Rows above.</param>
    /// <param name="Left">Columns to the left.</param>
    /// <param name="Bottom">Rows below.</param>
    /// <param name="Right">Columns to the right.</param>
    public readonly record struct Border(int Top, int Left, int Bottom, int Right)
    {
        /// <summary>As wide on all sides.</summary>
        public static Border Of(int all) => new(all, all, all, all);

        /// <summary>Whether top equals bottom and left equals right.</summary>
        public bool IsEven => Top == Bottom && Left == Right;
    }

    /// <summary>A height and a width.</summary>
    /// <param name="Height">Rows.</param>
    /// <param name="Width">Columns.</param>
    public readonly record struct Extent(int Height, int Width)
    {
        /// <summary>As high as wide.</summary>
        public static Extent Of(int both) => new(both, both);
    }
}
