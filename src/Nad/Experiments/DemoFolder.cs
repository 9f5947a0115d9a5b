using System.Globalization;
using System.Security.Cryptography;
using Nad.Defenses;
using Nad.Reporting;

namespace Nad.Experiments;

/// <summary>Writes what the demonstration leaves behind: models, trigger, report, result.</summary>
public static class DemoFolder
{
    /// <summary>Names of all files that are written.</summary>
    public static IReadOnlyList<string> Files { get; } =
    [
        "backdoored.safetensors", "finetuned.safetensors", "nad.safetensors", "trigger.json", "report.html", "result.json"
    ];

    /// <summary>Writes the files, <c>result.json</c> last.</summary>
    /// <param name="o">What was made.</param>
    /// <param name="folder">Of <see cref="PreparedFolder"/>.</param>
    /// <param name="commandLine">Shown in the report.</param>
    /// <param name="created">Shown in the report.</param>
    /// <param name="former">An earlier result that is replaced; null for none.</param>
    public static DemoResult Write(
        DemoOutcome o, SafeFolder folder, string commandLine, DateTimeOffset created, FormerResult? former = null)
    {
        ArgumentNullException.ThrowIfNull(o);
        ArgumentNullException.ThrowIfNull(folder);
        former?.Remove(folder);
        List<FileEntry> files = [];
        Model("backdoored.safetensors", "backdoored model", o.Backdoored);
        Model("finetuned.safetensors", "after finetuning", o.Finetuned.Model);
        Model("nad.safetensors", "after NAD", o.Distilled.Model);
        folder.WriteText("trigger.json", TriggerFile.Text(o.Backdoor));
        folder.WriteText("report.html", HtmlReport.Render(Report(o, files, commandLine, created)));
        DemoResult result = new()
        {
            Verdict = VerdictEntry.Of(o.Judgement, o.Test.ClassNames),
            Before = Entries.Of(o.Before),
            Finetune = Entries.Of(o.AfterFinetuning),
            Nad = Entries.Of(o.AfterNad),
            Teacher = Entries.Of(o.Teacher),
            Seconds = new SortedDictionary<string, double>(o.Seconds.ToDictionary()),
            Epochs = [.. o.Epochs.Select(Entries.Of)],
            Options = OptionList.Json(Tables(o)),
            Seed = o.Run.Seed,
            Versions = Entries.Versions(o.Run),
            Files = FormerResult.Hashes(folder, Files.Where(n => n != "result.json")),
        };
        folder.WriteText("result.json", StoredJson.Text(result, ResultJson.Default.DemoResult));
        return result;

        void Model(string name, string role, Models.Classifier model)
        {
            using MemoryStream content = new();
            ResultFolder.SafeTensors(model)(content);
            byte[] bytes = content.ToArray();
            folder.Write(name, stream => stream.Write(bytes));
            files.Add(new FileEntry(name, role, Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length));
        }
    }

    private static Report Report(DemoOutcome o, IReadOnlyList<FileEntry> files, string commandLine, DateTimeOffset created)
    {
        return new Report
        {
            Title = "A backdoor, finetuned and distilled",
            Subtitle = $"{o.Backdoored.Architecture} on {o.Options.TrainingImages} generated traffic signs, BadNets, "
                + $"{o.Clean.Training.Count} clean images",
            Verdict = o.Sentence,
            VerdictKind = VerdictText.Kind(o.Judgement),
            Summary =
            [
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"A {o.Backdoored.Architecture} was trained here on generated images, {o.Options.Attack.Rate:P0} of which carried a "
                        + $"3x3 grid in the bottom-right corner and the label '{o.Test.ClassNames[o.Options.Attack.Target]}'. "
                        + $"It was trained with crop and flip: "
                        + $"a backdoor learnt without them is undone by any finetuning that has them and shows nothing of NAD."),
                "Finetuning and NAD then had the same clean images, the same number of steps, the same order and the same random changes "
                    + "of the images; NAD's teacher is one more finetuning, of other random streams and at five times the rate.",
                DemoNotes.Choice,
            ],
            Scores = o.ScoreColumns,
            Trigger = o.Trigger,
            TriggerNotes = [.. o.TriggerLines.Skip(1)],
            ClassNames = o.Test.ClassNames,
            Epochs = o.Epochs,
            AttentionFigures = new AttentionGallery(o.Run.Device, Nad(o)).Make(
                o.Test, o.Backdoor, [("before", o.Backdoored), ("finetuning", o.Finetuned.Model), ("NAD", o.Distilled.Model)]),
            TapWeights = EraseReport.Weights(o.Backdoored, o.Clean.Training, Nad(o)),
            Options = Tables(o),
            Files = files,
            Versions = EraseReport.Versions(o.Run.Device),
            CommandLine = commandLine,
            CreatedUtc = created,
            Seconds = o.Seconds.Values.Sum(),
        };
    }

    // As it was used with these images.
    private static AutoOptions Used(DemoOutcome o) => o.Distilled.Used as AutoOptions ?? o.Options.Auto;

    private static NadOptions Nad(DemoOutcome o) => Used(o).Distillation ?? NadOptions.Paper;

    private static IReadOnlyList<OptionTable> Tables(DemoOutcome o) =>
    [
        new OptionTable("Run",
        [
            new("seed", o.Run.Seed.ToString(CultureInfo.InvariantCulture)),
            new("training images", o.Options.TrainingImages.ToString(CultureInfo.InvariantCulture), "generated"),
            new("clean images", o.Clean.Training.Count.ToString(CultureInfo.InvariantCulture)),
        ]),
        OptionList.Trigger(o.Options.Attack),
        OptionList.Recipe("Attack", o.Options.AttackRecipe),
        .. OptionList.Settings(Used(o), null),
        OptionList.Recipe("Student and finetuning", Used(o).Recipe),
        OptionList.Recipe("Teacher", Used(o).TeacherRecipe),
    ];
}
