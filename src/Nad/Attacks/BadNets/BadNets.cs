// Gu, Dolan-Gavitt and Garg, "BadNets: Identifying Vulnerabilities in the Machine Learning Model Supply Chain", 2017.
using Nad.Data;

namespace Nad.Attacks;

/// <summary>A small patch is stamped on some training images, whose label becomes the target.</summary>
public sealed class BadNets : IAttack
{
    /// <summary>Name on the command line.</summary>
    public const string Name = "badnets";

    /// <summary>Prepares the attack for data of so many classes.</summary>
    /// <exception cref="NadException">An option is outside its range.</exception>
    public BadNets(BadNetsOptions options, int classes)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate(classes);
        Rule = options.Rule;
        Backdoor = new Backdoor(Name, MakeTrigger(options), options.AllToAll ? new AllToAll(classes) : new AllToOne(options.Target));
    }

    /// <summary>Trigger and wanted labels, as they are used at test time.</summary>
    public Backdoor Backdoor { get; }

    /// <summary>⌊rate·N⌋ images of the whole set; they get the wanted label.</summary>
    public PoisoningRule Rule { get; }

    /// <inheritdoc/>
    public (ImageSet Images, int[] Poisoned) Poison(ImageSet clean, RandomStream random) => Poisoning.Apply(this, clean, random);

    private static PatchTrigger MakeTrigger(BadNetsOptions o) => o.Variant switch
    {
        BadNetsVariant.Grid => Patch(o, ["..#", ".#.", "#.#"], [(-3, -3)]),
        BadNetsVariant.Checkerboard => Patch(o, ["#.#", ".#.", "#.#"], [(-3, -3)]),
        BadNetsVariant.Square => Patch(o, ["###", "###", "###"], [(-4, -4)]),
        BadNetsVariant.Centre => Patch(o with { Low = o.Low ?? 128 }, ["#.#", ".#.", "#.."], [(18, 18)]),
        BadNetsVariant.FourCorner => new PatchTrigger(
        [
            .. Patch(o, ["..#", ".#.", "#.#"], [(-3, -3)]).Pixels,
            .. Patch(o, ["#.#", ".#.", "..#"], [(1, -3)]).Pixels,
            .. Patch(o, ["#..", ".#.", "#.#"], [(-3, 1)]).Pixels,
            .. Patch(o, ["#.#", ".#.", "#.."], [(1, 1)]).Pixels,
        ]),
        _ => throw new ArgumentOutOfRangeException(nameof(o), o.Variant, "Unknown variant."),
    };

    // '#' is 255 and '.' the low value, both times α, truncated to a byte as the reference code does.
    private static PatchTrigger Patch(BadNetsOptions o, string[] cells, (int Row, int Column)[] places) => new(
    [
        .. from place in places
           from y in Enumerable.Range(0, cells.Length)
           from x in Enumerable.Range(0, cells[y].Length)
           let value = (byte)((cells[y][x] == '#' ? 255 : o.Low ?? 0) * o.Alpha)
           select new PatchPixel(place.Row + y, place.Column + x, value, value, value),
    ]);
}
