namespace Nad.Defenses;

/// <summary>
/// What a student is measured by: the given model; or, if the teacher already loses more than is accepted against that, the teacher; or
/// else the student of the smallest β. Against a
/// model that knows the held-out images by heart no student can win.
/// </summary>
internal sealed class Measure
{
    private readonly AutoOptions options;
    private readonly Judge judge;
    private readonly double accepted, teacher;
    private double? byTeacher;

    /// <param name="options">What is accepted.</param>
    /// <param name="judge">Knows the given model's accuracy.</param>
    /// <param name="teacher">Accuracy of the finetuned teacher, 0–1; NaN for none.</param>
    public Measure(AutoOptions options, Judge judge, double teacher)
    {
        (this.options, this.judge, this.teacher) = (options, judge, teacher);
        accepted = judge.Given - options.MaxDrop;
        byTeacher = teacher < accepted ? judge.AsGoodAs(teacher, options.TeacherErrors) : null;
    }

    /// <summary>Whether no gentler student has to be tried.</summary>
    public bool Accepts(double accuracy) => accuracy >= (byTeacher ?? accepted);

    /// <summary>Whether it is so far below the teacher that no chance explains it.</summary>
    public bool IsRuined(double accuracy) => accuracy < byTeacher - options.Ruined;

    /// <summary>From now on the teacher is no measure.</summary>
    public void ForgetTeacher() => byTeacher = null;

    /// <summary>Accuracy that is asked for.</summary>
    /// <param name="smallest">Of the student of the smallest β that was tried.</param>
    public double Least(double smallest) => byTeacher ?? (smallest < accepted ? smallest - options.RelativeDrop : accepted);

    /// <summary>The same in words.</summary>
    public string Words(double smallest) =>
        byTeacher is not null ? Journal.ByTeacher(options.TeacherErrors, judge.Images, teacher, options.MaxDrop, judge.Given)
        : smallest < accepted ? Journal.BySmallest(options.RelativeDrop, options.MaxDrop, judge.Given)
        : Journal.ByGiven(options.MaxDrop, judge.Given);
}
