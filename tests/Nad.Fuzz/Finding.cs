namespace Nad.Fuzz;

/// <summary>An input that broke a promise; <see cref="Fuzzer"/> makes it again from the seed and the number.</summary>
internal sealed record Finding(string Target, ulong Seed, ulong Number, string What, byte[] Input);
