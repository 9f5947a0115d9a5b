namespace Nad.Experiments;

/// <summary>Every file that a command may write into its folder, so that nobody else's is replaced.</summary>
public static class OutputNames
{
    /// <summary>Of <c>nad attack</c>.</summary>
    public static IReadOnlyList<string> Attack { get; } =
    [
        "model.safetensors", "model.pth", "trigger.json", "poison.json", "poison.png", "result.json", Manifest.FileName
    ];

    /// <summary>Of <c>nad relapse</c>.</summary>
    public static IReadOnlyList<string> Relapse { get; } =
    [
        "trigger.json", "fresh-trigger.json", "report.html", "result.json", Manifest.FileName
    ];

    /// <summary>Of <c>nad erase</c>.</summary>
    /// <param name="trigger">Whether a trigger is measured.</param>
    public static IReadOnlyList<string> Erase(bool trigger) =>
    [
        "model.safetensors",
        "model.pth",
        "model.onnx",
        .. trigger ? ["trigger.json"] : Array.Empty<string>(),
        "report.html",
        "result.json",
        Attestation.FileName,
        Manifest.FileName
    ];
}
