using System.Globalization;
using System.Text;

namespace Nad.Fuzz;

/// <summary>Changes one value of a JSON text so that it stays JSON.</summary>
internal static class JsonMutation
{
    private static readonly string[] Values =
    [
        "null", "true", "[]", "{}", "\"\"", "\"AAAA\"", "0", "-1", "0.5", "1e308", "1e999", "255", "256", "2147483647", "2147483648",
        "[1, 2, 3]"
    ];

    public static byte[] Apply(byte[] json, FuzzRandom random)
    {
        // A value follows a colon or, in a list, a comma.
        int at = random.Below(json.Length), start = json.AsSpan(at).IndexOf((byte)':');
        if (start < 0) return json;
        start += at + 1;
        int end = start;
        while (end < json.Length && json[end] is not ((byte)',' or (byte)'}' or (byte)']' or (byte)'\n')) end++;
        string value =
            random.OneIn(2) ? random.Below(random.OneIn(2) ? 4 : 1000).ToString(CultureInfo.InvariantCulture) : random.Pick(Values);
        return [.. json[..start], .. Encoding.ASCII.GetBytes(" " + value), .. json[end..]];
    }
}
