namespace Nad.Data;

/// <summary>
/// The splits of a folder, where it has any: decided by what the folders hold, because a class may be called <c>train</c> too.
/// </summary>
/// <param name="Train">What is trained on; null where there is none.</param>
/// <param name="Test">What is measured on; null where there is none.</param>
/// <param name="Others">Folders with images beside them, that are left out.</param>
internal sealed record SplitFolders(SplitFolder? Train, SplitFolder? Test, IReadOnlyList<LayoutNode> Others)
{
    /// <summary>Looks at the folders directly in <paramref name="top"/>; null where they are no splits.</summary>
    internal static SplitFolders? Of(LayoutNode top)
    {
        SplitFolder[] named = [.. top.Live.Select(SplitFolder.Of).OfType<SplitFolder>().OrderBy(s => s.Rank)];
        SplitFolder[] candidates = [.. named.Where(s => s.HasClasses)];
        if (candidates.Length == 0) return null;

        LayoutNode[] others = [.. top.Live.Where(node => !named.Any(s => s.Node == node))];
        if (!AreSplits(candidates, others)) return null;
        SplitFolder? train = candidates.FirstOrDefault(s => s.Role == SplitRole.Train);
        // A folder that is called test but holds none of the classes is no test split of them (Tiny ImageNet's val/images).
        SplitFolder? test = candidates.FirstOrDefault(s => s.Role == SplitRole.Test && (train is null || s.Shares(train)))
            ?? candidates.FirstOrDefault(s => s.Role == SplitRole.Test && train is not null && s.Classes.Live.Count > 1);
        return new SplitFolders(train, test, [.. top.Live.Where(node => node != train?.Node && node != test?.Node)]);
    }

    // Two that hold the same classes are splits, whatever stands beside them. A single one is a split beside nothing, beside folders that
    // hold its classes too, or beside fewer folders than it holds; a toy train among ten classes is not.
    private static bool AreSplits(SplitFolder[] candidates, LayoutNode[] others)
    {
        SplitFolder first = candidates[0];
        if (others.Length == 0 || candidates.Skip(1).Any(first.Shares)) return true;
        return others.Any(node => node.Live.Count > 1 && first.Shares(node)) || others.Length < first.Classes.Live.Count;
    }
}
