using System.Text.Json.Nodes;

namespace Nad.Cli.Tests;

/// <summary>The schema refuses what it is there to refuse; that results fit it is tested wherever a test makes one.</summary>
public sealed class ResultSchemaTests
{
    [Theory]
    [InlineData("/format", "1")]
    [InlineData("/format", "\"2\"")]
    [InlineData("/seed", "\"0\"")]
    [InlineData("/options/distillation/beta", "\"500, 1000, 1000\"")]
    [InlineData("/options/distillation/power", "\"2\"")]
    [InlineData("/options/student/nesterov", "\"on\"")]
    [InlineData("/options/student/learning_rate", "\"0.1\"")]
    [InlineData("/options/student/new_word", "1")]
    [InlineData("/options/mixup/share", "\"0.5\"")]
    [InlineData("/after/acc", "80.1")]
    [InlineData("/model/sha256", "\"x\"")]
    [InlineData("/verdict/code", "\"erased\"")]
    [InlineData("/verdict/target", "\"5\"")]
    [InlineData("/fit/acc", "84.4")]
    [InlineData("/after/aimed_at", "[0.5, 3]")]
    public void A_result_with_a_wrong_value_is_refused(string place, string value)
    {
        JsonNode result = Sample();
        Assert.Empty(ResultSchema.Faults(result.ToJsonString()));
        string[] path = place[1..].Split('/');
        JsonNode at = result;
        foreach (string name in path[..^1]) at = at[name] ??= new JsonObject();
        at[path[^1]] = JsonNode.Parse(value);
        Assert.NotEmpty(ResultSchema.Faults(result.ToJsonString()));
    }

    private static JsonNode Sample() => JsonNode.Parse(
        $$"""
        {
          "format": 2, "seed": 0,
          "model": { "file": "m.pth", "sha256": "{{new string('0', 64)}}", "architecture": "wrn-16-1", "classes": 10 },
          "verdict": { "code": "gone", "sentence": "The backdoor no longer works.", "target": 5 },
          "fit": { "acc": 0.84, "images": 2000, "at_chance": false },
          "after": { "acc": 0.8, "test_images": 10, "triggered_images": 0 },
          "versions": { "nad": "1", "libtorch": "1", "dotnet": "1", "os": "", "cpu": "", "threads": 1, "device": "cpu" },
          "options": {
            "run": { "method": "nad", "preset": "paper", "seed": 0, "precision": "fp32", "collapse_limit": 30 },
            "distillation": { "teacher": "Finetuned", "beta": [500, 1000, 1000], "power": 2 },
            "student": {
              "epochs": 10, "learning_rate": { "kind": "cosine", "rate": 0.1, "epochs": 10 }, "batch": 64, "momentum": 0.9, "nesterov": true, "weight_decay": 0.0001,
              "crop_padding": 4, "flip": true, "cutout": 9
            }
          }
        }
        """)!;
}
