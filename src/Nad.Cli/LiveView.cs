using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace Nad.Cli;

/// <summary>On a terminal: finished epochs stay, the running one is a line with a bar that is rewritten a few times a second.</summary>
internal sealed class LiveView : ProgressView
{
    private const int BarWidth = 24, FullWidth = 150;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(150);
    private readonly IAnsiConsole console = AnsiConsole.Console;
    private readonly Stopwatch sinceDrawn = Stopwatch.StartNew();
    private bool drawn;

    public override void Stage(string text)
    {
        Clear();
        console.MarkupLineInterpolated($"[grey]{text} …[/]");
    }

    public override void Dispose()
    {
        Clear();
        base.Dispose();
    }

    protected override void Show(TrainingProgress p, TimeSpan left)
    {
        if (p.Finished is not null)
        {
            if (!HasLine(p)) return;
            Clear();
            console.WriteLine(console.Profile.Width < FullWidth ? ShortEpochLine(p.Finished, p.Epochs) : EpochLine(p.Finished, p.Epochs));
            return;
        }

        if (sinceDrawn.Elapsed < Pace) return;
        sinceDrawn.Restart();
        double part = (double)p.Step / p.Steps;
        int full = (int)(part * BarWidth);
        string line = string.Create(CultureInfo.InvariantCulture,
            $"{p.Phase} {p.Epoch,3}/{p.Epochs}  {new string('━', full)}{new string('╌', BarWidth - full)}  loss {p.Loss:0.0000}  "
                + $"{p.ImagesPerSecond:0} images/s{(left > TimeSpan.Zero ? $"  {(int)left.TotalMinutes}:{left.Seconds:00} left" : "")}");
        int width = Math.Max(20, console.Profile.Width - 1);
        console.Write(new ControlCode("\r\u001b[2K"));
        console.Write(new Text(line.Length > width ? line[..width] : line, new Style(Color.Aqua)));
        drawn = true;
    }

    private void Clear()
    {
        if (drawn) console.Write(new ControlCode("\r\u001b[2K"));
        drawn = false;
    }
}
