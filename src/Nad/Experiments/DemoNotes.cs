namespace Nad.Experiments;

/// <summary>What was chosen for the demonstration, and why; printed in its report.</summary>
internal static class DemoNotes
{
    public const string Choice =
        "What was chosen: finetuning and NAD have the paper's settings, but for a first learning rate of 0.02 instead of 0.1 and β of 1000, 2000, 2000 instead of 500, 1000, 1000. " +
        "With 1,000 images an epoch has 16 steps instead of 40, and at 0.1 the student does not recover from the first two epochs before the rate falls. " +
        "How much finetuning alone erases depends on the rate and on the model: on four models backdoored like this one, its attack success at 0.02 was 49, 66, 3 and 1 %, that of NAD with the paper's β 5, 9, 2 and 1 %; " +
        "on the second it was 35 % at 0.03 and 7 % at 0.05, and NAD's 1 and 1 %. A defender, who cannot see attack success, finds about the same accuracy at all of these rates. " +
        "β was doubled because four times the paper's cost 3 to 5 points of accuracy and the paper's left up to 9 % attack success.";
}
