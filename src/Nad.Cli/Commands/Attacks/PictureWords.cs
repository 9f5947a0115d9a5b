using Nad.Attacks;

namespace Nad.Cli.Commands;

/// <summary>How pictures are laid on, as words of the command line.</summary>
internal static class PictureWords
{
    public const string Known = "blend, add or add-wrap";

    /// <exception cref="NadException">An unknown word.</exception>
    public static PictureMode Mode(string word) => Words.OneOf("--mode", word, "blend", "add", "add-wrap") switch
    {
        "add" => PictureMode.Add,
        "add-wrap" => PictureMode.AddWrap,
        _ => PictureMode.Blend,
    };
}
