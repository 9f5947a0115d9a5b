using Nad.Attacks;
using Nad.Experiments;

namespace Nad.Fuzz;

/// <summary>Stored triggers of every kind.</summary>
internal static class Triggers
{
    public static IReadOnlyList<byte[]> All { get; } =
    [
        Json(new PatchTrigger([new PatchPixel(-1, -1, 255, 255, 255), new PatchPixel(3, 4, 0, 1, 2)]), new AllToOne(5)),
        Json(
            new PictureTrigger
            {
                Height = 2,
                Width = 3,
                Pixels = new byte[18],
                Opacity = [0, 50, 100, 150, 200, 255],
                Row = -2,
                Column = -3,
                Blend = 0.25
            },
            new AllToAll(10)),
        Json(new SineTrigger(20, 6), new AllToOne(0)),
        Json(
            new ReflectionTrigger(32, 32, [
                new Reflection
                {
                    Kind = ReflectionKind.OutOfFocus,
                    Layer = new byte[32 * 32 * 3],
                    Window = new byte[32 * 32],
                    Transmission = 0.8,
                    Attenuation = 1.1
                }
            ]),
            new AllToOne(1)),
    ];

    private static byte[] Json(Trigger trigger, LabelMap labels) =>
        StoredJson.Bytes(new Backdoor("made-up", trigger, labels), TriggerJson.Default.Backdoor);
}
