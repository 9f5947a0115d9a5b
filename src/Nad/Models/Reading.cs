using Nad.Files.Graphs;
using Nad.Torch;

namespace Nad.Models;

/// <summary>One way to read a state dict.</summary>
/// <param name="Architecture">Name, such as <c>resnet18</c>.</param>
/// <param name="Choice">What the file cannot tell and is taken here, such as <c>elu</c>; empty where nothing is open.</param>
/// <param name="Classes">Classes that it tells apart.</param>
/// <param name="Graph">The network itself; null where it has code of its own.</param>
/// <param name="Create">Makes the network, with zero weights; how its input is prepared is given.</param>
public sealed record Reading(string Architecture, string Choice, int Classes, Graph? Graph, Func<Device, Preprocessing, Classifier> Create);
