using Nad.Attacks;
using Nad.Training;

namespace Nad.Experiments;

/// <summary>A reference model that is to be trained and audited.</summary>
/// <param name="Name">Its name, such as <c>clean-07</c> or <c>blend-03</c>.</param>
/// <param name="Attack">What is done to it, as tables name it; null for a clean one.</param>
/// <param name="Options">Of the attack; null for a clean one.</param>
/// <param name="RecipeName">How it is trained, in a word.</param>
/// <param name="Recipe">How it is trained.</param>
/// <param name="Seed">Of its training.</param>
public sealed record ReferencePlan(
    string Name, string? Attack, AttackOptions? Options, string RecipeName, TrainingRecipe Recipe, long Seed);
