using System.Text.Json;
using System.Text.Json.Serialization;
using Nad.Defenses;
using Nad.Files.Checkpoints;

namespace Nad.Training;

/// <summary>Where a training is, beside its weights and momentum: enough to go on with the very next step.</summary>
internal sealed record TrainingState
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

    /// <summary>The state that a file holds; null where it holds none that a training could go on with.</summary>
    public static TrainingState? Of(Checkpoint file)
    {
        try
        {
            TrainingState? state = JsonSerializer.Deserialize(file.Metadata.GetValueOrDefault("state") as string ?? "null", TrainingStateJson.Default.TrainingState);
            bool usable = state is { Identity: not null, Records: not null, Observed: not null, Sums.Attention: not null, Order.Length: 4, Augmentation.Length: 4, Streams: not null, Step: >= 0 }
                && state.Streams.All(s => s is { Length: 4 }) && state.Records.Concat(state.Observed).All(r => r is { Attention: not null }) && state.TensorsSha256 == TrainingIdentity.HashOf(file.Tensors);
            return usable ? state : null;
        }
        catch (JsonException)
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
[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(TrainingState))]
internal sealed partial class TrainingStateJson : JsonSerializerContext;
