using Nad.Models;

namespace Nad.Experiments;

/// <summary>Backdoored models of the zoo, where they were trained and measured on the same images.</summary>
/// <param name="zoo">The zoo.</param>
/// <param name="suffix">What stands behind the name of models of another training, such as <c>-strong</c>; empty for the paper's.</param>
public sealed class ZooShelf(ZooFolder zoo, string suffix) : IModelShelf
{
    private readonly HashSet<string> names = [.. zoo.Names];

    /// <inheritdoc/>
    public ShelvedModel? Find(string name, GridData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        string full = name + suffix;
        if (!names.Contains(full)) return null;
        ZooCard card = zoo.Read(full);
        // Older cards do not tell the training images; the test images of a data set tell it as well.
        bool fits = card.TestedOn.Sha256 == data.TestFingerprint
            && (card.TrainedOn.Sha256 is null || card.TrainedOn.Sha256 == data.TrainFingerprint);
        if (!fits) return null;
        return new ShelvedModel(full, card.Model.Sha256, device =>
        {
            ModelFile file = ModelFile.Load(zoo.ModelPath(full), device);
            if (file.Sha256 == card.Model.Sha256) return (file.Model, card.Trigger);
            file.Dispose();
            throw new DamagedFileException(
                $"{Printable.Of(zoo.ModelPath(full))} is not the model of its card: its SHA-256 differs. Run 'nad zoo verify'.");
        });
    }
}
