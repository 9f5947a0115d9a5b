using Nad.Experiments;

namespace Nad.Tests.Experiments;

public sealed class ReferenceFamilyTests
{
    [Fact]
    public void A_longer_family_begins_with_a_shorter_one()
    {
        IReadOnlyList<ReferencePlan> few = ReferenceFamily.Of(3, 3, 8, 10), many = ReferenceFamily.Of(40, 42, 8, 10);
        Assert.Equal(few.Select(Said), many.Take(6).Select(Said));
        Assert.Equal(82, many.Select(m => m.Name).Distinct().Count());

        static string Said(ReferencePlan plan) => $"{plan.Name} {plan.Options} {plan.Recipe} {plan.Seed}";
    }

    [Fact]
    public void Every_attack_comes_at_two_rates_and_with_every_recipe()
    {
        ReferencePlan[] attacked = [.. ReferenceFamily.Of(1, 56, 8, 10).Where(p => p.Attack is not null)];
        foreach ((string name, Func<Nad.Attacks.AttackOptions> of) in ReferenceFamily.Attacks)
        {
            ReferencePlan[] mine = [.. attacked.Where(a => a.Attack == name)];
            Assert.Equal(8, mine.Length);
            Assert.Equal([of().Rate / 2, of().Rate], mine.Select(m => m.Options!.Rate).Distinct().Order());
            Assert.Equal(ReferenceFamily.Recipes.Count, mine.Select(m => m.RecipeName).Distinct().Count());
            foreach (ReferencePlan plan in mine) plan.Options!.Validate(10);
        }
    }

    [Fact]
    public void Every_recipe_can_be_trained() => Assert.All(ReferenceFamily.Recipes, r => r.Of(1).Validate());
}
