using System.Runtime.CompilerServices;
using static Nad.Data.Synthetic.DeterministicMath;

namespace Nad.Data.Synthetic;

/// <summary>What light, lens and sensor do to a scene, from floating point to bytes.</summary>
internal static class Camera
{
    /// <summary>Photographs the scene.</summary>
    /// <param name="scene">The painted picture; used up.</param>
    /// <param name="pixels">32·32·3 bytes to fill.</param>
    /// <param name="random">Source of light, blur and noise.</param>
    public static void Photograph(Canvas scene, Span<byte> pixels, RandomStream random)
    {
        Light(scene, random);
        Blur(scene.Values, random.NextDouble() * 0.33, offset: 3, random.Next(4));
        Blur(scene.Values, random.NextDouble() * 0.33, offset: 3 * Canvas.Size, random.Next(4));
        Sense(scene, pixels, random);
    }

    /// <summary>A light that falls off across the picture, a shadow with a straight edge, a colour cast, haze and a tone curve.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Light(Canvas scene, RandomStream random)
    {
        Rgb cast = new(random.Uniform(0.75, 1.15), random.Uniform(0.75, 1.15), random.Uniform(0.75, 1.15));
        (double lightX, double lightY) = random.Direction();
        double falloff = random.NextDouble() * 0.025;
        (double shadowX, double shadowY) = random.Direction();
        double shadowEdge = random.Uniform(-14, 14);
        double shadow = random.Chance(0.4) ? random.Uniform(0.2, 0.6) : 0;
        double haze = random.NextDouble() * 0.55;
        double mist = random.Uniform(0.15, 0.75);
        double bend = random.Chance(0.5) ? random.Uniform(1, 2.6) : 1 / random.Uniform(1, 2.2);

        double[] values = scene.Values;
        for (int row = 0; row < Canvas.Size; row++)
        {
            for (int column = 0; column < Canvas.Size; column++)
            {
                double dx = column - 15.5;
                double dy = row - 15.5;
                double light = 1 + (((dx * lightX) + (dy * lightY)) * falloff);
                light *= 1 - (shadow * Clamp01(0.5 + (dx * shadowX) + (dy * shadowY) - shadowEdge));
                int at = ((row * Canvas.Size) + column) * 3;
                values[at] = Tone(Clamp01(Mix(values[at] * light * cast.R, mist, haze)), bend);
                values[at + 1] = Tone(Clamp01(Mix(values[at + 1] * light * cast.G, mist, haze)), bend);
                values[at + 2] = Tone(Clamp01(Mix(values[at + 2] * light * cast.B, mist, haze)), bend);
            }
        }
    }

    /// <summary>Spreads every pixel to the two neighbours along one axis, a number of times; the picture's border stays sharp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Blur(double[] values, double share, int offset, int passes)
    {
        int line = offset == 3 ? 3 * Canvas.Size : 3;
        for (int pass = 0; pass < passes; pass++)
        {
            for (int other = 0; other < Canvas.Size; other++)
            {
                for (int channel = 0; channel < 3; channel++)
                {
                    int at = (other * line) + channel;
                    double before = values[at];
                    for (int i = 1; i < Canvas.Size - 1; i++)
                    {
                        at += offset;
                        double here = values[at];
                        values[at] = (here * (1 - (2 * share))) + ((before + values[at + offset]) * share);
                        before = here;
                    }
                }
            }
        }
    }

    /// <summary>Adds noise that is nearly normal (the sum of three uniform numbers) and rounds half up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sense(Canvas scene, Span<byte> pixels, RandomStream random)
    {
        // Three numbers of 7 bits have mean 190.5 and standard deviation 64.
        double strength = random.NextDouble() * 0.085 * 255 / 64;
        double[] values = scene.Values;
        for (int at = 0; at < values.Length; at += 3)
        {
            ulong bits = random.NextUInt64();
            for (int channel = 0; channel < 3; channel++, bits >>= 21)
            {
                double noise = (bits & 127) + ((bits >> 7) & 127) + ((bits >> 14) & 127) - 190.5;
                double level = (values[at + channel] * 255) + (noise * strength) + 0.5;
                pixels[at + channel] = level <= 0 ? (byte)0 : level >= 255 ? (byte)255 : (byte)(int)level;
            }
        }
    }
}
