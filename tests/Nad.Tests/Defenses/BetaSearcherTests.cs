using System.Collections.Immutable;
using Nad.Defenses;
using Nad.Tests.Models;
using Nad.Training;

namespace Nad.Tests.Defenses;

/// <summary>The rule that chooses β, on students whose accuracies are made up; nothing is trained.</summary>
public sealed class BetaSearcherTests
{
    private static readonly BetaSearch Search = new() { Grid = [1, 10, 100, 1000] };

    [Theory]
    [InlineData(new[] { 0.80, 0.79, 0.78, 0.77 }, 0.80, 1000, 4)]           // all within 3 points
    [InlineData(new[] { 0.80, 0.79, 0.70 }, 0.80, 10, 3)]                   // the third is too low; the fourth is not tried
    [InlineData(new[] { 0.80, 0.769 }, 0.80, 1, 2)]
    [InlineData(new[] { 0.70, 0.69, 0.67 }, 0.95, 10, 3)]                   // the smallest already loses more: 2 points below it
    [InlineData(new[] { 0.76, 0.78, 0.75, 0.70 }, 0.80, 100, 4)]            // the same, and it stays the measure where a larger one loses less
    [InlineData(new[] { 0.80, double.NaN }, 0.80, 1, 2)]                    // a training that failed
    public void Beta_is_raised_until_the_hold_out_falls_below_what_is_accepted(double[] accuracies, double before, double chosen, int tried)
    {
        List<double> asked = [];
        using Distilled kept = new BetaSearcher(Search, beta => Student(beta, accuracies[asked.Count], asked)).Choose(before);

        Selection selection = kept.Selections[0];
        Assert.Equal(chosen, selection.Value);
        Assert.Equal(Search.Grid.Take(tried), asked);
        Assert.Equal(accuracies[..tried], selection.Candidates.Select(c => c.ValAcc));
        Assert.Equal(accuracies[asked.IndexOf(chosen)], kept.Accuracy);
        // Epochs of all students in the order of training, the kept one's under its plain name.
        Assert.Equal(tried - accuracies.Count(double.IsNaN), kept.Epochs.Count);
        Assert.Equal("student", kept.Epochs[^1].Phase);
        Assert.Equal(kept.Epochs.SkipLast(1), kept.Epochs.Where(e => e.Rejected));
        Assert.Contains($"Beta {chosen} was chosen", selection.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { 0.78 }, 0.80, 1000)]                                // the largest is accepted: one training
    [InlineData(new[] { 0.70, 0.76, 0.78 }, 0.80, 10)]
    [InlineData(new[] { double.NaN, 0.78 }, 0.80, 100)]                     // a training that failed
    [InlineData(new[] { 0.60, 0.67, 0.69, 0.70 }, 0.95, 10)]                // none is accepted: 2 points below the smallest
    [InlineData(new[] { 0.60, 0.61, 0.62, 0.70 }, 0.95, 1)]
    public void From_the_largest_beta_down_the_first_accepted_is_kept(double[] accuracies, double before, double chosen)
    {
        List<double> asked = [];
        using Distilled kept = new BetaSearcher(Search with { FromLargest = true }, beta => Student(beta, accuracies[asked.Count], asked)).Choose(before);

        Selection selection = kept.Selections[0];
        Assert.Equal(chosen, selection.Value);
        Assert.Equal(Search.Grid.Reverse().Take(accuracies.Length), asked);
        Assert.Equal(accuracies, selection.Candidates.Select(c => c.ValAcc));
        Assert.Equal(accuracies[asked.IndexOf(chosen)], kept.Accuracy);
        Assert.Equal("student", kept.Epochs[^1].Phase);
        Assert.Equal(kept.Epochs.SkipLast(1), kept.Epochs.Where(e => e.Rejected));
    }

    [Fact]
    public void From_the_largest_beta_down_a_smallest_one_that_fails_ends_the_run() =>
        Assert.Throws<TrainingFailedException>(() => new BetaSearcher(Search with { FromLargest = true }, beta => Student(beta, double.NaN, [])).Choose(0.8));

