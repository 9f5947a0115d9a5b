using System.Text;

namespace Nad.Fuzz;

/// <summary>Headers of safetensors with many entries, many sizes, long names and many notes.</summary>
internal static class SlowTensors
{
    public static byte[] Make(FuzzRandom random, int length)
    {
        StringBuilder header = new("{");
        int kind = random.Below(5), dims = random.Below(66);
        string sizes = string.Join(',', Enumerable.Repeat(kind == 1 ? "1099511627776" : "1", dims));
        string entry = $"{{\"dtype\":\"U8\",\"shape\":[{(dims > 0 ? "0," : "0")}{sizes}],\"data_offsets\":[0,0]}}";
        for (int i = 0; header.Length < length; i++)
        {
            if (i > 0) header.Append(',');
            string name = kind == 2 ? new string('n', 1 + (i % 1000)) + i : $"{i:x}";
            header.Append(kind switch
            {
                3 => $"\"{name}\":[[0]]",
                4 => $"{(i == 0 ? "\"__metadata__\":{" : "")}\"{name}\":\"\\u001b\\u202e\"",
                _ => $"\"{name}\":{entry}",
            });
        }

        header.Append(kind == 4 ? $"}},\"a\":{entry}}}" : "}");
        byte[] text = Encoding.UTF8.GetBytes(header.ToString());
        return [.. BitConverter.GetBytes((long)text.Length), .. text];
    }
}
