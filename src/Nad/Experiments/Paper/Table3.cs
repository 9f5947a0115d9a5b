namespace Nad.Experiments;

/// <summary>Table 3: the attacks themselves.</summary>
internal static class Table3
{
    public static PaperTable Spec { get; } = new()
    {
        Name = "table3",
        Title = "The six attacks: attack success and accuracy of the backdoored models",
        RowHeader = "attack",
        Columns = ["Backdoored"],
        Average = true,
        Notes = [PaperModels.RefoolNote],
        Rows = _ => [.. PaperModels.Six.Select(Row), Row(PaperModels.RefoolCleanLabel) with { Variant = true }],
    };

    private static PaperRow Row(BackdooredModel model) => new(model.Title, model, PaperEntry.Of(model, model.PaperAsr, model.PaperAcc));
}
