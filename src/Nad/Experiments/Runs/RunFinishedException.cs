namespace Nad.Experiments;

/// <summary>A run that was to go on has nothing left to do. This is no failure: the message says what is there.</summary>
public sealed class RunFinishedException(string message) : Exception(message);
