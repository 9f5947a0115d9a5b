namespace Nad.Data;

/// <summary>Where a data set is published, and how to know that a copy is whole.</summary>
/// <remarks>
/// Sources of the checksums: for CIFAR the authors' page lists them beside the links; for GTSRB the publisher's archive lists none, and
/// these are the ones that independent loaders of the same files agree on (torchvision's for the test files).
/// </remarks>
public sealed record OfficialData
{
    /// <summary>Kind of the data SPEC, such as <c>cifar10</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Name for readers.</summary>
    public required string Name { get; init; }

    /// <summary>Page of its authors, to read before the data is used.</summary>
    public required string Page { get; init; }

    /// <summary>Address that the names of the files are appended to.</summary>
    public required Uri Base { get; init; }

    /// <summary>Folder that unpacking makes.</summary>
    public required string Folder { get; init; }

    /// <summary>Training and test images of the whole set.</summary>
    public required (int Train, int Test) Images { get; init; }

    /// <summary>The files.</summary>
    public required IReadOnlyList<OfficialArchive> Archives { get; init; }

    /// <summary>Every data set that can be fetched.</summary>
    public static IReadOnlyList<OfficialData> All { get; } =
    [
        new()
        {
            Kind = "cifar10",
            Name = "CIFAR-10",
            Page = "https://www.cs.toronto.edu/~kriz/cifar.html",
            Base = new Uri("https://www.cs.toronto.edu/~kriz/"),
            Folder = "cifar-10-batches-bin",
            Images = (50_000, 10_000),
            Archives = [new("cifar-10-binary.tar.gz", "c32a1d4ab5d03f1284b67883e8d87530")],
        },
        new()
        {
            Kind = "cifar100",
            Name = "CIFAR-100",
            Page = "https://www.cs.toronto.edu/~kriz/cifar.html",
            Base = new Uri("https://www.cs.toronto.edu/~kriz/"),
            Folder = "cifar-100-binary",
            Images = (50_000, 10_000),
            Archives = [new("cifar-100-binary.tar.gz", "03b5dce01913d631647c71ecec9e9cb8")],
        },
        new()
        {
            Kind = "gtsrb",
            Name = "GTSRB",
            Page = "https://benchmark.ini.rub.de/gtsrb_dataset.html",
            Base = new Uri("https://sid.erda.dk/public/archives/daaeac0d7ce1152aea9b61d9f1e19370/"),
            Folder = "GTSRB",
            Images = (39_209, 12_630),
            Archives =
            [
                new("GTSRB_Final_Training_Images.zip", "f33fd80ac59bff73c82d25ab499e03a3"),
                new("GTSRB_Final_Test_Images.zip", "c7e4e6327067d32654124b0fe9e82185"),
                new("GTSRB_Final_Test_GT.zip", "fe31e9c9270bbcd7b84b7f21a9d9d9e5"),
            ],
        },
    ];

    /// <summary>The data set of a kind; null where it cannot be fetched.</summary>
    public static OfficialData? Of(string kind) => All.FirstOrDefault(d => d.Kind == kind);
}
