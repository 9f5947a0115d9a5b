using System.Text.RegularExpressions;

namespace Nad.Models;

/// <summary>
/// <c>zoo:NAME</c> in place of a checkpoint's path: the model NAME of the zoo, a folder with one <c>NAME.safetensors</c> and one
/// <c>NAME.json</c> for each model. The folder is the one that <c>NAD_ZOO</c> names, else <c>zoo</c> in the current folder, else <c>zoo</c>
/// of the checkout around the program.
/// </summary>
public static partial class ZooName
{
    /// <summary>What marks a name.</summary>
    public const string Prefix = "zoo:";

    /// <summary>Whether a model is named by the zoo and not by its path.</summary>
    public static bool Is(string model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.StartsWith(Prefix, StringComparison.Ordinal);
    }

    /// <summary>The path itself, or that of the checkpoint that <c>zoo:NAME</c> stands for; it need not exist.</summary>
    /// <exception cref="NadException">No such name can be.</exception>
    public static string PathOf(string model) =>
        Is(model) ? Path.Combine(DefaultFolder(), Checked(model[Prefix.Length..]) + ".safetensors") : model;

    /// <summary>The folder that names are looked up in; it need not exist.</summary>
    public static string DefaultFolder()
    {
        string? named = Environment.GetEnvironmentVariable("NAD_ZOO");
        if (!string.IsNullOrEmpty(named)) return named;
        if (Directory.Exists("zoo")) return "zoo";
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            string zoo = Path.Combine(folder, "zoo");
            if (Directory.Exists(zoo) && Directory.Exists(Path.Combine(folder, "src"))) return zoo;
        }

        return "zoo";
    }

    /// <summary>The name itself.</summary>
    /// <exception cref="NadException">
    /// It is no word of small letters, digits, dots and hyphens, so that it could lead out of the folder.
    /// </exception>
    public static string Checked(string name) =>
        Pattern().IsMatch(name)
            ? name
            : throw new NadException(
                "A name in the zoo is made of small letters, digits, dots and hyphens, begins with a letter or digit and has at most 60 of "
                + $"them, but is '{Printable.Of(name)}'.");

    [GeneratedRegex(@"^[a-z0-9][a-z0-9.-]{0,59}\z")]
    private static partial Regex Pattern();
}
