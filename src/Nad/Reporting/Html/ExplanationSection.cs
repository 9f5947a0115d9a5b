namespace Nad.Reporting;

/// <summary>What the numbers mean and what they do not show, for readers who never heard of backdoors.</summary>
internal static class ExplanationSection
{
    /// <summary>Writes the section; nothing where there are no scores to explain.</summary>
    public static void Write(Report report, MarkupWriter w)
    {
        if (report.Scores.Count == 0) return;
        using (w.Open("section", ("id", "reading"), ("class", "box")))
        {
            w.Leaf("h2", "How to read this");
            using (w.Open("div", ("class", "columns")))
            {
                using (w.Open("dl")) Metrics(report, w);
                using (w.Open("div")) Method(report, w);
            }

            Limits(report, w);
        }
    }

    private static void Metrics(Report report, MarkupWriter w)
    {
        Term(w, "ACC, accuracy", "The share of unmodified test images that the model labels correctly.");
        if (report.Scores.Any(c => c.Score.AccNonTarget is not null))
        {
            Term(
                w,
                "Non-target ACC",
                "The same, leaving out images of the target class, which is the class that the attacker wants to see. "
                    + "Published tables for this method use this number.");
        }

        if (ScoreMetric.HasAttack(report.Scores))
        {
            Term(
                w,
                "ASR, attack success rate",
                "The trigger is put on test images of all other classes; ASR is the share that the model then labels as the target. "
                    + "A model that never had a backdoor does not score 0 either: "
                    + "it confuses some images with the target, often a few per cent.");
            Term(w, "RA, robust accuracy", "The share of those triggered images that still get their true label.");
        }
    }

    private static void Method(Report report, MarkupWriter w)
    {
        w.Leaf("h3", "What the intervals are");
        w.Leaf("p", "The true rates that fit with this many test images (Wilson score interval; E. B. Wilson, JASA 22, 1927). "
            + "They cover the luck of the draw of test "
            + "images only, not other random seeds, other data or other triggers.");
        w.Leaf("h3", "What a backdoor is");
        w.Leaf(
            "p",
            "A hidden rule that somebody trained into a model: an image that carries a certain mark, the trigger, is labelled as the "
                + "attacker chose. On ordinary images the model behaves well, so accuracy cannot reveal it.");
        if (!report.Epochs.Any(e => e.Attention.Length > 0)) return;
        w.Leaf("h3", "What was done: Neural Attention Distillation");
        w.Leaf("p", "The method (NAD; Li et al., ICLR 2021) needs a small set of clean images and no knowledge of the trigger. "
            + "A teacher model, usually the given model finetuned on those images, shows where to look. "
            + "The given model, the student, is then trained on the same images both to label them correctly and to look, at several "
            + "depths, at the same places as the teacher. Places that only the trigger lit up fade.");
    }

    private static void Limits(Report report, MarkupWriter w)
    {
        using (w.Open("div", ("class", "limits")))
        {
            w.Leaf("h3", "What this does not show");
            w.Leaf("p", (ScoreMetric.HasAttack(report.Scores)
                    ? "A low attack success rate is evidence about the named trigger only. "
                        + "It says nothing about other triggers, other target classes or a changed form of the same trigger. "
                    : "Accuracy says nothing about backdoors, neither before nor after. ")
                + "A weakened backdoor can come back when the model is trained further. Accuracy holds for images like the test images. "
                + "No test can show that a model is free of backdoors, and this report does not claim it.");
        }
    }

    private static void Term(MarkupWriter w, string term, string meaning)
    {
        w.Leaf("dt", term);
        w.Leaf("dd", meaning);
    }
}
