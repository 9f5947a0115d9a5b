using System.Text;
using System.Text.Json;
using Nad.Files.Checkpoints;
using Nad.Models;

namespace Nad.Cli.Commands;

/// <summary>The JSON form of <c>nad inspect</c>. The writer's default encoder escapes everything outside of plain ASCII.</summary>
internal static class InspectJson
{
    public static string Of(Inspection found)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("file", Valid(found.Path));
            json.WriteString("verdict", found.Verdict);
            json.WriteString("reason", found.Reason);
            json.WriteNumber("exit_code", found.ExitCode);
            if (found.File is CheckpointFile file) WriteFile(json, file);
            if (found.Checkpoint is Checkpoint checkpoint) WriteContent(json, checkpoint);
            if (found.Architecture is { } known)
            {
                json.WriteStartObject("architecture");
                json.WriteString("name", known.Architecture);
                if (known.Architecture.StartsWith("wrn-", StringComparison.Ordinal))
                {
                    WideResNetShape shape = WideResNetShape.Parse(known.Architecture);
                    json.WriteNumber("depth", shape.Depth);
                    json.WriteNumber("widen", shape.Widen);
                }

                json.WriteNumber("classes", known.Classes);
                json.WriteEndObject();
            }
            else json.WriteNull("architecture");

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void WriteFile(Utf8JsonWriter json, CheckpointFile file)
    {
        json.WriteString("format", file.Format.ToString());
        json.WriteString("kind", file.Kind);
        json.WriteNumber("bytes", file.Length);
        json.WriteString("sha256", file.Sha256);
        json.WriteStartArray("globals");
        foreach (PickleGlobal global in file.Globals)
        {
            json.WriteStartObject();
            json.WriteString("name", global.FullName);
            json.WriteBoolean("allowed", global.Allowed);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteContent(Utf8JsonWriter json, Checkpoint checkpoint)
    {
        json.WriteString("state_dict_key", Valid(checkpoint.StateDictKey));
        json.WriteString("stripped_prefix", Valid(checkpoint.StrippedPrefix));
        json.WriteStartArray("notes");
        foreach (string note in checkpoint.Notes) json.WriteStringValue(Valid(note));
        json.WriteEndArray();
        json.WriteString("module", checkpoint.Module?.Type);
        if (checkpoint.Normalisation is { } scaled)
        {
            json.WriteStartObject("normalisation");
            json.WriteString("name", Valid(scaled.MeanName));
            Numbers(json, "mean", scaled.Mean);
            Numbers(json, "std", scaled.Std);
            json.WriteEndObject();
        }

        json.WriteStartObject("metadata");
        foreach ((string key, object? value) in checkpoint.Metadata)
        {
            json.WritePropertyName(Valid(key));
            switch (value)
            {
                case null: json.WriteNullValue(); break;
                case bool flag: json.WriteBooleanValue(flag); break;
                case long number: json.WriteNumberValue(number); break;
                case double number when double.IsFinite(number): json.WriteNumberValue(number); break;
                // JSON has no word for NaN and infinity.
                default: json.WriteStringValue(Valid(InspectReport.ValueText(value))); break;
            }
        }

        json.WriteEndObject();
        json.WriteStartArray("left_out");
        foreach (string key in checkpoint.LeftOut) json.WriteStringValue(Valid(key));
        json.WriteEndArray();
        json.WriteNumber("parameters", checkpoint.ParameterCount);
        (long nan, long infinite) = checkpoint.NonFiniteCount();
        json.WriteNumber("nan", nan);
        json.WriteNumber("infinite", infinite);
        json.WriteStartArray("tensors");
        foreach (NamedTensor tensor in checkpoint.Tensors)
        {
            json.WriteStartObject();
            json.WriteString("name", Valid(tensor.Name));
            json.WriteString("dtype", InspectReport.TypeText(tensor.Data));
            json.WriteStartArray("shape");
            foreach (long size in tensor.Data.Shape) json.WriteNumberValue(size);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Numbers(Utf8JsonWriter json, string name, double[] values)
    {
        json.WriteStartArray(name);
        foreach (double value in values) json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    // The writer throws on half a surrogate pair, which a file name or a JSON header can hold.
    private static string Valid(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
