using Nad.Audit;

namespace Nad.Experiments;

/// <summary>Writes what <c>nad calibrate train</c> leaves behind.</summary>
public static class ReferenceFolder
{
    /// <summary>The statistics of every model; the tables; the calibration; what names the others, and is written last.</summary>
    public const string Scores = "scores.csv", Tables = "tables.md", Calibration = "calibration.json", Mark = "family.json";

    /// <summary>Every file that may be written.</summary>
    public static IReadOnlyList<string> All { get; } = [Scores, Tables, Calibration, Mark];

    /// <summary>Writes the files, of whatever is finished.</summary>
    /// <param name="job">The models.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="command">As it can be typed again.</param>
    public static Calibration Write(ReferenceJob job, SafeFolder folder, string command)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(folder);
        Calibration calibration = job.Calibration();
        IReadOnlyList<ReferenceScore> scores = job.Scores();
        folder.WriteText(Scores, ReferenceText.Csv(scores));
        folder.WriteText(Tables, ReferenceText.Tables(scores, calibration.Name, job.ClassNames, Portable.Command(command)));
        folder.WriteText(Calibration, Calibrations.Text(calibration) + "\n");
        SortedDictionary<string, string> hashes = FormerResult.Hashes(folder, [Scores, Tables, Calibration]);
        folder.WriteText(
            Mark,
            StoredJson.Text(new ReproductionMark(new ReproductionVersion(NadVersion.Text), hashes), GridJson.Default.ReproductionMark)
                + "\n");
        return calibration;
    }
}
