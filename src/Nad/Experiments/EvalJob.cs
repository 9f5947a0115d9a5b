using Nad.Attacks;
using Nad.Data;
using Nad.Evaluation;
using Nad.Models;
using Nad.Torch;

namespace Nad.Experiments;

/// <summary>A model and the images that it is measured on.</summary>
public sealed class EvalJob : IDisposable
{
    private readonly string spec;
    private readonly Device device;
    private readonly Backdoor? backdoor;

    private EvalJob(ModelFile model, ImageSet images, string spec, Backdoor? backdoor, Device device) =>
        (Model, Images, this.spec, this.backdoor, this.device) = (model, images, spec, backdoor, device);

    /// <summary>The model.</summary>
    public ModelFile Model { get; }

    /// <summary>The test split, or the training split where there is no other.</summary>
    public ImageSet Images { get; }

    /// <summary>What is missing in the data, one printable sentence each.</summary>
    public IReadOnlyList<string> Remarks { get; private init; } = [];

    /// <summary>Loads both and checks that they fit.</summary>
    /// <exception cref="NadException">They do not, or something is missing.</exception>
    public static EvalJob Load(string model, string data, BadNetsOptions? attack, string? triggerFile, Device device, CancellationToken cancellation)
    {
        IDataSource source = DataSpec.Parse(data).Open();
        ModelFile file = ModelFile.Load(model, device);
        try
        {
            EraseInputs.CheckClasses(model, file.Model, source);
            Backdoor? backdoor = TriggerFile.Resolve(attack, triggerFile, source.ClassCount);
            ImageSet images = source.LoadTest(cancellation) ?? source.LoadTrain(cancellation);
            EraseInputs.CheckSize(images, file.Model);
            return new EvalJob(file, images, source.Spec, backdoor, device) { Remarks = source.Remarks };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Runs the model over the images.</summary>
    public Score Measure(CancellationToken cancellation) => new Evaluator(device).Measure(Model.Model, Images, backdoor, cancellation);

    /// <summary>As JSON is to show it.</summary>
    public EvalResult ToResult(Score score)
    {
        ArgumentNullException.ThrowIfNull(score);
        return new EvalResult(Entries.Of(Model), spec, Entries.Of(score), Entries.Versions(device));
    }

    /// <summary>Frees the model.</summary>
    public void Dispose() => Model.Dispose();
}
