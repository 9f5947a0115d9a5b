namespace Nad.Models;

/// <summary>Normalisations that published models were trained with, for the search on clean images.</summary>
public static class KnownPreprocessing
{
    private static readonly Preprocessing Half = new("half", [0.5, 0.5, 0.5], [0.5, 0.5, 0.5]);

    /// <summary>One of each kind that is told apart: those of a kind differ by less than a point of accuracy.</summary>
    public static IReadOnlyList<Preprocessing> Kinds { get; } =
    [
        Preprocessing.None,
        new("imagenet", [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
        Half,
    ];

    /// <summary>All, in the order in which equals are preferred.</summary>
    public static IReadOnlyList<Preprocessing> All { get; } =
    [
        .. Kinds,
        new("cifar10", [0.4914, 0.4822, 0.4465], [0.247, 0.243, 0.261]),
        new("cifar10 of narrow deviation", [0.4914, 0.4822, 0.4465], [0.2023, 0.1994, 0.2010]),
        new("cifar100", [0.5071, 0.4865, 0.4409], [0.2673, 0.2564, 0.2762]),
        new("tiny-imagenet", [0.4802, 0.4481, 0.3975], [0.2302, 0.2265, 0.2262]),
        new("gtsrb", [0.3403, 0.3121, 0.3214], [0.2724, 0.2608, 0.2669]),
        new("clip", [0.48145466, 0.4578275, 0.40821073], [0.26862954, 0.26130258, 0.27577711]),
    ];

    /// <summary>Whether two differ enough to be told apart on clean images.</summary>
    public static bool Differ(Preprocessing a, Preprocessing b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return a.Bgr != b.Bgr
            || Enumerable.Range(0, 3).Any(
                c => Math.Abs((a.Mean[c] / a.Std[c]) - (b.Mean[c] / b.Std[c])) > 0.4 || Math.Abs(Math.Log(a.Std[c] / b.Std[c])) > 0.5);
    }
}
