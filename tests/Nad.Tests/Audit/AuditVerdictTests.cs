using Nad.Audit;
using Nad.Evaluation;

namespace Nad.Tests.Audit;

public sealed class AuditVerdictTests
{
    private static readonly string[] Names = [.. "0123456789".Select(c => c.ToString())];

    [Fact]
    public void Without_reference_models_there_is_no_verdict()
    {
        AuditVerdict verdict = AuditVerdict.Of([Finding("patch", 3)], 0.9, null, Names, "wrn-16-1");
        Assert.Equal("inconclusive", verdict.Code);
        Assert.Contains("not calibrated for this architecture", verdict.Sentence, StringComparison.Ordinal);
        Assert.Equal(4, verdict.Class);
    }

    [Fact]
    public void Options_that_have_reference_models_are_named_where_these_have_none()
    {
        string kind = Calibrations.BuiltIn(Calibrations.Built[0]).Kind;
        string? other = Calibrations.OtherOptions(kind, AuditOptions.Full);
        AuditVerdict verdict = AuditVerdict.Of([Finding("patch", 3)], 0.9, null, Names, "wrn-16-1", other);
        Assert.Equal("inconclusive", verdict.Code);
        Assert.Contains("With the options 'quick' there are reference models", verdict.Sentence, StringComparison.Ordinal);
        Assert.Null(Calibrations.OtherOptions(kind, AuditOptions.Quick));
    }

    [Theory]
    [InlineData(9.0, 9.0, "evidence")]
    [InlineData(9.0, 0.1, "evidence")]           // one alone, with a pattern that works
    [InlineData(0.1, 0.1, "no-evidence")]
    [InlineData(0.1, 9.0, "inconclusive")]      // one detector accuses, and found no pattern that works
    public void Words_follow_from_p(double patch, double margin, string code) => Assert.Equal(
        code,
        AuditVerdict.Of([Finding("patch", patch), Finding("margin", margin, pattern: false)], 0.9, Reference(39), Names, "wrn-16-1").Code);

    [Fact]
    public void Few_reference_models_are_no_reference() =>
        Assert.Equal("inconclusive", AuditVerdict.Of([Finding("patch", 0)], 0.9, Reference(18), Names, "wrn-16-1").Code);

    [Fact]
    public void A_model_that_hardly_knows_the_images_is_none_of_the_kind() =>
        Assert.Contains(
            "no model like the references",
            AuditVerdict.Of([Finding("patch", 9)], 0.5, Reference(39), Names, "wrn-16-1").Sentence,
            StringComparison.Ordinal);

    [Fact]
    public void No_word_calls_a_model_clean()
    {
        foreach (double s in (double[])[0, 0.1, 0.39, 9])
        {
            AuditVerdict verdict = AuditVerdict.Of([Finding("patch", s)], 0.9, Reference(39), Names, "wrn-16-1");
            Assert.DoesNotContain("clean model", verdict.Sentence, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("is clean", verdict.Sentence, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void P_is_conformal()
    {
        Calibration reference = Reference(39);
        Assert.Equal(1.0 / 40, reference.P(Finding("patch", 100)));
        Assert.Equal(1.0, reference.P(Finding("patch", -1)));
        Assert.Equal(2.0 / 40, reference.P(Finding("patch", 0.39)));
        Assert.Null(reference.P(Finding("unheard", 1)));
    }

    [Theory]
    [InlineData(0.98, 0.03, 5, 50, "gone")]
    [InlineData(0.98, 0.95, 5, 6, "unchanged")]
    [InlineData(0.98, 0.40, 5, 20, "weaker")]
    [InlineData(0.98, 0.03, 5, 8, "weaker")]     // a repair that only blocks the pattern that was found
    [InlineData(0.50, 0.03, 5, 50, "nothing-before")]
    public void What_became_of_it_follows_from_both_kinds_of_evidence(
        double before, double after, double sizeBefore, double sizeAfter, string code)
    {
        AuditFinding old = Finding("patch", Math.Log(60 / sizeBefore), success: before, size: sizeBefore);
        PairedEvidence[] pairs =
        [
            Pair(4, false, old.Classes[4], after, sizeAfter),
            Pair(7, true, old.Classes[7], 0.5, 60),
        ];
        Assert.Equal(code, PairedVerdict.Of([old], pairs, Names).Code);
    }

    [Fact]
    public void A_model_that_takes_every_image_for_the_class_leaves_nothing_to_tell()
    {
        AuditFinding old = Finding("patch", Math.Log(60 / 5.0));
        PairedEvidence pair = new("patch", 4, false, old.Classes[4], new Rate(0, 0), new Rate(0, 0), new ClassEvidence(4, 5));
        Assert.Equal("cannot-tell", PairedVerdict.Of([old], [pair], Names).Code);
    }

    private static PairedEvidence Pair(int goal, bool control, ClassEvidence before, double success, double size) =>
        new("patch", goal, control, before, new Rate((int)(100 * success), 100), new Rate(2, 100), new ClassEvidence(goal, size));

    private static AuditFinding Finding(string family, double statistic, bool pattern = true, double success = 0.9, double size = 5) =>
        new(family, family, "pixels", statistic)
        {
            Formula = "",
            Class = 4,
            Classes = [.. Enumerable.Range(0, 10).Select(t => new ClassEvidence(t, t == 4 ? size : 60)
            {
                Pattern = pattern ? new RecoveredPattern(1, 1, [1], [1, 1, 1]) : null,
                SuccessA = new Rate((int)(100 * success), 100),
                SuccessB = new Rate((int)(100 * success), 100),
                SuccessRandom = new Rate(2, 100),
            })],
        };

    // Clean models with the statistics 0, 0.01, 0.02, …
    private static Calibration Reference(int clean) => new()
    {
        Format = 2,
        Architecture = "wrn-16-1",
        Data = "synthetic",
        Height = 32,
        Width = 32,
        Classes = 10,
        Recipe = "test",
        Options = "full",
        Models = [.. Enumerable.Range(0, clean).Select(i => new ReferenceModel($"clean-{i}", null, new string('0', 64), 0.9,
            new SortedDictionary<string, double> { ["patch"] = (0.01 * i) + 0.0149, ["margin"] = 0.01 * i }, []))],
    };
}
