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
        Rows = _ => [.. PaperModels.Six.Select(m => new PaperRow(m.Title, m, PaperEntry.Of(m, m.PaperAsr, m.PaperAcc)))],
    };
}
