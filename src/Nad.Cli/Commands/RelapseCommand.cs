using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Nad.Cli.Help;
using Nad.Data;
using Nad.Experiments;
using Nad.Relapse;
using Nad.Torch;

namespace Nad.Cli.Commands;

/// <summary><c>nad relapse</c>: does an erased backdoor come back?</summary>
internal static class RelapseCommand
{
    public static Command Make(TextWriter output)
    {
        RelapseOptions d = new();
        Option<string> before =
            new("--before") { HelpName = "FILE", Description = "The model with its backdoor, or zoo:NAME.", Required = true };
        Option<string> after = new("--after") { HelpName = "FILE", Description = "The same model after it was erased.", Required = true };
        Option<string?> twin =
            new("--twin") { HelpName = "FILE", Description = "A model that never had a backdoor, as a control, or zoo:NAME." };
        Option<string> clean =
            new("--clean") { HelpName = "SPEC", Description = $"Clean images: {string.Join(", ", DataSpec.KnownForms)}.", Required = true };
        Option<string?> test = new("--test")
        {
            HelpName = "SPEC",
            Description = "Test images; default: the test split of --clean, else images that are left over."
        };
        Option<string> folder = new("--out") { HelpName = "DIR", Description = "Folder for the page and the numbers.", Required = true };
        Option<string?> recovered = new("--recovered")
        {
            HelpName = "DIR",
            Description = "An audit of the model before: the pattern that it recovered takes the place of the trigger."
        };
        Option<string?> classes = ClassesOption.Make();
        Option<string[]> tests = new("--try")
        {
            HelpName = "NAME",
            Description = $"What is tried: {string.Join(", ", RelapseTests.All.Select(t => t.Name))}; several may be given. Default: all.",
            AllowMultipleArgumentsPerToken = true
        };
        Option<int?> count = new("--clean-count")
        {
            HelpName = "N",
            Description = $"Clean images to train on; default {d.Images}, at most half of what there is."
        };
        Option<int?> images = new("--images") { HelpName = "N", Description = $"Test images to measure on; default {d.TestImages}." };
        Option<string?> doses = new("--doses")
        {
            HelpName = "N,N,...",
            Description = $"Poisoned images among the clean ones; default {string.Join(',', d.Doses)}."
        };
        Option<int?> seeds =
            new("--seeds") { HelpName = "N", Description = $"How often each dose is given, to other images; default {d.Seeds}." };
        Option<string?> rates = new("--drift-rates")
        {
            HelpName = "R,R,...",
            Description = "Learning rates of clean finetuning; default "
                + $"{string.Join(',', d.DriftRates.Select(r => r.ToString(CultureInfo.InvariantCulture)))}."
        };
        Option<int?> drift =
            new("--drift-epochs") { HelpName = "N", Description = $"Epochs of clean finetuning; default {d.DriftEpochs}." };
        Option<int?> retune = new("--retune-epochs") { HelpName = "N", Description = $"Epochs of a retuning; default {d.RetuneEpochs}." };
        Option<double?> budget = new("--budget")
        {
            HelpName = "MINUTES",
            Description = "Time that there is; what it is not enough for is named beforehand and left out."
        };
        ModelInputOptions input = new();
        InputSizeOptions size = new();
        TriggerOptions trigger = new();
        RunOptions runs = new();
        CommonOptions common = new();
        PolicyOption limits = new();
        Command command = new("relapse", "Try to bring an erased backdoor back, and say how many poisoned images that takes.");
        command.Example(
            "nad relapse --before suspect.pth --after out/erased/model.pth --clean cifar10:DIR --trigger trigger.json --out out/relapse",
            "How hard is it to bring back?");
        command.Example(
            "nad relapse --before suspect.pth --after out/erased/model.pth --clean images:photos --recovered out/audit --out out/relapse",
            "With the pattern that an audit recovered.");
        command.AddGroup("Input and output", before, after, twin, clean, test, folder, classes);
        command.AddGroup("What is tried", tests, count, images, doses, seeds, rates, drift, retune, budget);
        trigger.AddTo(command);
        command.AddGroup("Measuring", recovered);
        input.AddTo(command);
        size.AddTo(command);
        runs.AddTo(command);
        common.AddTo(command);
        limits.AddTo(command);
        command.SetAction(parsed =>
        {
            RelapseRequest request = new()
            {
                Before = parsed.GetValue(before)!,
                After = parsed.GetValue(after)!,
                Twin = parsed.GetValue(twin),
                Clean = parsed.GetValue(clean)!,
                Test = parsed.GetValue(test),
                Classes = parsed.GetValue(classes),
                Input = input.Read(parsed) with { Geometry = size.Read(parsed) },
                Attack = trigger.Read(parsed),
                TriggerFile = parsed.GetValue(recovered) is null
                    ? TriggerFile.For(parsed.GetValue(before)!, trigger.Read(parsed), trigger.File(parsed))
                    : trigger.File(parsed),
                TriggerPicture = trigger.Picture(parsed),
                Recovered = parsed.GetValue(recovered),
                Budget = parsed.GetValue(budget),
                Options = d with
                {
                    Tests = RelapseTests.Named(parsed.GetValue(tests) ?? []),
                    Images = parsed.GetValue(count) ?? d.Images,
                    TestImages = parsed.GetValue(images) ?? d.TestImages,
                    Doses = parsed.GetValue(doses) is { } n ? Whole(doses.Name, n) : d.Doses,
                    Seeds = parsed.GetValue(seeds) ?? d.Seeds,
                    DriftRates = parsed.GetValue(rates) is { } r ? Words.Numbers(rates.Name, r, 1e-9, 10) : d.DriftRates,
                    DriftEpochs = parsed.GetValue(drift) ?? d.DriftEpochs,
                    RetuneEpochs = parsed.GetValue(retune) ?? d.RetuneEpochs,
                },
            };
            request.Options.Validate();
            if (request.Budget is { } minutes && !(minutes is > 0 and <= 100_000))
                throw new NadException(
                    $"--budget must be above 0 and at most 100000 minutes, but is {minutes.ToString(CultureInfo.InvariantCulture)}.");
            if (request.Recovered is not null && (request.Attack is not null || request.TriggerFile is not null))
                throw new NadException("Give --recovered or a trigger, not both: each names what is to come back.");
            Policy? policy = limits.Read(parsed);
            string target = parsed.GetValue(folder)!;
            EarlierRun earlier = runs.Look(parsed, new OutputPlan
            {
                Path = target,
                Names = OutputNames.Relapse,
                Inputs =
                [
                    .. InputPlace.Of(before.Name, request.Before), .. InputPlace.Of(after.Name, request.After),
                    .. InputPlace.Of(twin.Name, request.Twin), .. InputPlace.OfData(clean.Name, request.Clean),
                    .. InputPlace.OfData(test.Name, request.Test), .. InputPlace.Of(classes.Name, request.Classes),
                    .. InputPlace.Of("--trigger", request.TriggerFile), .. InputPlace.Of(recovered.Name, request.Recovered),
                    .. limits.Place(parsed),
                ],
            });
            using RunFolder prepared = runs.Open(parsed, target);
            Device device = common.Start(parsed, prepared.Threads);
            bool json = parsed.GetValue(common.Json);
            using Interrupt interrupt = new(() => prepared.Checkpoints.HasBegun, prepared.Dispose);
            using ProgressView view = common.View(parsed, output);
            RunContext run = runs.Context(parsed, common, device, view, prepared, interrupt.Token);
            if (earlier.Goes is { } goes) view.Stage(goes);
            RelapseJob job = new(request, run, view.Stage, prepared) { Earlier = earlier, Planned = view.Expect };
            return RunOptions.Guard(output, prepared, earlier, json, () =>
            {
                using RelapseOutcome outcome = job.Run();
                earlier.CheckAgain();
                RelapseResult result = RelapseFolder.Write(outcome, prepared, CommandText.Invocation(parsed));
                string[] written = [.. result.Files.Keys, "result.json", Manifest.FileName];
                earlier.Replace(written);
                prepared.Complete();
                view.Dispose();
                if (json) output.WriteLine(StoredJson.Text(result, ResultJson.Default.RelapseResult));
                else Print(output, result, target, written);
                return PolicyOption.Decide(json ? null : output, policy, Code(result.Verdict.Code), p => p.Check(result));
            },
            () => job.Cost,
            (_, _) => null);
        });
        return command;
    }

