namespace Nad.Data;

/// <summary>What the name of a folder says that its images are for.</summary>
internal enum SplitRole
{
    /// <summary>To train on.</summary>
    Train,

    /// <summary>To measure on.</summary>
    Test,
}
