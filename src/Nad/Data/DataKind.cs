namespace Nad.Data;

/// <summary>
/// One kind of data source: the word before the colon of a SPEC, how to write it, and how to open it, with the names of the classes where
/// the user lists them and the memory for images where it is bounded.
/// </summary>
internal sealed record DataKind(string Name, string Syntax, Func<DataSpec, IReadOnlyList<string>?, ImageMemory?, IDataSource> Open);
