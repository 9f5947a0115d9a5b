namespace Nad.Cli;

/// <summary>A line for each stage and for epochs, for pipes and logs.</summary>
internal sealed class LineView(TextWriter output) : ProgressView
{
    public override void Stage(string text)
    {
        output.WriteLine(text);
        output.Flush();
    }

    protected override void Show(TrainingProgress p, TimeSpan left)
    {
        if (p.Finished is null || !HasLine(p)) return;
        string rest = left > TimeSpan.Zero
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"  {(int)left.TotalMinutes}:{left.Seconds:00} left")
            : "";
        output.WriteLine(EpochLine(p.Finished, p.Epochs) + rest);
        output.Flush();
    }
}
