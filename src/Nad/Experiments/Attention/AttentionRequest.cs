namespace Nad.Experiments;

/// <summary>What <c>nad attention</c> is asked to draw.</summary>
public sealed record AttentionRequest
{
    /// <summary>Checkpoints, shown side by side in this order.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>Picture files, or images of a data set (<see cref="ImageReference"/>).</summary>
    public required IReadOnlyList<string> Images { get; init; }

    /// <summary>
    /// File that lists the classes of data sets in the order of the models' labels (<see cref="ClassList"/>); null for the order of the
    /// data.
    /// </summary>
    public string? Classes { get; init; }

    /// <summary>Taps, by name or by number from 1; empty for all.</summary>
    public IReadOnlyList<string> Taps { get; init; } = [];

    /// <summary>Attention functions. Default: the paper's A_sum².</summary>
    public IReadOnlyList<AttentionFunction> Functions { get; init; } = [new(Defenses.AttentionOperator.Sum, 2)];

    /// <summary>What is said of the models that their files may not tell.</summary>
    public Nad.Models.ModelInput Input { get; init; } = Nad.Models.ModelInput.Unknown;

    /// <summary>Height and width of the images for networks that take any; null for 32.</summary>
    public int? Size { get; init; }

    /// <summary>A stored trigger: every image is then shown a second time, with it; null for none.</summary>
    public string? TriggerFile { get; init; }

    /// <summary>What is told of <see cref="TriggerFile"/> where that is a picture; null where nothing is.</summary>
    public PictureOnImages? TriggerPicture { get; init; }
}
