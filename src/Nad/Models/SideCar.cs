using System.Text.Json.Nodes;
using Nad.Data;

namespace Nad.Models;

/// <summary>
/// What stands beside the weights in the folders of timm (<c>config.json</c>) and Hugging Face (<c>preprocessor_config.json</c>): the size
/// of the images, how they are brought to it, and how the input is scaled. Such a file may come from anybody.
/// </summary>
/// <param name="Name">Name of the file.</param>
/// <param name="Input">How the input is scaled; null where it does not say.</param>
/// <param name="Geometry">The size of images; null where it does not say.</param>
public sealed record SideCar(string Name, Preprocessing? Input, ImageGeometry? Geometry)
{
    private const long LargestFile = 1 << 20;
    private const int BilinearResample = 2;

    private static readonly string[] Names = ["preprocessor_config.json", "config.json"];

    /// <summary>Whether it asks for another interpolation than the bilinear one that is used.</summary>
    public bool OtherFilter { get; init; }

    /// <summary>What is taken from it, in a sentence; null for nothing.</summary>
    /// <param name="input">Whether the scaling of the input is.</param>
    /// <param name="size">Whether the size of images is.</param>
    public string? Told(bool input, bool size)
    {
        string[] taken =
        [
            .. input && Input is not null ? [$"its input is {Input.Describe()}"] : Array.Empty<string>(),
            .. size && Geometry is not null
                ? [$"images are {Geometry.Describe()}{(OtherFilter ? ", by bilinear interpolation, although it asks for another" : "")}"]
                : Array.Empty<string>(),
        ];
        return taken.Length == 0 ? null : $"{Name} beside the model is used: {string.Join("; ", taken)}.";
    }

    /// <summary>The first such file in the folder of a model that says something.</summary>
    /// <param name="model">Path of the model.</param>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="NadException">There is one, but it is damaged.</exception>
    public static SideCar? Beside(string model)
    {
        ArgumentNullException.ThrowIfNull(model);
        string folder = Path.GetDirectoryName(Path.GetFullPath(model)) ?? "/";
        foreach (string name in Names)
        {
            string path = Path.Combine(folder, name);
            if (FilePlace.At(path) is { Kind: "a file" } && Read(path) is { } found) return found;
        }

        return null;
    }

    /// <summary>What a file says; null for a JSON object that says nothing of images, as many a <c>config.json</c>.</summary>
    /// <exception cref="NadException">It cannot be read, or a number in it cannot be used.</exception>
    public static SideCar? Read(string path)
    {
        byte[] bytes = RegularFile.ReadAll(path, "the settings of a model", LargestFile);
        JsonObject json = StoredJson.ReadObject(
            bytes, $"{Printable.Of(path)}, which stands beside the model, cannot be read", "Mend it, or move the model to another folder.");
        string name = Path.GetFileName(path);
        SideCar? found = json["pretrained_cfg"] is JsonObject inner ? Timm(inner, name)
            : json.ContainsKey("input_size") ? Timm(json, name)
            : HuggingFace(json, name);
        if (found is not { Geometry.Fits: false }) return found;
        throw new DamagedFileException(
            $"{Printable.Of(path)} asks for images of {found.Geometry.Width}x{found.Geometry.Height}"
            + $"{(found.Geometry.Resize is { } side ? $" out of a shorter side of {side}" : "")}, which cannot be. "
            + "Mend it, or say the size with --size.");
    }

    // input_size [3, H, W]; the shorter side is brought to H / crop_pct, and the centre cut out.
    private static SideCar? Timm(JsonObject json, string name)
    {
        Preprocessing? input = Scaling(json["mean"], json["std"], name);
        ImageGeometry? geometry = null;
        if (Numbers(json["input_size"], name) is [3, var height, var width] && Whole(height) is { } rows && Whole(width) is { } columns)
        {
            double part = Number(json["crop_pct"]) is { } p and > 0 and <= 1 ? p : 1;
            geometry = Text(json["crop_mode"]) is "squash"
                ? new(rows, columns)
                : new(rows, columns) { Resize = Side(Math.Floor(Math.Max(rows, columns) / part)), Cut = true };
        }

        return input is null && geometry is null
            ? null
            : new SideCar(name, input, geometry)
            {
                OtherFilter = Text(json["interpolation"]) is { } filter and not "bilinear" && filter.Length > 0
            };
    }

    // size {shortest_edge} and crop_size, or size {height, width}; older files have plain numbers.
    private static SideCar? HuggingFace(JsonObject json, string name)
    {
        if (!json.ContainsKey("image_mean") && !json.ContainsKey("do_resize") && !json.ContainsKey("crop_size")) return null;
        Preprocessing? input =
            Flag(json["do_normalize"]) == false ? Preprocessing.None : Scaling(json["image_mean"], json["image_std"], name);
        (int Rows, int Columns)? crop = Flag(json["do_center_crop"]) == false ? null : Sides(json["crop_size"]);
        int? shorter = Whole(Number((json["size"] as JsonObject)?["shortest_edge"]) ?? (crop is null ? null : Number(json["size"])));
        ImageGeometry? geometry = crop is { } c ? new(c.Rows, c.Columns) { Resize = shorter, Cut = true }
            : Sides(json["size"]) is { } s ? new(s.Rows, s.Columns)
            : null;
        return input is null && geometry is null
            ? null
            : new SideCar(name, input, geometry) { OtherFilter = Number(json["resample"]) is { } filter && filter != BilinearResample };
    }

    private static Preprocessing? Scaling(JsonNode? mean, JsonNode? std, string name) =>
        Numbers(mean, name) is { Length: 3 } m && Numbers(std, name) is { Length: 3 } s && s.All(v => v > 0)
            ? new Preprocessing($"as {name} says", [.. m], [.. s])
            : null;

    private static (int Rows, int Columns)? Sides(JsonNode? node) => node switch
    {
        JsonObject sides => Whole(Number(sides["height"])) is { } h && Whole(Number(sides["width"])) is { } w ? (h, w) : null,
        _ => Whole(Number(node)) is { } side ? (side, side) : null,
    };

    private static int Side(double length) => (int)Math.Min(length, int.MaxValue);

    private static int? Whole(double? number) =>
        number is { } n and >= 1 and <= ImageGeometry.LargestSide && n == Math.Floor(n) ? (int)n : null;

    private static double[]? Numbers(JsonNode? node, string name)
    {
        if (node is not JsonArray { Count: <= 8 } list) return null;
        if (list.All(n => Number(n) is not null)) return [.. list.Select(n => Number(n)!.Value)];
        throw new DamagedFileException(
            $"{name} beside the model holds a list of numbers with something else in it. Mend it, or move the model to another folder.");
    }

    private static double? Number(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out double number) && double.IsFinite(number) ? number : null;

    private static bool? Flag(JsonNode? node) => node is JsonValue value && value.TryGetValue(out bool flag) ? flag : null;

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
