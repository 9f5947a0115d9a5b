using System.Text.Json.Nodes;
using Nad.Torch.Optimizers;

namespace Nad;

/// <summary>A learning rate over time as JSON: kind and every number, to the last bit.</summary>
public static class ScheduleJson
{
    /// <summary>The JSON of a schedule.</summary>
    public static string Of(LearningRateSchedule schedule) => Json(schedule).ToJsonString();

    private static JsonObject Json(LearningRateSchedule schedule) => schedule switch
    {
        StepSchedule s => new()
        {
            ["kind"] = "steps",
            ["milestones"] =
                new JsonArray([.. s.Milestones.Select(m => (JsonNode)new JsonObject { ["epoch"] = m.Epoch, ["rate"] = m.Rate })]),
        },
        CosineSchedule c => new() { ["kind"] = "cosine", ["rate"] = c.Rate, ["epochs"] = c.Epochs },
        OneCycleSchedule c => new() { ["kind"] = "one cycle", ["rate"] = c.Rate, ["epochs"] = c.Epochs, ["rise"] = c.Rise },
        HoldAndFallSchedule h => new() { ["kind"] = "hold and fall", ["rate"] = h.Rate, ["epochs"] = h.Epochs },
        _ => throw new ArgumentException("A schedule without a JSON form.", nameof(schedule)),
    };
}
