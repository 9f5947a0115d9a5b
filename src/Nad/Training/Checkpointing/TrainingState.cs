using System.Text.Json.Serialization;
using Nad.Defenses;
using Nad.Files.Checkpoints;

namespace Nad.Training;

/// <summary>Where a training is, beside its weights and momentum: enough to go on with the very next step.</summary>
internal sealed record TrainingState : IStoredContent
{
    /// <summary>What the training is made of; see <see cref="TrainingIdentity"/>.</summary>
    public required SortedDictionary<string, string> Identity { get; init; }

    /// <summary>Records of the epochs that are over.</summary>
    public required IReadOnlyList<EpochRecord> Records { get; init; }

    /// <summary>Steps done in the epoch after those.</summary>
    public required int Step { get; init; }

    /// <summary>Stream of the order of images, as it was when that epoch began: 4 words.</summary>
    public required ulong[] Order { get; init; }

    /// <summary>Stream of the augmentation, as it is after the last step: 4 words.</summary>
    public required ulong[] Augmentation { get; init; }

    /// <summary>The step's own random streams, as they are after the last step: 4 words each.</summary>
    public ulong[][] Streams { get; init; } = [];

    /// <summary>Sums of the epoch so far.</summary>
    public required EpochSums Sums { get; init; }

    /// <summary>What a watcher has noted of these epochs.</summary>
    public required IReadOnlyList<EpochRecord> Observed { get; init; }

    /// <summary>The last good epoch, counted from 1, where its weights are stored too; null where the stored weights are those.</summary>
    public GoodEpoch? Good { get; init; }

    /// <summary>SHA-256 of the bytes of all tensors of the file, in its order.</summary>
    public required string TensorsSha256 { get; init; }

    string? IStoredContent.Fault() =>
        Streams.Append(Order).Append(Augmentation).Any(s => s.Length != 4) ? "a random stream has 4 words."
        : Step < 0 || Sums.Images < 0 ? "a number of steps or images is negative."
        : Good is { Epoch: < 0 } || Records.Concat(Observed).Any(r => r.Epoch < 0) ? "an epoch is negative."
        : null;

    /// <summary>The state that a file holds; null where it holds none that a training could go on with.</summary>
    public static TrainingState? Of(Checkpoint file)
    {
        try
        {
            byte[] text = System.Text.Encoding.UTF8.GetBytes(file.Metadata.GetValueOrDefault("state") as string ?? "null");
            TrainingState state = StoredJson.Read(text, TrainingStateJson.Default.TrainingState, "This is no state of a training");
            return state.TensorsSha256 == TrainingIdentity.HashOf(file.Tensors) ? state : null;
        }
        catch (DamagedFileException)
        {
            return null;
        }
    }
}

/// <summary>Sums over the images of an epoch that is not over.</summary>
internal sealed record EpochSums(long Images, double Loss, double CrossEntropy, double Rate, double[] Attention, double Outputs = 0);

/// <summary>An epoch whose weights may be handed out: its number from 1, and its accuracy on the hold-out (NaN without one).</summary>
internal sealed record GoodEpoch(int Epoch, double Accuracy);

/// <summary>Numbers are written so that they are read back bit for bit; NaN has a name.</summary>
[JsonSourceGenerationOptions(
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    MaxDepth = 16)]
[JsonSerializable(typeof(TrainingState))]
internal sealed partial class TrainingStateJson : JsonSerializerContext;
