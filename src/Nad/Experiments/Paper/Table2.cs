using Nad.Models;

namespace Nad.Experiments;

/// <summary>Table 2: teachers of other architectures, trained from scratch.</summary>
internal static class Table2
{
    public static PaperTable Spec { get; } = new()
    {
        Name = "table2",
        Title = "NAD with teachers of other architectures, trained from scratch on 5 % clean images (BadNets, student WRN-16-1)",
        RowHeader = "teacher (what differs)",
        Columns = ["Before", "NAD", "Teacher"],
        Notes = ["The teacher knows no attack: its accuracy is that of all classes."],
        Rows = _ =>
        [
            Row("WRN-10-2 (depth and channels)", new(10, 2), 4.68, 78.36, 63.78),
            Row("WRN-16-1 (nothing)", new(16, 1), 4.55, 74.53, 61.21),
            Row("WRN-16-2 (channels)", new(16, 2), 3.04, 78.68, 64.25),
            Row("WRN-40-1 (depth)", new(40, 1), 2.95, 78.87, 63.35),
            Row("WRN-40-2 (depth and channels)", new(40, 2), 3.74, 79.07, 64.53),
        ],
    };

    private static PaperRow Row(string label, WideResNetShape shape, double asr, double acc, double teacherAcc)
    {
        BackdooredModel model = PaperModels.BadNets;
        ScratchTeacher teacher = new(model, shape, PaperMethods.Fraction);
        return new PaperRow(
            label, model,
            PaperEntry.Of(model, model.PaperAsr, model.PaperAcc),
            PaperEntry.Of(new DefendedModel(model, PaperMethods.Nad, PaperMethods.Fraction, teacher), asr, acc),
            PaperEntry.Of(teacher, null, teacherAcc));
    }
}
