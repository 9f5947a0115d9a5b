using Nad.Attacks;
using Nad.Data;
using Nad.Models;
using Nad.Training;

namespace Nad.Experiments;

/// <summary>
/// One picture of all attacks: the paper's figure 6. Columns are clean, then each attack; rows are images of the target class.
/// </summary>
/// <param name="run">Seed, device, progress, cancellation.</param>
/// <param name="stage">Told in a few words what happens now; null where nobody listens.</param>
public sealed class TriggerGallery(RunContext run, Action<string>? stage = null)
{
    private const int Images = 4, TrialEpochs = 3;

    /// <summary>Names of the columns, left to right.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["clean", .. Attacks(0).Select(a => a.Name)];

    /// <summary>Draws it; nothing has been written.</summary>
    /// <param name="data">Data SPEC; the images are the first of its training split with the target label.</param>
    /// <param name="sourceModel">Checkpoint of a clean model for Trojan and CL; null to train one for 3 epochs.</param>
    /// <param name="target">Target label.</param>
    /// <param name="classes">File that lists the classes in the order of their labels; null for the order of the data.</param>
    /// <returns>A PNG.</returns>
    /// <exception cref="NadException">A bad input.</exception>
    public byte[] Draw(string data, string? sourceModel, int target, string? classes = null)
    {
        using AttackInputs inputs = AttackInputs.Load(
            new AttackRequest
            {
                Data = data,
                Classes = classes,
                SourceModel = sourceModel,
                Attack = new BadNetsOptions { Target = target }
            },
            run);
        Classifier? trained = null;
        try
        {
            if (inputs.SourceModel is null)
            {
                stage?.Invoke("training a clean model for Trojan and CL (give one with --source-model to spare this)");
                (trained, _) = BackdoorTraining.Train(
                    "wrn-16-1", inputs.Train, TrainingPresets.Fast(TrialEpochs, inputs.Source.FlipIsSafe), run, "source");
            }

            AttackContext context =
                new() { Images = inputs.Train, Run = run, SourceModel = trained ?? inputs.SourceModel!.Model, Stage = stage };
            ImageSet shown =
                inputs.Train.Subset([.. Enumerable.Range(0, inputs.Train.Count).Where(i => inputs.Train.Labels[i] == target).Take(Images)]);
            if (shown.Count == 0)
                throw new NadException($"{data} has no training image with the label {target}. Name another with --target.");
            List<ImageSet> columns = [shown];
            foreach (AttackOptions attack in Attacks(target))
            {
                stage?.Invoke($"preparing {attack.Name}");
                columns.Add(attack.Prepare(context).Poison(shown, run.Random("gallery/poison")).Images);
            }

            return ContactSheet.Grid(
                [.. Enumerable.Range(0, shown.Count).Select(i => columns.Select(c => c.Image(i).ToArray()).ToArray())],
                shown.Height,
                shown.Width);
        }
        finally
        {
            trained?.Dispose();
        }
    }

    // Every image shown is poisoned; reflections are drawn without the rounds of selection.
    private static AttackOptions[] Attacks(int target) =>
    [
        new BadNetsOptions { Target = target, Rate = 1 },
        new TrojanOptions { Target = target, Rate = 1 },
        new BlendOptions { Target = target, Rate = 1 },
        new CleanLabelOptions { Target = target, Rate = 1 },
        new SigOptions { Target = target, Rate = 1 },
        new RefoolOptions { Target = target, Rate = 1, Rounds = 0 },
    ];
}
