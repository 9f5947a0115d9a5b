using Nad.Torch;

namespace Nad.Models;

/// <summary>
/// A family of networks: recognised by the keys and shapes of a state dict, or made anew. A member of <see cref="Architectures"/>.
/// </summary>
public interface IArchitecture
{
    /// <summary>The family, such as <c>ResNet</c>.</summary>
    string Family { get; }

    /// <summary>Whose keys and which forms are read, for the table of docs/models.md.</summary>
    string Reads { get; }

    /// <summary>Names that <see cref="Design"/> takes, such as <c>resnet18</c>; the first stands for the family in examples.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>
    /// Every way to read a state dict as a member of the family: they have the same keys and shapes, and differ in what these cannot tell.
    /// </summary>
    /// <param name="shapes">Of a file; anything may stand there.</param>
    /// <param name="reason">Why there is none, in one printable line; empty where there is one.</param>
    /// <returns>The most common way first; empty where the file is of another family.</returns>
    IReadOnlyList<Reading> Read(StateShapes shapes, out string reason);

    /// <summary>Whether <see cref="Design"/> makes a network of this name.</summary>
    /// <exception cref="NadException">The name is of this family, but no such network can be.</exception>
    bool Knows(string name);

    /// <summary>A network to be trained from scratch; its weights are not set.</summary>
    /// <param name="name">Of the architecture.</param>
    /// <param name="classes">At least 2.</param>
    /// <param name="size">Height and width of the images in pixels: small ones have another stem.</param>
    /// <param name="device">Where it lives.</param>
    /// <returns>Null where the name is of another family.</returns>
    /// <exception cref="NadException">The name is of this family, but no such network can be.</exception>
    Classifier? Design(string name, int classes, int size, Device device);
}
