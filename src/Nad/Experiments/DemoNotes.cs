namespace Nad.Experiments;

/// <summary>What was chosen for the demonstration, and why; printed in its report.</summary>
internal static class DemoNotes
{
    public const string Choice = "The method's settings are the paper's.";
}
