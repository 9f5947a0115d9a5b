namespace Nad.Fuzz;

/// <summary>Lists of models.</summary>
internal static class Lists
{
    public static byte[] Csv { get; } =
        "model,name,clean,seed\r\na.pth,first,synthetic:64,1\r\n\"b,c.pth\",\"the \"\"second\"\"\",,\r\n"u8.ToArray();

    public static byte[] JsonLines { get; } =
        "{\"model\": \"a.pth\", \"name\": \"first\", \"seed\": 1}\n\n{\"path\": \"b.pth\", \"clean\": null, \"quick\": true}\n"u8.ToArray();
}
