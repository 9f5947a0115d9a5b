using Nad.Models;

namespace Nad.Experiments;

/// <summary>
/// The folder of models that results rest on: for each a checkpoint under 1 MB and a card that says how it was made and what was measured.
/// </summary>
/// <param name="path">The folder; null for <see cref="ZooName.DefaultFolder"/>. It need not exist.</param>
public sealed class ZooFolder(string? path = null)
{
    /// <summary>Largest checkpoint, bytes.</summary>
    public const long LargestModel = 1_000_000;

    /// <summary>Largest sum of all files, bytes.</summary>
    public const long LargestFolder = 20_000_000;

    // A trigger of 20 reflections takes 100 kB.
    private const long LargestCard = 4 << 20;

    /// <summary>The folder.</summary>
    public string Folder { get; } = path ?? ZooName.DefaultFolder();

    /// <summary>Names of all models, in ordinal order; empty where there is no folder.</summary>
    public IReadOnlyList<string> Names =>
        Directory.Exists(Folder)
            ? [.. Directory.EnumerateFiles(Folder, "*.json").Select(Path.GetFileNameWithoutExtension).OfType<string>().Order(
                StringComparer.Ordinal)]
            : [];

    /// <summary>The card of a model.</summary>
    /// <exception cref="NadException">There is no such model, or its card is broken.</exception>
    public ZooCard Read(string name)
    {
        string file = CardPath(name), shown = Printable.Of(file);
        if (!Path.Exists(file))
            throw new NadException(
                $"There is no model {Printable.Of(name)} in the zoo {Printable.Of(Folder)}; there are "
                + $"{(Names.Count == 0 ? "none" : Printable.Of(string.Join(", ", Names), 1000))}.");
        ZooCard card = StoredJson.Read(
            RegularFile.ReadAll(file, "a card of the zoo", LargestCard), ZooJson.Default.ZooCard, $"{shown} is no card of the zoo");
        card.Trigger?.Trigger.Validate();
        card.Trigger?.Labels.Validate(card.Model.Classes);
        return card.Name == name
            ? card
            : throw new DamagedFileException($"The card {shown} is that of {Printable.Of(card.Name)}. Name the file as its model.");
    }

    /// <summary>Where the checkpoint of a model lies; it need not exist.</summary>
    public string ModelPath(string name) => Path.Combine(Folder, ModelName(name));

    /// <summary>Where the card of a model lies; it need not exist.</summary>
    public string CardPath(string name) => Path.Combine(Folder, CardName(name));

    /// <summary>Name of the checkpoint of a model in the folder.</summary>
    public static string ModelName(string name) => ZooName.Checked(name) + ".safetensors";

    /// <summary>Name of the card of a model in the folder.</summary>
    public static string CardName(string name) => ZooName.Checked(name) + ".json";
}
