namespace Nad.Data;

/// <summary>A folder that is called like a split.</summary>
/// <param name="Node">The folder.</param>
/// <param name="Classes">
/// The folder in or below it that holds the class folders: archives like to wrap (<c>seg_train/seg_train/forest</c>).
/// </param>
/// <param name="Role">What its name says that it is for.</param>
/// <param name="Rank">How good a name it is; 0 is the best.</param>
internal sealed record SplitFolder(LayoutNode Node, LayoutNode Classes, SplitRole Role, int Rank)
{
    /// <summary>Whether it holds folders of images and not images themselves.</summary>
    internal bool HasClasses => Classes.Live.Count > 1 || (Classes.Live.Count == 1 && Classes.Images.Count == 0);

    /// <summary>Null where the name says nothing.</summary>
    internal static SplitFolder? Of(LayoutNode node) =>
        SplitWords.Of(node.Name) is { } word ? new SplitFolder(node, node.Inner(), word.Role, word.Rank) : null;

    /// <summary>Whether a class folder of this is one of the other too.</summary>
    internal bool Shares(SplitFolder other) => Shares(other.Classes);

    /// <inheritdoc cref="Shares(SplitFolder)"/>
    internal bool Shares(LayoutNode other) => Classes.Live.Any(node => other.Find(UnicodeForm.KeyOf(node.Name)) is { ImageCount: > 0 });
}
