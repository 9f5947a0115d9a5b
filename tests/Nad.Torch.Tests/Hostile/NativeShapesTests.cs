using System.Globalization;
using Nad.Torch.Trunks;

namespace Nad.Torch.Tests.Hostile;

/// <summary>
/// Sizes and shapes of every kind for both native libraries: an error is an exception, never a crash, and nothing is written beyond what
/// was given. <c>./dev sanitize</c> gives a hundred thousand to libraries that watch each access.
/// </summary>
public sealed class NativeShapesTests
{
    private const int InTheSuite = 600;

    private static int Count =>
        int.TryParse(Environment.GetEnvironmentVariable("NAD_SHAPES"), CultureInfo.InvariantCulture, out int count) ? count : InTheSuite;

    [Fact]
    public void Whatever_the_bridge_is_given_it_answers()
    {
        int answered = 0;
        for (int seed = 0; seed < Count * 4 / 5; seed++) answered += Tried(BridgeCalls.One, seed);
        Assert.True(answered > Count / 20, "nothing of it was ever valid");
    }

    [Fact]
    public void Whatever_the_trunk_is_given_it_answers()
    {
        Assert.SkipUnless(TrunkRuntime.Available, TrunkRuntime.Description);
        int answered = 0;
        for (int seed = 0; seed < Count / 5; seed++) answered += Tried(TrunkCalls.One, seed);
        Assert.True(answered > Count / 20, "hardly any of it was valid");
    }

    // 1 where it went well, 0 where it was refused as it must be.
    private static int Tried(Action<ShapeRandom> one, int seed)
    {
        try
        {
            one(new ShapeRandom(seed));
            return 1;
        }
        catch (Exception e) when (e is TorchException or ArgumentException or InvalidOperationException)
        {
            return 0;
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"seed {seed}", e);
        }
    }
}