    [Fact]
    public void A_beta_brings_its_factor_on_the_outputs_and_the_reason_says_so()
    {
        BetaSearch search = Search with { OutputFactors = [1, 0.8, 0.5, 0.2], FromLargest = true };
        search.Validate();
        Assert.Equal(0.4, search.OutputsAt(1000, new OutputDistillation { Weight = 2 })!.Weight, 1e-12);
        Assert.Equal(3, search.OutputsAt(1000, new OutputDistillation { Temperature = 3 })!.Temperature);
        Assert.Null(search.OutputsAt(1000, null));
        Assert.Equal(2, Search.OutputsAt(1000, new OutputDistillation { Weight = 2 })!.Weight);

        List<double> asked = [];
        using Distilled kept = new BetaSearcher(search, beta => Student(beta, asked.Count == 0 ? 0.7 : 0.8, asked)).Choose(0.8);
        Assert.StartsWith("Beta 100, with the given model's outputs at 0.5 of their weight, was chosen: it is the largest", kept.Selections[0].Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { 1.0, 0.5 })]
    [InlineData(new[] { 1.0, 0.5, 0, 0.2 })]
    [InlineData(new[] { 1.0, 0.5, 0.2, double.NaN })]
    public void There_is_one_factor_above_0_for_each_beta(double[] factors) => Assert.Throws<NadException>(() => (Search with { OutputFactors = [.. factors] }).Validate());

    [Fact]
    public void The_reason_says_against_what_the_loss_is_counted()
    {
        List<double> asked = [];
        using Distilled inflated = new BetaSearcher(Search, beta => Student(beta, 0.7 - (0.015 * asked.Count), asked)).Choose(0.95);
        Assert.Contains("2 points below the smallest beta, because that one already loses more than 3 points against the given model's 95.0 %", inflated.Selections[0].Reason, StringComparison.Ordinal);
        Assert.Contains("100 leaves 67.0 %", inflated.Selections[0].Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { 0.79 }, 0.80, 1000)]                                // 80 % of 100 images: an error of 4 points
    [InlineData(new[] { 0.75, 0.76 }, 0.80, 100)]
    [InlineData(new[] { 0.75, 0.75, 0.75, 0.75 }, 0.80, 1)]                 // none is accepted: the smallest
    [InlineData(new[] { 0.6, 0.77, 0.92 }, 0.80, 10)]                       // the largest ruined the model: the given model is the measure
    [InlineData(new[] { 0.6, 0.77, 0.78, 0.79 }, 0.80, 100)]                // and where none reaches that, the smallest is the measure
    [InlineData(new[] { 0.91, 0.92 }, 0.93, 100)]                           // the teacher keeps what the user wants kept: the given model is the measure
    public void Where_the_teacher_loses_too_much_a_student_must_be_as_good_as_it(double[] accuracies, double teacher, double chosen)
    {
        BetaSearch search = Search with { FromLargest = true, TeacherErrors = 1 };
        search.Validate();
        List<double> asked = [];
        using Distilled kept = new BetaSearcher(search, beta => Student(beta, accuracies[asked.Count], asked)).Choose(0.95, teacher, 100);
        Assert.Equal(chosen, kept.Selections[0].Value);
        Assert.Equal(accuracies.Length, asked.Count);
    }

