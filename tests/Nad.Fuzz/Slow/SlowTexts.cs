using System.Text;

namespace Nad.Fuzz;

/// <summary>Lists of annotations and names with very many lines or cells, and array headers that a pattern could be lost in.</summary>
internal static class SlowTexts
{
    /// <summary>A list of labels.</summary>
    public static byte[] Csv(FuzzRandom random, int length)
    {
        int cells = random.Below(450);
        string more = string.Concat(Enumerable.Repeat(";0", cells));
        StringBuilder text = new("Filename;ClassId" + string.Concat(Enumerable.Repeat(";x", cells)) + "\n");
        for (int i = 0; text.Length < length; i++)
            text.Append(random.Pick(["\n", "\r\n"])).Append(random.OneIn(2) ? $"{i:d5}.ppm;1{more}" : "");
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>A list of class names.</summary>
    public static byte[] Names(FuzzRandom random, int length) =>
        Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(random.Pick(["\n", " \n", "a\n", "\r"]), length / 2)));

    /// <summary>A NumPy array whose header begins the pattern again and again.</summary>
    public static byte[] Npy(FuzzRandom random, int length)
    {
        StringBuilder header = new();
        while (header.Length < 9_900) header.Append(random.Pick(["'descr': '<f4', ", "'shape': (", "'descr': '|u1'"]));
        byte[] text = Encoding.ASCII.GetBytes(header + "\n");
        return [0x93, .. "NUMPY"u8, 2, 0, .. BitConverter.GetBytes(text.Length), .. text, .. new byte[Math.Max(0, length - text.Length)]];
    }
}
