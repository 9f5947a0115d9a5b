using Nad.Data;
using Nad.Models;

namespace Nad.Tests.Models;

/// <summary>Small models and images for tests that train.</summary>
internal static class TestModels
{
    public static WideResNet Random(long seed = 0, int classes = 10)
    {
        WideResNet model = new(10, 1, classes);
        model.Initialise(new RandomStream(seed, "weights"));
        return model;
    }

    /// <summary>32×32 images of random pixels; the labels go round unless they are all to be one.</summary>
    public static ImageSet Images(int count, long seed = 0, int? label = null)
    {
        RandomStream random = new(seed, "pixels");
        byte[] pixels = new byte[count * 32 * 32 * 3];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)random.Next(256);
        return new ImageSet(
            pixels, [.. Enumerable.Range(0, count).Select(i => label ?? i % 10)], 32, 32, [.. "0123456789".Select(c => c.ToString())],
            "test");
    }

    /// <summary>Every tensor of the model, bit for bit.</summary>
    public static byte[][] Bits(Classifier model) => [.. model.State.Export().Select(t => t.Data.Bytes)];
}
