using System.Text.Json.Nodes;
using Nad.Defenses;

namespace Nad.Experiments;

/// <summary>
/// The settings of <c>auto</c> as they name its cells: by the words that were there when it was a preset of NAD, so that what was computed
/// then is still found. A setting that is
/// new since then has a word only if it is not at its default.
/// </summary>
internal static class AutoCells
{
    /// <summary>All settings that decide the result.</summary>
    public static JsonObject Settings(AutoOptions o)
    {
        AutoOptions usual = new();
        JsonObject key = [];
        Dictionary<string, string> own = o.Rows().ToDictionary(r => r.Name, r => r.Value);
        key["student"] = nameof(StudentSource.Backdoored);
        key["iterations"] = "1";
        key["teacher max drop"] = own.GetValueOrDefault("max rate drop", Text(o.MaxRateDrop * 100));
        key["teacher min gain"] = Text(o.MinGain * 100);
        key["teacher outputs"] = Text(o.TeacherOutputs);
        if (o.GentlerRates > 0) key["gentler rates"] = Text(o.GentlerRates);
        if (o.Students > 1) key["students"] = own["students"];
        if (o.GivenShare > 0) key["given share"] = own["given share"];
        if (o.MirrorHoldOut) key["hold-out"] = own["hold-out"];
        foreach (string name in (string[])[
            "teacher", "beta", "beta grid", "outputs by beta", "max accuracy drop", "teacher errors", "taps", "power", "attention", "loss",
            "outputs", "temperature"
        ])
        {
            if (own.TryGetValue(name, out string? value)) key[name] = value;
        }

        // With a single step, its factor was part of the weight.
        if (o.Steps.Length == 1 && o.Outputs is { } outputs) key["outputs"] = Text(outputs.Weight * o.Steps[0].Outputs);
        if (o.Tuned is not NadOptions) key["tuned method"] = o.Tuned.Name;
        if (o.Ruined != usual.Ruined) key["ruined"] = Text(o.Ruined);
        if (o.RelativeDrop != usual.RelativeDrop) key["relative drop"] = Text(o.RelativeDrop);
        foreach ((string name, Training.TrainingRecipe recipe) in o.Recipes) key[name] = CellFactory.Recipe(recipe);
        return key;
    }

    private static string Text(double number) => FormattableString.Invariant($"{number}");
}
