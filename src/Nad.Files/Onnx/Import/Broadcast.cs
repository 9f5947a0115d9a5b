namespace Nad.Files.Onnx.Import;

/// <summary>The sizes that two values have together.</summary>
internal static class Broadcast
{
    /// <exception cref="UnsupportedInputException">They do not fit.</exception>
    public static Dim[] Of(OnnxCall call, Dim[] a, Dim[] b)
    {
        Dim[] result = new Dim[Math.Max(a.Length, b.Length)];
        for (int i = 1; i <= result.Length; i++)
        {
            (Dim x, Dim y) = (i <= a.Length ? a[^i] : 1, i <= b.Length ? b[^i] : 1);
            result[^i] = x == y || y.IsOne ? x : x.IsOne ? y : throw call.Wrong($"joins values of {Text(a)} and {Text(b)}");
        }

        return result;
    }

    private static string Text(Dim[] shape) => $"[{string.Join(", ", shape.Take(8))}]";
}
