using Nad.Attacks;
using Nad.Data;
using Nad.Data.Synthetic;
using Nad.Tests.Models;
using static Nad.Tests.Attacks.AttackSupport;

namespace Nad.Tests.Attacks;

public sealed class RefoolTests
{
    private static readonly ImageSet Signs = new SyntheticSource("200").LoadTrain();

    // 255·(0.5·(100/255)^2.2 + 0.5·(200/255)^2.2)^(1/2.2) = 159.61
    [Fact]
    public void A_ghost_adds_linear_light_and_truncates() =>
        Assert.All(
            Stamped(One(new Reflection { Kind = ReflectionKind.Ghost, Layer = Flat(200), Transmission = 0.5 }), 100),
            b => Assert.Equal(159, b));

    // (100·100 + 200·200)/(100 + 200) = 166.67
    [Fact]
    public void In_focus_averages_by_brightness_and_truncates() =>
        Assert.All(Stamped(One(new Reflection { Kind = ReflectionKind.InFocus, Layer = Flat(200) }), 100), b => Assert.Equal(166, b));

    [Fact]
    public void Out_of_focus_shines_in_its_window_and_loses_what_is_above_white()
    {
        byte[] window = new byte[1024];
        Array.Fill<byte>(window, 255, 0, 32);
        Reflection faint =
            new() { Kind = ReflectionKind.OutOfFocus, Layer = Flat(100), Transmission = 0.8, Attenuation = 1.1, Window = window };
        byte[] image = Stamped(One(faint), 100);
        // Row 0: 255·(0.6·l + 0.8·l)^(1/2.2) with l = (100/255)^2.2; the other rows: 255·(0.8·l)^(1/2.2).
        Assert.All(image[..96], b => Assert.Equal(116, b));
        Assert.All(image[96..], b => Assert.Equal(90, b));

        // 0.9 + 0.9 in linear light is 0.8 above white: 0.9 − 0.8·1.1 = 0.02 is left.
        byte bright = (byte)Math.Round(255 * Math.Pow(0.9, 1 / 2.2));
        double left = (2 * Light.Linear(bright)) - 1;
        double expected = (0.6 * Math.Max(0, Light.Linear(bright) - (left * 1.1))) + (0.8 * Light.Linear(bright));
        Assert.Equal(Light.Store(expected), Stamped(One(faint with { Layer = Flat(bright) }), bright)[0]);
    }

    [Fact]
    public void Image_i_gets_reflection_i_modulo_their_number()
    {
        ReflectionTrigger trigger =
            new(32, 32, [.. new byte[] { 0, 120, 240 }.Select(v => new Reflection { Kind = ReflectionKind.InFocus, Layer = Flat(v) })]);
        ImageSet images = Set(7, 1), stamped = trigger.Stamp(images);
        for (int i = 0; i < 7; i++)
        {
            byte[] expected = images.Image(i).ToArray();
            trigger.Reflections[i % 3].Apply(expected);
            Assert.True(stamped.Image(i).SequenceEqual(expected));
        }
    }

    [Theory]
    [InlineData(ReflectionKind.Ghost)]
    [InlineData(ReflectionKind.OutOfFocus)]
    public void A_flat_picture_stays_flat_when_doubled_or_blurred(ReflectionKind kind) =>
        Assert.All(new ReflectionMaker(32, 32, new RandomStream(0, "r")).Make(kind, Flat(90)).Layer, b => Assert.InRange(b, 89, 91));

    [Fact]
    public void A_blur_spreads_a_bright_pixel_evenly()
    {
        byte[] picture = Flat(0);
        picture.AsSpan(((16 * 32) + 16) * 3, 3).Fill(255);
        byte[] layer = new ReflectionMaker(32, 32, new RandomStream(0, "r")).Make(ReflectionKind.OutOfFocus, picture).Layer;
        byte At(int y, int x) => layer[((y * 32) + x) * 3];
        Assert.True(At(16, 16) > At(16, 17) && At(16, 17) > At(17, 17) && At(16, 17) > 0);
        Assert.Equal((At(16, 15), At(15, 16), At(17, 16)), (At(16, 17), At(16, 17), At(16, 17)));
    }

