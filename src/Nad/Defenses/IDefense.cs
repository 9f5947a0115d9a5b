using Nad.Models;
using Nad.Training;

namespace Nad.Defenses;

/// <summary>
/// A method that removes a backdoor. It is given the model and clean images, nothing else: no trigger, no poisoned image, no test image.
/// </summary>
public interface IDefense
{
    /// <summary>Name on the command line.</summary>
    string Name { get; }

    /// <summary>Makes a repaired copy; <paramref name="backdoored"/> is not changed.</summary>
    /// <exception cref="NadException">The training failed or the model or data do not fit; the message says what to do.</exception>
    DefenseResult Erase(Classifier backdoored, CleanData clean, RunContext run);
}
