using System.Globalization;
using Nad.Data;
using Nad.Defenses;
using Nad.Models;
using Nad.Reporting;
using Nad.Torch;

namespace Nad.Experiments;

/// <summary>The report of <c>nad erase</c>.</summary>
internal static class EraseReport
{
    public static Report Make(EraseOutcome o, IReadOnlyDictionary<string, string> written, string commandLine, DateTimeOffset created)
    {
        Classifier model = o.Result.Model;
        return new Report
        {
            Title = o.Request.Defense.Title,
            Subtitle = $"{Path.GetFileName(o.Inputs.Model.Path)} ({model.Architecture}, {model.ClassCount} classes), "
                + $"{o.Inputs.Clean.Training.Count} clean images of {o.Inputs.Source.Name}",
            Verdict = o.Sentence,
            VerdictKind = VerdictText.Kind(o.Judgement),
            Summary = [Data(o), Bits(o), .. o.Result.Selections.Select(s => s.Reason)],
            Warnings = Warnings(o),
            Scores = Columns(o),
            Trigger = o.Trigger,
            TriggerNotes = [.. o.TriggerLines.Skip(1)],
            ClassNames = o.Inputs.Source.ClassNames,
            // A search trains many students; their accuracies stand in a table of their own.
            Epochs = [.. o.Result.Epochs.Where(e => !e.Rejected)],
            Audit = o.Audit is { } audit ? AuditReports.Of(audit, o.Inputs.Source.ClassNames) : null,
            AttentionFigures = o.Inputs.Test is null
                ? []
                : new AttentionGallery(o.Run.Device, Nad(o) ?? NadOptions.Paper).Make(o.Inputs.Test, o.Inputs.Backdoor, Models(o)),
            TapWeights = Nad(o) is { Loss: DistanceForm.Mse, Attention: not AttentionOperator.Activation } nad
                ? Weights(model, o.Inputs.Clean.Training, nad)
                : [],
            Options = [.. OptionList.Tables(o.Request, o.Run), .. o.Result.Selections.Select(Choice)],
            Files =
            [
                new(o.Inputs.Model.Path, "given model", o.Inputs.Model.Sha256, o.Inputs.Model.Bytes),
                .. Teacher(o),
                .. written.Select(f => new FileEntry(f.Key, "written", f.Value))
            ],
            Versions = Versions(o.Run.Device),
            CommandLine = commandLine,
            CreatedUtc = created,
            Seconds = o.Seconds.Total,
        };
    }

    public static IReadOnlyList<VersionEntry> Versions(Device device)
    {
        VersionsEntry v = Entries.Versions(device);
        return
        [
            new("NAD", v.Nad),
            new("libtorch", v.Libtorch),
            new(".NET", v.Dotnet),
            new("system", v.Os),
            new("processor", $"{v.Cpu}, {v.Threads} threads"),
            new("device", v.Device)
        ];
    }

    /// <summary>β and the size of the map at each tap, for images of the size of these.</summary>
    public static IReadOnlyList<TapWeight> Weights(Classifier model, ImageSet images, NadOptions options)
    {
        using TensorScope scope = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        Tensor blank = Tensor.Zeros(DType.Float32, 1, 3, images.Height, images.Width).To(model.Device, DType.Float32);
        IReadOnlyList<Tensor> taps = model.Groups(blank, Torch.Modules.Mode.Inference);
        return
        [
            .. taps.Select((t, l) => new TapWeight(model.TapNames[l], options.BetaFor(model.TapNames)[l], (int)t.Shape[2], (int)t.Shape[3]))
        ];
    }

    /// <summary>Columns of the before/after table; empty without test images.</summary>
    public static IReadOnlyList<ScoreColumn> Columns(EraseOutcome o)
    {
        if (o.Before is null || o.After is null) return [];
        List<ScoreColumn> columns = [new("Before", o.Before)];
        if (o.Teacher is not null) columns.Add(new("Teacher", o.Teacher));
        columns.Add(new($"After {o.Request.Defense.Label}", o.After));
        return columns;
    }

