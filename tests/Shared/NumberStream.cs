namespace Nad.TestSupport;

/// <summary>
/// The numbers that <c>tests/fixtures/make_graph_fixtures.py</c> draws: splitmix64 of FNV-1a of a name and of the place, in [0, 1).
/// </summary>
internal static class NumberStream
{
    public static double[] Of(string name, long count)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (byte b in System.Text.Encoding.UTF8.GetBytes(name)) hash = (hash ^ b) * 0x100000001B3;
        double[] numbers = new double[count];
        for (int i = 0; i < numbers.Length; i++)
        {
            ulong x = hash + ((ulong)(i + 1) * 0x9E3779B97F4A7C15);
            x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
            x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
            x ^= x >> 31;
            numbers[i] = (x >> 40) / (double)(1 << 24);
        }

        return numbers;
    }

    public static float[] Of(string name, long count, double factor, double offset) =>
        Array.ConvertAll(Of(name, count), u => (float)((factor * u) + offset));
}
