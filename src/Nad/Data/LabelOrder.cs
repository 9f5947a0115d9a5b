namespace Nad.Data;

/// <summary>Where the order of classes, and so the label of each, is from.</summary>
public enum LabelOrder
{
    /// <summary>The data set numbers its classes itself.</summary>
    Official,

    /// <summary>Names of folders in the order of their characters, as torchvision's ImageFolder has it.</summary>
    Text,

    /// <summary>Names of folders that hold numbers, in the order of these numbers.</summary>
    Numeric,

    /// <summary>A list of the user.</summary>
    Listed,

    /// <summary>That of other data, matched by name.</summary>
    Matched,
}
