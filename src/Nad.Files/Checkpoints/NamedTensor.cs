namespace Nad.Files.Checkpoints;

/// <summary>One entry of a state dict.</summary>
/// <param name="Name">Key, such as <c>block1.layer.0.conv1.weight</c>; untrusted text.</param>
/// <param name="Data">Its value: contiguous bytes.</param>
public sealed record NamedTensor(string Name, TensorData Data);
