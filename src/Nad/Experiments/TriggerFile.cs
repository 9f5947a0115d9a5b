using Nad.Attacks;
using Nad.Models;

namespace Nad.Experiments;

/// <summary>The stored trigger of an attack: <c>trigger.json</c>.</summary>
public static class TriggerFile
{
    // A 32x32 pattern takes 4 kB; 20 reflections of that size 100 kB.
    internal const long LargestFile = 64 << 20;

    /// <summary>Writes it, whole or not at all.</summary>
    public static void Write(string path, Backdoor backdoor) => AtomicFile.Write(path, ResultFolder.Text(Text(backdoor)));

    /// <summary>What the file holds.</summary>
    public static string Text(Backdoor backdoor) => StoredJson.Text(backdoor, TriggerJson.Default.Backdoor);

    /// <summary>Reads a file that may come from anybody.</summary>
    /// <param name="path">The file, or <c>zoo:NAME</c> for the trigger of that model.</param>
    /// <param name="classes">Number of classes of the data that it is to be used on.</param>
    /// <exception cref="NadException">It is missing, too large, no trigger, or does not fit the data.</exception>
    public static Backdoor Read(string path, int classes)
    {
        if (ZooName.Is(path)) return OfZoo(path, classes);
        return Parse(RegularFile.ReadAll(path, "the trigger.json that nad attack wrote", LargestFile), path, classes);
    }

    /// <summary>The same of a file that was read already, perhaps to check its hash.</summary>
    internal static Backdoor Parse(byte[] bytes, string path, int classes)
    {
        string shown = Printable.Of(path);
        Backdoor backdoor = StoredJson.Read(
            bytes, TriggerJson.Default.Backdoor, $"{shown} holds no trigger", "Name the trigger.json that nad attack wrote.");
        backdoor.Trigger.Validate();
        backdoor.Labels.Validate(classes);
        return backdoor;
    }

    /// <summary>What a command measures where no trigger was named: that of the model, if it is one of the zoo with a trigger.</summary>
    /// <param name="model">Path or <c>zoo:NAME</c>.</param>
    /// <param name="named">What the user named instead, if anything.</param>
    /// <param name="path">The stored trigger that the user named, if any.</param>
    /// <returns>A path for <see cref="Read"/>; null for none.</returns>
    /// <exception cref="NadException">The zoo has no such model, or its card is broken.</exception>
    public static string? For(string model, BadNetsOptions? named, string? path) =>
        path is null && named is null && ZooName.Is(model) && new ZooFolder().Read(model[ZooName.Prefix.Length..]).Trigger is not null
            ? model
            : path;

    private static Backdoor OfZoo(string name, int classes)
    {
        Backdoor backdoor = new ZooFolder().Read(name[ZooName.Prefix.Length..]).Trigger
            ?? throw new NadException($"{Printable.Of(name)} is a clean model and has no trigger.");
        backdoor.Labels.Validate(classes);
        return backdoor;
    }

    /// <summary>The backdoor that is measured: named by options, or stored in a file; null where neither is given.</summary>
    /// <param name="named">By options.</param>
    /// <param name="path">A trigger.json, <c>zoo:NAME</c>, or a picture.</param>
    /// <param name="picture">What is told of a picture; null where nothing is.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="height">Rows of the images.</param>
    /// <param name="width">Columns of the images.</param>
    /// <exception cref="NadException">
    /// It cannot be read or does not fit; or something is told of a picture, and the file is none.
    /// </exception>
    internal static Backdoor? Resolve(BadNetsOptions? named, string? path, PictureOnImages? picture, int classes, int height, int width)
    {
        if (path is null) return named is null ? null : new BadNets(named, classes).Backdoor;
        if (IsPicture(path)) return (picture ?? new PictureOnImages()).Backdoor(path, classes, height, width);
        return picture is null ? Read(path, classes) : throw new NadException(
            $"{Printable.Of(path)} is a stored trigger, which says itself where it goes, how strong it is and what it aims at. "
            + "Leave --target, --place, --blend and --mode out, or give a picture.");
    }

    /// <summary>Whether a file is a picture or an array of numbers, by its first bytes; else it is taken for a stored trigger.</summary>
    /// <exception cref="NadException">It is missing or cannot be read.</exception>
    public static bool IsPicture(string path)
    {
        if (ZooName.Is(path)) return false;
        ReadOnlySpan<byte> start = RegularFile.ReadAll(path, "a trigger.json of nad attack, or a picture", LargestFile);
        return start.Length > 0 && start[0] != (byte)'{'
            && (start[0] is 0x89 or 0xFF or 0x93 || start.StartsWith("BM"u8) || start.StartsWith("PK"u8)
                || (start[0] == (byte)'P' && start.Length > 1 && start[1] is >= (byte)'1' and <= (byte)'7'));
    }
}
