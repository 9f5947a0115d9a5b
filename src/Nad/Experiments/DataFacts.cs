namespace Nad.Experiments;

/// <summary>What <c>nad data SPEC --json</c> prints.</summary>
/// <param name="Spec">The SPEC that opens it again.</param>
/// <param name="Name">Of the data set.</param>
/// <param name="Classes">Number of classes.</param>
/// <param name="ClassNames">In the order of the labels.</param>
/// <param name="FlipIsSafe">Whether a mirrored image is still of its class.</param>
/// <param name="Splits">Train, and test where there is one.</param>
/// <param name="Remarks">What is missing or was left out.</param>
/// <param name="PeakMemoryBytes">Most memory that the program held so far.</param>
public sealed record DataFacts(
    string Spec, string Name, int Classes, IReadOnlyList<string> ClassNames, bool FlipIsSafe, IReadOnlyList<SplitFacts> Splits,
    IReadOnlyList<string> Remarks, long PeakMemoryBytes)
{
    /// <summary>Where the order of the classes is from (<see cref="Nad.Data.LabelOrder"/>), in small letters.</summary>
    public string? ClassOrder { get; init; }
}

/// <summary>One split.</summary>
/// <param name="Split"><c>train</c> or <c>test</c>.</param>
/// <param name="Images">How many.</param>
/// <param name="Size">Width x height as they are loaded.</param>
/// <param name="StoredSizes">The same as they are stored: one size, or the smallest and the largest.</param>
/// <param name="Tracks">Groups of near-duplicates; null where images are independent.</param>
/// <param name="ImagesByClass">In the order of the labels.</param>
/// <param name="Sha256">Hash of sizes, labels and pixels (<see cref="Nad.Data.ImageSet.Fingerprint"/>).</param>
/// <param name="LoadSeconds">Time from the first byte to the last image.</param>
public sealed record SplitFacts(
    string Split, int Images, string Size, string StoredSizes, int? Tracks, IReadOnlyList<int> ImagesByClass, string Sha256,
    double LoadSeconds);