    /// <summary>What a verdict tells a script.</summary>
    internal static int Code(string verdict) =>
        verdict switch { "as-new" => ExitCode.Done, "returns" or "not-erased" => ExitCode.Negative, _ => ExitCode.Inconclusive };

    private static ImmutableArray<int> Whole(string option, string text)
    {
        ImmutableArray<double> numbers = Words.Numbers(option, text, 1, 1_000_000);
        return numbers.All(double.IsInteger)
            ? [.. numbers.Select(n => (int)n)]
            : throw new NadException($"{option} must be whole numbers, such as 1,5,25, but is '{Printable.Of(text)}'.");
    }

    private static void Print(TextWriter output, RelapseResult result, string folder, string[] files)
    {
        output.WriteLine();
        foreach ((string name, RatesEntry score) in result.Scores) output.WriteLine(Line(name, score));
        foreach (ArmEntry arm in result.Arms)
        {
            foreach (RatesEntry dose in arm.Doses) output.WriteLine(Line($"{arm.Name}, {dose.Poisoned} poisoned", dose));
        }

        foreach (RatesEntry score in result.Noise.Concat(result.Awakened)) output.WriteLine(Line(score.What ?? "", score));
        output.WriteLine();
        output.WriteLine(result.Verdict.Sentence);
        foreach (string reason in result.Verdict.Reasons) output.WriteLine($"- {reason}");
        foreach (string left in result.LeftOut) output.WriteLine($"Note: {left}");
        output.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"Written to {folder}: {string.Join(", ", files)} ({result.Seconds:0.0} s)."));
    }

    private static string Line(string name, RatesEntry score) =>
        string.Create(CultureInfo.InvariantCulture, $"{name,-44} ACC {Share(score.Acc),5}  ASR {Share(score.Asr),5}");

    private static string Share(double? share) => share is { } s ? (100 * s).ToString("0.0", CultureInfo.InvariantCulture) : "–";
}
