using Nad.Attacks;
using Nad.Models;
using Nad.Torch;

namespace Nad.Experiments;

/// <summary>Backdoored models that need not be trained again.</summary>
public interface IModelShelf
{
    /// <summary>The model of a name; null where there is none that was trained on this data.</summary>
    ShelvedModel? Find(string name, GridData data);
}

/// <summary>A model of a shelf.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="ModelSha256">SHA-256 of its file.</param>
/// <param name="Load">Reads the model, which the caller owns, and its trigger; null for a clean model.</param>
public sealed record ShelvedModel(string Name, string ModelSha256, Func<Device, (Classifier Model, Backdoor? Backdoor)> Load);
