namespace Nad.Experiments;

/// <summary>The content of <c>audit.json</c>; its schema is docs/schema/audit.schema.json.</summary>
/// <param name="Format">Version of this layout: 1.</param>
/// <param name="Verdict">What was concluded.</param>
/// <param name="Paired">What became of the backdoor of the model before; null without <c>--against</c>.</param>
/// <param name="Model">The model.</param>
/// <param name="Against">The model before; null without <c>--against</c>.</param>
/// <param name="Clean">The clean images.</param>
/// <param name="Options">How much was searched.</param>
/// <param name="Seed">Of all randomness.</param>
/// <param name="Findings">Of every detector that ran, on the model.</param>
/// <param name="FindingsBefore">The same on the model before; null without <c>--against</c>.</param>
/// <param name="Searched">What was looked for, a sentence each.</param>
/// <param name="NotSearched">What was not, or cannot be seen, a sentence each.</param>
/// <param name="Calibration">Reference models that the statistics were compared with; null where there are none.</param>
/// <param name="Notes">What was decided while reading, a sentence each.</param>
/// <param name="Seconds">Time in all.</param>
/// <param name="Command">The command, as it can be typed again.</param>
/// <param name="Versions">What made it.</param>
/// <param name="Files">SHA-256 of every file beside this one, by name.</param>
public sealed record AuditResult(
    int Format, AuditVerdictEntry Verdict, PairedEntry? Paired, ModelEntry Model, ModelEntry? Against, AuditDataEntry Clean,
    AuditOptionsEntry Options, long Seed, IReadOnlyList<FindingEntry> Findings, IReadOnlyList<FindingEntry>? FindingsBefore,
    IReadOnlyList<string> Searched, IReadOnlyList<string> NotSearched, CalibrationEntry? Calibration, IReadOnlyList<string> Notes,
    double Seconds, string Command, VersionsEntry Versions, SortedDictionary<string, string> Files);

/// <summary>A conclusion.</summary>
/// <param name="Code"><c>evidence</c>, <c>no-evidence</c> or <c>inconclusive</c>.</param>
/// <param name="Sentence">As everybody is shown it.</param>
/// <param name="Class">The class that is meant; null where none stands out.</param>
/// <param name="Reasons">Why, a sentence each.</param>
public sealed record AuditVerdictEntry(string Code, string Sentence, int? Class, IReadOnlyList<string> Reasons);

/// <summary>What became of the change that stood out before.</summary>
/// <param name="Code"><c>gone</c>, <c>weaker</c>, <c>unchanged</c>, <c>nothing-before</c> or <c>cannot-tell</c>.</param>
/// <param name="Sentence">As everybody is shown it.</param>
/// <param name="Changes">For each family: the class that stood out before, and the median class as a control.</param>
public sealed record PairedEntry(string Code, string Sentence, IReadOnlyList<PairedChangeEntry> Changes);

/// <summary>
/// One class in one family, before and after. Rates are of half B, and null where the model takes every image for the class anyway; sizes
/// in the unit of the family.
/// </summary>
/// <param name="Family">Such as <c>patch</c>.</param>
/// <param name="Class">Its label.</param>
/// <param name="Control">Whether it is the median class before, and not the one that stood out.</param>
/// <param name="SuccessBefore">Of the change that was found before, on the model before.</param>
/// <param name="SuccessAfter">Of the same change on the model after.</param>
/// <param name="IntervalAfter">Wilson's, 95 %.</param>
/// <param name="Random">Of random patterns of equal size on the model after.</param>
/// <param name="SizeBefore">Of the change.</param>
/// <param name="SizeAfter">Of the smallest change that was found anew.</param>
public sealed record PairedChangeEntry(
    string Family, int Class, bool Control, double? SuccessBefore, double? SuccessAfter, double[]? IntervalAfter, double? Random,
    double SizeBefore, double SizeAfter);

/// <summary>
/// The clean images: SPEC, how many on each half, rows and columns, SHA-256 of both halves together, accuracy of the model on them.
/// </summary>
public sealed record AuditDataEntry(
    string Spec, int ImagesA, int ImagesB, int Height, int Width, string Sha256, double Accuracy, IReadOnlyList<string> ClassNames);

/// <summary>How much was searched.</summary>
public sealed record AuditOptionsEntry(
    string Name, int Images, int SearchSteps, int Batch, double Success, int MarginStarts, int MarginSteps, int NoiseRestarts);

/// <summary>What one detector says.</summary>
/// <param name="Detector">Its name.</param>
/// <param name="Family">Which of its statistics.</param>
/// <param name="Statistic">The larger, the more suspicious.</param>
/// <param name="P">Conformal p against the reference models; null where there are none.</param>
/// <param name="Class">The class that stands out; null where it knows none.</param>
/// <param name="Unit">Of the values of the classes.</param>
/// <param name="Formula">How the statistic is formed.</param>
/// <param name="Seconds">Time.</param>
/// <param name="Classes">Every class; the search away from every class has the label −1.</param>
/// <param name="Details">Further numbers.</param>
public sealed record FindingEntry(
    string Detector, string Family, double Statistic, double? P, int? Class, string Unit, string Formula, double Seconds,
    IReadOnlyList<ClassEntry> Classes, IReadOnlyDictionary<string, double> Details);

/// <summary>
/// One class: value in the unit of the finding, rates on halves A and B and of random patterns on B, file of the picture.
/// </summary>
public sealed record ClassEntry(int Class, double Value, double? SuccessA, double? SuccessB, double? SuccessRandom, string? File);

/// <summary>Reference models that the statistics were compared with.</summary>
/// <param name="Name">Of the calibration.</param>
/// <param name="Clean">How many clean models.</param>
/// <param name="Attacked">How many attacked models.</param>
/// <param name="P">Conformal p of all statistics together, corrected for their number; null where the references lack one of them.</param>
/// <param name="Family">The statistic that is the furthest from those of the clean models; null likewise.</param>
public sealed record CalibrationEntry(string Name, int Clean, int Attacked, double? P, string? Family);
