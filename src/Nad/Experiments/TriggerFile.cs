using Nad.Attacks;
using Nad.Models;

namespace Nad.Experiments;

/// <summary>The stored trigger of an attack: <c>trigger.json</c>.</summary>
public static class TriggerFile
{
    // A 32x32 pattern takes 4 kB; 20 reflections of that size 100 kB.
    private const long LargestFile = 64 << 20;

    /// <summary>Writes it, whole or not at all.</summary>
    public static void Write(string path, Backdoor backdoor) => ResultFolder.WriteText(path, StoredJson.Text(backdoor, TriggerJson.Default.Backdoor));

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
        Backdoor backdoor = StoredJson.Read(bytes, TriggerJson.Default.Backdoor, $"{shown} holds no trigger", "Name the trigger.json that nad attack wrote.");
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
        path is null && named is null && ZooName.Is(model) && new ZooFolder().Read(model[ZooName.Prefix.Length..]).Trigger is not null ? model : path;

    private static Backdoor OfZoo(string name, int classes)
    {
        Backdoor backdoor = new ZooFolder().Read(name[ZooName.Prefix.Length..]).Trigger ?? throw new NadException($"{Printable.Of(name)} is a clean model and has no trigger.");
        backdoor.Labels.Validate(classes);
        return backdoor;
    }

    /// <summary>The backdoor that is measured: named by options, or stored in a file; null where neither is given.</summary>
    internal static Backdoor? Resolve(BadNetsOptions? named, string? path, int classes) =>
        path is not null ? Read(path, classes) : named is null ? null : new BadNets(named, classes).Backdoor;
}
