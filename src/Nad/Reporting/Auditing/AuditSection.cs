namespace Nad.Reporting;

/// <summary>The part of a report that says what became of the changes that an audit found before.</summary>
internal static class AuditSection
{
    /// <summary>Writes it; nothing where there was no audit.</summary>
    public static void Write(Report report, MarkupWriter w)
    {
        if (report.Audit is not { } audit) return;
        using (w.Open("section", ("id", "audit")))
        {
            w.Leaf("h2", "Audit before and after");
            VerdictBanner.Write(audit.Verdict, audit.Kind, w);
            w.Leaf("p", audit.Note, ("class", "note"));
            AuditPage.Table(w, audit.Pairs);
        }

        foreach (AuditGallery gallery in audit.Galleries) AuditPage.Gallery(w, gallery);
    }
}