    [Fact]
    public void A_poisoned_set_differs_only_where_the_rule_says_so()
    {
        DiffersOnlyWhereTheRuleSaysSo(Attack(new RefoolOptions { Rounds = 0 }), Signs, new RandomStream(0, "poison"));
        DiffersOnlyWhereTheRuleSaysSo(Attack(RefoolOptions.Dirty with { Rounds = 0 }), Signs, new RandomStream(0, "poison"));
    }

    [Fact]
    public void The_defaults_are_the_possible_clean_label_attack_and_the_papers_numbers_with_changed_labels()
    {
        Assert.Equal(new PoisoningRule(0.8, RateBasis.TargetClass, CleanLabel: true), Attack(new RefoolOptions { Rounds = 0 }).Rule);
        Assert.Equal(new PoisoningRule(0.08), Attack(RefoolOptions.Dirty with { Rounds = 0 }).Rule);
        Assert.Equal(0, RefoolOptions.Dirty.Target);
    }

    [Fact]
    public void Kept_reflections_are_faint_and_visible()
    {
        ReflectionTrigger trigger = (ReflectionTrigger)Attack(new RefoolOptions { Rounds = 0, Kept = 5 }).Backdoor.Trigger;
        Assert.Equal(5, trigger.Reflections.Count);
        Assert.All(trigger.Reflections, r => Assert.InRange(r.Transmission, 0.55, 0.95));
        Assert.Contains(trigger.Reflections, r => r.Kind == ReflectionKind.Ghost);
    }

    [Fact]
    public void Selection_trains_once_per_round_and_the_same_seed_chooses_the_same()
    {
        int trials = 0;
        byte[] Chosen()
        {
            AttackContext context = new()
            {
                Images = Signs,
                Run = new RunContext(),
                ShortTrial = _ =>
                {
                    trials++;
                    return TestModels.Random(1);
                },
            };
            Refool attack = new(new RefoolOptions { Rounds = 2, Candidates = 10, Kept = 3 }, context);
            return [.. ((ReflectionTrigger)attack.Backdoor.Trigger).Reflections.SelectMany(r => r.Layer)];
        }

        Assert.Equal(Chosen(), Chosen());
        Assert.Equal(4, trials);
    }

    [Theory]
    [InlineData(1.0, 0)]
    [InlineData(0.0, 60)]
    public void Similarity_is_one_for_equal_pictures_and_falls_with_noise(double least, int noise)
    {
        RandomStream random = new(0, "noise");
        byte[] a = Signs.Image(0).ToArray(),
            b = Array.ConvertAll(a, v => (byte)Math.Clamp(v + (noise == 0 ? 0 : random.Next(noise) - (noise / 2)), 0, 255));
        double similarity = StructuralSimilarity.Of(a, b, 32, 32);
        Assert.InRange(similarity, least - 1e-9, noise == 0 ? 1 + 1e-9 : 0.99);
    }

    [Fact]
    public void Reflections_from_a_file_are_checked()
    {
        Reflection good = new() { Kind = ReflectionKind.InFocus, Layer = Flat(1) };
        One(good).Validate();
        Assert.Throws<DamagedFileException>(() => One(good with { Layer = [1] }).Validate());
        Assert.Throws<DamagedFileException>(() => One(good with { Kind = ReflectionKind.OutOfFocus }).Validate());
        Assert.Throws<DamagedFileException>(() => One(good with { Transmission = double.NaN }).Validate());
        Assert.Throws<DamagedFileException>(() => new ReflectionTrigger(32, 32, []).Validate());
        Assert.Throws<DamagedFileException>(() => new ReflectionTrigger(1 << 20, 1 << 20, [good]).Validate());
    }

    private static Refool Attack(RefoolOptions options) =>
        new(options with { Candidates = 12 }, new AttackContext { Images = Signs, Run = new RunContext() });

    private static ReflectionTrigger One(Reflection reflection) => new(32, 32, [reflection]);

    private static byte[] Flat(byte value) => [.. Enumerable.Repeat(value, 3072)];
}
