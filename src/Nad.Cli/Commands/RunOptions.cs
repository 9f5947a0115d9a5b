using System.CommandLine;
using System.Globalization;
using System.Text;
using Nad.Cli.Help;
using Nad.Experiments;
using Nad.Torch;
using Nad.Training;

namespace Nad.Cli.Commands;

/// <summary>Options of commands whose runs take hours: to go on after an interruption, and to check everything first.</summary>
internal sealed class RunOptions
{
    private readonly Option<bool> resume =
        new("--resume") { Description = "Go on with the unfinished run in --out; the result is the same, bit for bit." };
    private readonly Option<bool> dryRun = new("--dry-run") { Description = "Check everything, train nothing, write nothing." };
    private readonly OverwriteOption overwrite = new();
    private readonly Option<double> save = new("--save-every")
    {
        HelpName = "MINUTES",
        Description = "How often the state of a training is saved within an epoch; after each epoch it always is.",
        DefaultValueFactory = _ => TrainingCheckpoints.DefaultInterval.TotalMinutes,
    };

    public void AddTo(Command command)
    {
        command.AddGroup("Run", resume, dryRun, overwrite.Option, save);
    }

    public bool IsDry(ParseResult parsed) => parsed.GetValue(dryRun);

    /// <summary>Looks at the output folder before any work is done.</summary>
    /// <exception cref="NadException">Something would be lost, or it cannot be written to.</exception>
    public EarlierRun Look(ParseResult parsed, OutputPlan plan) =>
        EarlierRun.Look(plan with { Overwrite = overwrite.Read(parsed), Resume = parsed.GetValue(resume) });

    /// <summary>Takes the output folder.</summary>
    /// <exception cref="NadException">It cannot be written to, is at work, or holds an unfinished run.</exception>
    public RunFolder Open(ParseResult parsed, string folder)
    {
        double minutes = parsed.GetValue(save);
        if (!(minutes is >= 0 and <= 100_000))
            throw new NadException($"--save-every must be 0 to 100000 minutes, but is {minutes.ToString(CultureInfo.InvariantCulture)}.");
        return new RunFolder(folder, parsed.GetValue(resume), TimeSpan.FromMinutes(minutes), IsDry(parsed));
    }

    /// <summary>What the run brings along; a training that goes on says so.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="common">Seed and precision.</param>
    /// <param name="device">Where tensors live.</param>
    /// <param name="view">Is told of progress.</param>
    /// <param name="folder">Keeps the state of trainings.</param>
    /// <param name="ended">Ends the run.</param>
    public RunContext Context(
        ParseResult parsed, CommonOptions common, Device device, ProgressView view, RunFolder folder, CancellationToken ended)
    {
        folder.Checkpoints.Resumed = view.Stage;
        return new RunContext
        {
            Seed = parsed.GetValue(common.Seed),
            Device = device,
            Precision = common.PrecisionFor(parsed, device),
            Progress = view,
            Cancellation = ended,
            Checkpoints = folder.Checkpoints,
            IsDry = IsDry(parsed),
            Threads = common.Watch(parsed, view),
        };
    }

    /// <summary>Does the work of a run; however it ends, the message says whether it can go on.</summary>
    /// <param name="output">Where words go.</param>
    /// <param name="folder">Of the run.</param>
    /// <param name="earlier">What was in it before.</param>
    /// <param name="work">The work; gives the exit code.</param>
    /// <param name="json">
    /// Whether the result is printed as JSON, and nothing else: of a run that was finished before, the stored one.
    /// </param>
    /// <param name="cost">What the trainings would cost; null where it is not known.</param>
    /// <param name="failed">
    /// What is left of a run whose training failed, given why and the files beside it; null where nothing is known of it.
    /// </param>
    /// <returns>The exit code.</returns>
    public static int Guard(
        TextWriter output, RunFolder folder, EarlierRun earlier, bool json, Func<int> work, Func<TrainingCost?> cost,
        Func<string, SortedDictionary<string, string>, FailedResult?> failed)
    {
        try
        {
            return work();
        }
        catch (RunFinishedException e)
        {
            output.WriteLine(
                json
                    ? Encoding.UTF8.GetString(
                        RegularFile.ReadAll(Path.Combine(folder.Path, "result.json"), "the result of the run", LargestResult))
                    : e.Message);
            return ExitCode.Done;
        }
        catch (DryRunEndedException e)
        {
            output.WriteLine(
                $"Everything fits. {e.Message}{(cost() is { } price ? " " + price.Time : "")} Nothing was trained, and nothing was "
                + $"written to {folder.Path}.");
            return 0;
        }
        catch (TrainingFailedException e)
        {
            IReadOnlySet<string> before = earlier.Names();
            TrainingFailedException told = folder.Fail(e);
            earlier.Record(before, files => failed(told.Message, files));
            throw told;
        }
        catch (OperationCanceledException e) when (folder.CanGoOn)
        {
            throw new OperationCanceledException($"stopped in {folder.Checkpoints.Position}; {Again}", e);
        }
        catch (Exception e) when (folder.CanGoOn && Failures.IsOfTheWorld(e))
        {
            throw new NadException($"{Failures.Sentence(e)} What was trained is kept: {Again}", e);
        }
    }

    private const long LargestResult = 64 << 20;
    private const string Again = "repeat the command with --resume to go on.";
}
