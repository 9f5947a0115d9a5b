namespace Nad.Torch;

/// <summary>
/// A native call failed. The message names the operator, the shapes of its operands and libtorch's own words.
/// It is our bug, or the machine's limit (memory); a user's mistake is reported before it gets this far.
/// </summary>
public sealed class TorchException(string message) : Exception(message);
