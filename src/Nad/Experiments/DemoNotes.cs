namespace Nad.Experiments;

/// <summary>What was chosen for the demonstration, and why; printed in its report.</summary>
internal static class DemoNotes
{
    public const string Choice =
        "What was chosen: finetuning and NAD are what nad erase does without tuning options (its preset auto), but gentler: "
        + "a rate of 0.03 instead of 0.1, for the teacher 0.15 instead of 0.3, " +
        "the given model's outputs at a fifth of their weight, one β of 2000 and one student. " +
        "How much finetuning alone erases depends on the model, and a model depends on the seed and on the rounding of the processor: "
        + "on three models backdoored like this one its attack success was 100, 45 and 18 %, that of NAD 2.0, 2.9 and 1.8 %. " +
        "Numbers like these were seen before the choice was made. At a rate of 0.05 finetuning left 85, 34 and 2 % on three models, NAD 3, "
        + "2 and 2 %: on the third of them finetuning alone was enough. " +
        "With the paper's schedule at 0.02 and a teacher of that rate, as this demonstration had it before, it left 98, 43 and 2 %, NAD "
        + "27, 2 and 1 %: where finetuning keeps the backdoor, a teacher that is finetuned as gently shows it to the student.";
}