    [Fact]
    public void The_reason_names_the_teacher_and_says_where_no_student_is_as_good()
    {
        BetaSearch search = Search with { TeacherErrors = 1 };
        using Distilled good = new BetaSearcher(search, beta => Student(beta, 0.79, [])).Choose(0.95, 0.8, 100);
        Assert.Contains("is not below 76.0 % (1 standard error of 100 images below the finetuned teacher's 80.0 %, because that one already loses more than 3 points against the given model's 95.0 %)", good.Selections[0].Reason, StringComparison.Ordinal);
        Assert.Equal(1000, good.Selections[0].Value);

        using Distilled bad = new BetaSearcher(search, beta => Student(beta, 0.7, [])).Choose(0.95, 0.8, 100);
        Assert.StartsWith("Beta 1 was chosen: it is the smallest, and no student has 76.0 % on the hold-out (", bad.Selections[0].Reason, StringComparison.Ordinal);
        Assert.EndsWith("1 leaves 70.0 %.", bad.Selections[0].Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, new[] { 0.79, 0.78 }, new[] { 1000.0 }, 100, 2)]      // the next one is trained only then
    [InlineData(true, new[] { 0.79, 0.70, 0.78 }, new[] { 1000.0, 10 }, 1, 4)]
    [InlineData(true, new[] { 0.79, double.NaN, double.NaN, double.NaN }, new[] { 1000.0 }, 1000, 4)]       // nothing else came of it
    [InlineData(false, new[] { 0.80, 0.79, 0.78, 0.77 }, new[] { 1000.0, 100 }, 10, 4)]
    [InlineData(false, new[] { 0.80, 0.70 }, new[] { 1.0 }, 1, 2)]          // there is no smaller one
    public void A_beta_at_which_chance_decides_is_given_up_for_a_smaller_one(bool fromLargest, double[] accuracies, double[] unstable, double chosen, int tried)
    {
        List<double> asked = [], settled = [];
        using Distilled kept = new BetaSearcher(Search with { FromLargest = fromLargest }, beta => Student(beta, asked.Count < accuracies.Length ? accuracies[asked.Count] : 0.78, asked), Settle).Choose(0.8);

        Selection selection = kept.Selections[0];
        Assert.Equal(chosen, selection.Value);
        Assert.Equal(tried, asked.Count);
        Assert.Equal(tried, selection.Candidates.Count);
        Assert.Equal([.. unstable, .. unstable.Contains(chosen) ? [] : (double[])[chosen]], settled);
        Assert.Equal("student", kept.Epochs[^1].Phase);
        Assert.Equal(kept.Epochs.SkipLast(1), kept.Epochs.Where(e => e.Rejected));
        Assert.Equal(selection.Candidates.Count(c => !double.IsNaN(c.ValAcc)), kept.Epochs.Count);
        if (settled.Count > 1) Assert.Contains($"{unstable[0]} was given up, because its students differ", selection.Reason, StringComparison.Ordinal);

        Distilled Settle(double beta, Distilled student)
        {
            settled.Add(beta);
            return student.With(student.Epochs, student.Selections, student.Warnings, unstable.Contains(beta) ? "its students differ" : null);
        }
    }

    [Fact]
    public void A_smallest_beta_that_fails_ends_the_run() =>
        Assert.Throws<TrainingFailedException>(() => new BetaSearcher(Search, beta => Student(beta, double.NaN, [])).Choose(0.8));

    [Fact]
    public void Without_a_hold_out_nothing_can_be_chosen() =>
        Assert.Contains("too few images", Assert.Throws<NadException>(() => new BetaSearcher(Search, beta => Student(beta, 0.8, [])).Choose(double.NaN)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(new double[0])]
    [InlineData(new[] { 1.0, 1 })]
    [InlineData(new[] { 2.0, 1 })]
    [InlineData(new[] { 0.0, 1 })]
    public void A_grid_must_rise_from_above_0(double[] grid) => Assert.Throws<NadException>(() => (Search with { Grid = [.. grid] }).Validate());

    private static Distilled Student(ImmutableArray<double> beta, double accuracy, List<double> asked)
    {
        asked.Add(beta.Single());
        if (double.IsNaN(accuracy)) throw new TrainingFailedException("The loss became NaN.");
        EpochRecord[] epochs = [new() { Phase = "student", Epoch = 1, Lr = 0.1, Loss = 1, CrossEntropy = 1, ValAcc = accuracy }];
        return new Distilled(TestModels.Random(), epochs, new TrainedModel(epochs, accuracy, [], []), seconds: 1);
    }
}
