namespace Nad.Cli;

/// <summary>Shows nothing.</summary>
internal sealed class SilentView : ProgressView
{
    public override void Stage(string text)
    {
    }

    protected override void Show(TrainingProgress p, TimeSpan left)
    {
    }
}