    private static List<(string Name, Classifier Model)> Models(EraseOutcome o)
    {
        List<(string, Classifier)> models = [("before", o.Inputs.Model.Model)];
        if (o.Result.Teacher is not null) models.Add(("teacher", o.Result.Teacher));
        models.Add(("after", o.Result.Model));
        return models;
    }

    private static IEnumerable<FileEntry> Teacher(EraseOutcome o) =>
        o.Inputs.Teacher is { } t ? [new FileEntry(t.Path, "given teacher", t.Sha256, t.Bytes)] : [];

    private static string Data(EraseOutcome o)
    {
        string rates =
            o.Inputs.Test is { } test ? $"The rates are of {test.Count} test images that no training saw." : "There were no test images.";
        string held = o.Result.Selections.Count == 0 ? "only watched the training" : "were not trained on and decided the choices below";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{o.Inputs.Clean.Training.Count} clean images of {o.Inputs.Source.Spec} were trained on, and "
                + $"{o.Inputs.Clean.HoldOut?.Count ?? 0} others "
                + $"{(o.Inputs.Subset.HoldOutIsExtra ? "beside them" : "out of the same choice")} {held}. {rates}");
    }

    // With the β that was chosen, if one was.
    private static NadOptions? Nad(EraseOutcome o) =>
        (o.Result.Used ?? o.Request.Defense) switch { NadOptions nad => nad, AutoOptions auto => auto.Distillation, _ => null };

    private static OptionTable Choice(Selection s) => new($"Choice of {s.What}",
        [.. s.Candidates.Select(
            c => new OptionRow(
                Number(c.Value),
                double.IsNaN(c.ValAcc) ? "no usable model" : $"{Number(c.ValAcc * 100)} % of the hold-out",
                c.Value.Equals(s.Value) ? "chosen" : null))]);

    private static string Number(double x) => x.ToString("0.##", CultureInfo.InvariantCulture);

    // What the bits depend on; the manifest has it all in words that can be compared.
    private static string Bits(EraseOutcome o)
    {
        VersionsEntry v = Entries.Versions(o.Run);
        if (v.ThreadChanges is { } changes)
        {
            return $"It ran with {v.Threads} threads at first, and with {changes}, because the machine was busy; bits depend on that "
                + "number, so this run cannot be repeated bit for bit. With --threads N it can.";
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"The same command with seed {o.Run.Seed} gives the same weights, bit for bit, with the same inputs, nad {v.Nad}, libtorch "
                + $"{v.Libtorch}, {v.Threads} {(v.Threads == 1 ? "thread" : "threads")} and processor features "
                + $"({(Machine.Features.Length > 0 ? Machine.Features : "none known")}); with others sums are formed in another order. "
                + $"nad replay manifest.json repeats it and compares.");
    }

    public static List<string> Warnings(EraseOutcome o)
    {
        List<string> warnings = [.. o.Doubts, .. o.Result.Warnings, .. o.Inputs.Remarks];
        if (!o.Inputs.Source.FlipIsSafe && o.Request.Defense.Recipes.Any(r => r.Recipe.Augmentation.Flip))
            warnings.Add("Images were mirrored in training, although mirroring can change the class of this data; --no-flip turns it off.");
        if (o.Inputs.Test is { Count: < 500 })
            warnings.Add($"There are only {o.Inputs.Test.Count} test images, so the intervals are wide.");
        if (o.Inputs.InBoth > 0) warnings.Add($"{o.Inputs.InBoth} of the test images are pixel for pixel among the clean images.");
        if (o.Inputs.Backdoor is null)
            warnings.Add(
                "Without a named trigger this report cannot tell whether a backdoor was there or is gone; it only shows what "
                + "the model can still do.");
        return warnings;
    }
}
