using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Nad.Experiments;

/// <summary>How rows of a table are written: an object in each line.</summary>
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class BatchJson : JsonSerializerContext;
