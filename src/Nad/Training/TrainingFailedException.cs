namespace Nad.Training;

/// <summary>A training ended in something unusable: the loss is no finite number, or the accuracy has collapsed. The input model is untouched.</summary>
public sealed class TrainingFailedException(string message) : NadException(message);
