namespace Nad.Data;

/// <summary>Names that systems and programs leave in everybody's folders; nothing of a data set is called so.</summary>
internal static class SystemNames
{
    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        // archives of macOS, and its network folders
        "__MACOSX", "Icon\r", "Network Trash Folder", "Temporary Items", "TheVolumeSettingsFolder",
        // network storage of Synology and QNAP
        "@eaDir", "@SynoResource", "@SynoEAStream", "@tmp", "@sharebin", "@Recycle", "@Recently-Snapshot", "#recycle", "#snapshot",
        // Windows
        "System Volume Information", "$RECYCLE.BIN", "RECYCLER", "RECYCLED", "$Extend", "FOUND.000", "MSOCache", "Thumbs.db",
        "Thumbs.db:encryptable", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini",
        // Linux, Python, version control
        "lost+found", "__pycache__", "CVS", "aquota.user", "aquota.group", "node_modules",
    };

    /// <summary>Whether it is hidden (a dot in front) or belongs to a system or program.</summary>
    internal static bool Contain(string name) => name.Length == 0 || name[0] == '.' || Known.Contains(name);
}
