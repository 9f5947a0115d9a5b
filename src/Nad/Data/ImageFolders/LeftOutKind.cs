namespace Nad.Data;

/// <summary>Why something in a store is not an image of a class, or one of an unexpected place.</summary>
internal enum LeftOutKind
{
    /// <summary>Hidden, or of a system (<see cref="SystemNames"/>).</summary>
    System,

    /// <summary>A file whose name has no extension.</summary>
    NoExtension,

    /// <summary>A file with the extension of something else.</summary>
    OtherExtension,

    /// <summary>An image beside the class folders.</summary>
    Outside,

    /// <summary>A link that leads nowhere.</summary>
    DeadLink,

    /// <summary>The same where a class folder stands.</summary>
    DeadClass,

    /// <summary>A folder that is not looked into.</summary>
    TooDeep,

    /// <summary>An image that is used, below a class folder but not directly in it.</summary>
    SubFolder,
}
