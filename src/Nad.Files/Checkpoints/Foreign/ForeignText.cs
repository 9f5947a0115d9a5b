using System.Text;
using System.Text.Json;

namespace Nad.Files.Checkpoints.Foreign;

/// <summary>Texts in the place of a checkpoint: most often what a server answered instead of the file.</summary>
internal static class ForeignText
{
    // An index of thousands of shards is far below; a longer text is only named.
    private const int LongestJson = 16 << 20;

    private const string Again = "Download the file again by its direct link, and look at its size before it is used.";

    /// <summary>What the text is; null where the bytes are no text.</summary>
    public static ForeignFile? Of(ReadOnlyMemory<byte> file)
    {
        ReadOnlySpan<byte> bytes = file.Span;
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf])) bytes = bytes[3..];
        int lead = bytes.Length - bytes.TrimStart(" \t\r\n"u8).Length;
        bytes = bytes[lead..];
        if (bytes.IsEmpty) return new("text of blanks only", Again);
        string start = Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, 4096)]);
        if (IsPage(start)) return Page(start);
        if (start.StartsWith("<?xml", StringComparison.Ordinal) || start.StartsWith("<Error", StringComparison.Ordinal)) return Xml(start);
        if (start[0] is '{' or '[' && Json(file) is { } json) return json;
        if (!IsText(bytes)) return null;
        if (start.StartsWith("#!", StringComparison.Ordinal))
            return new("script", "The wrong file was saved under this name: get the checkpoint again.");
        return new($"text that begins with \"{Printable.Of(start, 16)}\"", Again);
    }

    private static bool IsPage(string start) =>
        start.StartsWith(
            "<!doctype html", StringComparison.OrdinalIgnoreCase) || start.StartsWith("<html", StringComparison.OrdinalIgnoreCase)
        || start.StartsWith("<head", StringComparison.OrdinalIgnoreCase) || start.StartsWith("<!--", StringComparison.Ordinal)
        || (start[0] == '<' && start.Contains("<html", StringComparison.OrdinalIgnoreCase));

    private static ForeignFile Page(string start)
    {
        string title = Between(start, "<title>", "</title>");
        string named = title.Length > 0 ? $", \"{Printable.Of(title, 60)}\"" : "";
        return new(
            $"web page{named}",
            "The download gave a page instead of the file: "
                + "open the address in a browser, pass what it asks, and download the file by its direct link.");
    }

    private static ForeignFile Xml(string start)
    {
        string code = Between(start, "<Code>", "</Code>"), message = Between(start, "<Message>", "</Message>");
        if (start.Contains("<Error", StringComparison.Ordinal))
        {
            return new(
                $"server's error message{Said(code.Length > 0 && message.Length > 0 ? $"{code}: {message}" : code + message)}", Again);
        }

        return start.Contains("<net ", StringComparison.Ordinal)
            ? new("OpenVINO network (.xml)", ForeignMagic.Convert)
            : new("XML text", Again);
    }

    private static ForeignFile? Json(ReadOnlyMemory<byte> file)
    {
        if (file.Length > LongestJson) return null;
        try
        {
            // The bound on depth keeps a hostile nesting cheap.
            ReadOnlyMemory<byte> text = file.Span.StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf]) ? file[3..] : file;
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 64 });
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return new("JSON text", Again);
            if (root.TryGetProperty("weight_map", out JsonElement map) && map.ValueKind == JsonValueKind.Object) return Index(map);
            if (root.TryGetProperty("graph_module", out _))
                return new("JSON graph of torch.export", "Ask its author for the state dict or safetensors of the network.");
            if (root.TryGetProperty("model_type", out _) || root.TryGetProperty("architectures", out _)
                || root.TryGetProperty("architecture", out _))
            {
                return new(
                    "configuration of a model, without its weights",
                    "Name the file with the weights, such as model.safetensors, that belongs to it.");
            }

            foreach (string name in (string[])["message", "error", "detail", "errors", "error_description"])
            {
                if (!root.TryGetProperty(name, out JsonElement said)) continue;
                return new(
                    $"server's error message{Said(said.ValueKind == JsonValueKind.String ? said.GetString()! : said.GetRawText())}", Again);
            }

            return new("JSON text", Again);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    // Hugging Face's list of the files that a large model was cut into.
    private static ForeignFile Index(JsonElement map)
    {
        HashSet<string> files = new(StringComparer.Ordinal);
        foreach (JsonProperty entry in map.EnumerateObject())
        {
            if (entry.Value.ValueKind == JsonValueKind.String && files.Count < 10_000) files.Add(entry.Value.GetString()!);
        }

        string names = string.Join(", ", files.Order(StringComparer.Ordinal).Take(2).Select(f => Printable.Of(f, 60)))
            + (files.Count > 2 ? ", ..." : "");
        return new($"index of a model in {files.Count} part{(files.Count == 1 ? "" : "s")} (shards): {names}", files.Count == 1
            ? "Name that file instead."
            : "Models in parts are not read: "
                + "save the model again as one file, with safetensors and without a limit on the size of a part.");
    }

    private static string Said(string message) => message.Length == 0 ? "" : $", \"{Printable.Of(message.Trim(), 80)}\"";

    private static string Between(string text, string from, string to)
    {
        int start = text.IndexOf(from, StringComparison.OrdinalIgnoreCase);
        if (start < 0) return "";
        start += from.Length;
        int end = text.IndexOf(to, start, StringComparison.OrdinalIgnoreCase);
        return (end < 0 ? text[start..] : text[start..end]).Trim();
    }

    private static bool IsText(ReadOnlySpan<byte> bytes)
    {
        foreach (byte b in bytes[..Math.Min(bytes.Length, 512)])
        {
            if (b < 0x20 && b is not ((byte)'\n' or (byte)'\r' or (byte)'\t')) return false;
        }

        return true;
    }
}
