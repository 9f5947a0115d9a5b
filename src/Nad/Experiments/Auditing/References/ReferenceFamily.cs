using System.Globalization;
using Nad.Attacks;
using Nad.Data;
using Nad.Training;

namespace Nad.Experiments;

/// <summary>
/// Which reference models a calibration has: clean ones of varied seeds and recipes, and attacked ones of every attack at two rates,
/// trained by the same recipes. A longer family begins with a shorter one, so that a calibration can grow.
/// </summary>
public static class ReferenceFamily
{
    /// <summary>
    /// Ways to train, in turn; each stretches to the number of epochs. Source: the preset <c>paper-like</c> of nad attack in batches of 32
    /// with orthogonal steps: of 2,000 generated images a WRN-16-1 so learnt 67 % in 6 epochs (BadNets, attack success 100 %), with one
    /// cycle of the rate 52 %, and 48 % in 8 epochs with SGD alone.
    /// </summary>
    public static IReadOnlyList<(string Name, Func<int, TrainingRecipe> Of)> Recipes { get; } =
    [
        ("plain", epochs => Steps(epochs, 1e-4)),
        ("more decay", epochs => Steps(epochs, 5e-4)),
        ("flip", epochs => Steps(epochs, 1e-4) with { Augmentation = Augmentation.None with { Flip = true } }),
        ("longer", epochs => Steps(epochs + ((epochs + 3) / 4), 1e-4)),
    ];

    /// <summary>
    /// Ways to attack, in turn: the catalogue of attacks, all-to-all beside one target. Of the custom attack there is none, because its
    /// picture is the user's.
    /// </summary>
    public static IReadOnlyList<(string Name, Func<AttackOptions> Of)> Attacks { get; } =
    [
        ("badnets", () => new BadNetsOptions()),
        ("blend", () => new BlendOptions()),
        ("trojan", () => new TrojanOptions { Steps = 200 }),
        ("sig", () => new SigOptions()),
        ("cl", () => new CleanLabelOptions { Steps = 30, Epsilon = 8.0 / 255 }),
        ("refool", () => RefoolOptions.Dirty with { Rounds = 0 }),
        ("badnets-all-to-all", () => new BadNetsOptions { AllToAll = true, Rate = 0.2 }),
    ];

    /// <summary>The models, clean and attacked in turn: whoever stops early has of both.</summary>
    /// <param name="clean">Number of clean models, ≥ 1.</param>
    /// <param name="attacked">Number of attacked models, ≥ 0.</param>
    /// <param name="epochs">Of the shortest recipe.</param>
    /// <param name="classes">Number of classes: target labels go round.</param>
    public static IReadOnlyList<ReferencePlan> Of(int clean, int attacked, int epochs, int classes)
    {
        List<ReferencePlan> all = [];
        for (int i = 0; i < Math.Max(clean, attacked); i++)
        {
            if (i < clean) all.Add(Plan($"clean-{i:00}", null, null, i, epochs));
            if (i < attacked) all.Add(Attacked(i, epochs, classes));
        }

        return all;
    }

    // Every second round of the attacks poisons half as many images.
    private static ReferencePlan Attacked(int i, int epochs, int classes)
    {
        (string name, Func<AttackOptions> of) = Attacks[i % Attacks.Count];
        int round = i / Attacks.Count;
        AttackOptions options = of();
        options = options with
        {
            Target = options.HasTarget ? (3 * i) % classes : options.Target,
            Rate = round % 2 == 0 ? options.Rate : options.Rate / 2
        };
        return Plan(string.Create(CultureInfo.InvariantCulture, $"{name}-{round:00}"), name, options, i, epochs);
    }

    private static ReferencePlan Plan(string name, string? attack, AttackOptions? options, int i, int epochs)
    {
        (string recipe, Func<int, TrainingRecipe> of) = Recipes[i % Recipes.Count];
        return new ReferencePlan(name, attack, options, recipe, of(epochs), i);
    }

    private static TrainingRecipe Steps(int epochs, double decay)
    {
        TrainingRecipe recipe = TrainingPresets.With(TrainingPresets.PaperLike(epochs), "muon");
        return recipe with { BatchSize = 32, Sgd = recipe.Sgd with { WeightDecay = decay } };
    }
}
