using Nad.Evaluation;
using Nad.Experiments;

namespace Nad.Tests.Evaluation;

public sealed class JudgementTests
{
    private static readonly string[] Classes = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    // Hits and images of the trigger before and after.
    [Theory]
    [InlineData(914, 914, 20, 914, Verdict.Gone)]
    [InlineData(914, 914, 60, 914, Verdict.Gone)]
    [InlineData(914, 914, 80, 914, Verdict.TooFewImages)]       // 8.8 %, but up to 10.8 % fit
    [InlineData(914, 914, 100, 914, Verdict.Weaker)]
    [InlineData(914, 914, 450, 914, Verdict.Weaker)]
    [InlineData(914, 914, 914, 914, Verdict.Unchanged)]
    [InlineData(500, 914, 480, 914, Verdict.Unchanged)]
    [InlineData(500, 914, 900, 914, Verdict.Worse)]
    [InlineData(20, 914, 15, 914, Verdict.NeverWorked)]
    [InlineData(20, 914, 300, 914, Verdict.Worse)]
    [InlineData(3, 3, 0, 3, Verdict.TooFewImages)]              // up to 56 % fit
    [InlineData(2, 2, 0, 2, Verdict.TooFewImages)]
    [InlineData(1, 1, 0, 1, Verdict.TooFewImages)]
    [InlineData(0, 2, 0, 2, Verdict.TooFewImages)]
    [InlineData(0, 0, 0, 0, Verdict.TooFewImages)]              // every test image is of the target's class
    [InlineData(34, 34, 0, 34, Verdict.TooFewImages)]           // up to 10.2 % fit
    [InlineData(35, 35, 0, 35, Verdict.Gone)]
    [InlineData(90, 900, 0, 900, Verdict.TooFewImages)]         // 10 % before is neither
    [InlineData(5, 5, 5, 5, Verdict.Unchanged)]
    public void A_verdict_claims_what_the_intervals_bear(int hitsBefore, int imagesBefore, int hitsAfter, int imagesAfter, Verdict expected)
    {
        Judgement judged = Judgement.Of(Measured(hitsBefore, imagesBefore), Measured(hitsAfter, imagesAfter));

        Assert.Equal(expected, judged.Verdict);
        string sentence = VerdictText.Of(judged, Classes);
        Assert.Contains("5 'dog'", sentence, StringComparison.Ordinal);
        Assert.Equal(expected is Verdict.Gone or Verdict.GoneAtAPrice, sentence.Contains("no longer works", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(850, 850, Verdict.Gone)]
    [InlineData(850, 810, Verdict.Gone)]
    [InlineData(850, 700, Verdict.GoneAtAPrice)]
    [InlineData(850, 100, Verdict.GoneAtAPrice)]
    public void Accuracy_that_was_lost_is_named_as_the_price(int before, int after, Verdict expected)
    {
        Judgement judged = Judgement.Of(Measured(900, 900, new Rate(before, 1000)), Measured(9, 900, new Rate(after, 1000)));

        Assert.Equal(expected, judged.Verdict);
        Assert.Equal((before - after) / 1000.0, judged.AccuracyLost!.Value, 12);
    }

    // With two images a lost one is half of the accuracy, and nothing.
    [Fact]
    public void A_loss_that_may_be_chance_is_no_price() =>
        Assert.False(Judgement.Of(Measured(900, 900, new Rate(2, 2)), Measured(9, 900, new Rate(1, 2))).AtAPrice);

    [Theory]
    [InlineData(0, 2, 35)]
    [InlineData(1, 20, 139)]
    [InlineData(3, 3, 1)]
    public void Too_few_images_say_how_many_are_needed(int hits, int images, int expected)
    {
        Rate rate = new(hits, images);
        int? needed = Judgement.Of(Measured(1, 1), Measured(hits, images)).ImagesNeeded;

        if (expected == 1) Assert.True(needed >= 1);
        else Assert.Equal(expected, needed);
        // Their interval excludes the limit, and that of fewer does not.
        (int enough, int fewer) = (needed!.Value, needed.Value - 1);
        if (expected == 1) return;
        Assert.True(WilsonInterval.Of((long)(rate.Value * enough), enough).High < Judgement.Limit);
        Assert.True(WilsonInterval.Of((long)Math.Ceiling(rate.Value * fewer), fewer).High >= Judgement.Limit);
    }

    // A model that answers the target whatever it sees has an attack success of 100 %, and no backdoor.
    [Theory]
    [InlineData(900, 900, Verdict.NeverWorked)]
    [InlineData(450, 440, Verdict.NeverWorked)]
    [InlineData(900, 20, Verdict.Gone)]
    [InlineData(450, 200, Verdict.Gone)]
    public void A_trigger_works_only_if_it_does_more_than_no_trigger(int triggered, int without, Verdict expected)
    {
        Score before = Measured(triggered, 900) with { WithoutTrigger = new Rate(without, 900) };

        Assert.Equal(expected, Judgement.Of(before, Measured(9, 900)).Verdict);
    }

    [Fact]
    public void Where_the_triggered_images_go_instead_of_a_wrong_target_is_said()
    {
        // The backdoor aims at 5; the user named 0.
        int[] labels = [.. Enumerable.Range(0, 900).Select(i => 1 + (i % 9))];
        Answers triggered = new(labels, [.. labels.Select((l, i) => i % 50 == 0 ? l : 5)], 10), clean = new(labels, labels, 10);
        Score before = new()
        {
            Acc = clean.Accuracy,
            Asr = triggered.TakenFor()[0],
            Target = 0,
            Clean = clean,
            Triggered = triggered,
            WithoutTrigger = clean.TakenFor()[0]
        };

        Judgement judged = Judgement.Of(before, before);
        string sentence = VerdictText.Of(judged, Classes);

        Assert.Equal(Verdict.NeverWorked, judged.Verdict);
        Assert.Equal(5, judged.Instead?.Class);
        Assert.Contains("0 'airplane', but 98.0 % are taken for 5 'dog'", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("no longer works", sentence, StringComparison.Ordinal);
    }

    // A model that answers 5 without the trigger as well does not show what the trigger aims at.
    [Fact]
    public void A_class_that_is_answered_without_the_trigger_too_is_not_what_it_aims_at()
    {
        int[] labels = [.. Enumerable.Range(0, 900).Select(i => 1 + (i % 9))], five = [.. labels.Select(_ => 5)];
        Answers all = new(labels, five, 10);
        Score before = new() { Acc = all.Accuracy, Asr = all.TakenFor()[0], Target = 0, Clean = all, Triggered = all };

        Assert.Null(Judgement.Of(before, before).Instead);
    }

    [Fact]
    public void Without_measurements_nothing_is_claimed()
    {
        Assert.Equal(Verdict.NotMeasured, Judgement.Of(null, null).Verdict);
        Judgement judged = Judgement.Of(new Score { Acc = new Rate(8, 10) }, new Score { Acc = new Rate(8, 10) });
        Assert.Equal(Verdict.NoTrigger, judged.Verdict);
        Assert.Contains("could not be measured", VerdictText.Of(judged, Classes), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_verdict_has_a_code_word_and_a_colour()
    {
        foreach (Verdict verdict in Enum.GetValues<Verdict>())
        {
            Judgement judged = new() { Verdict = verdict, Before = Measured(90, 100), After = Measured(9, 100) };
            string json = System.Text.Json.JsonSerializer.Serialize(VerdictEntry.Of(judged, Classes), ResultJson.Default.VerdictEntry);

            Assert.Matches("\"code\": \"[a-z-]+\"", json);
            Assert.EndsWith(".", VerdictText.Of(judged, Classes), StringComparison.Ordinal);
        }
    }

    private static Score Measured(int hits, int images, Rate? acc = null) =>
        new() { Acc = acc ?? new Rate(85, 100), Asr = new Rate(hits, images), Target = 5, WithoutTrigger = new Rate(0, images) };
}
