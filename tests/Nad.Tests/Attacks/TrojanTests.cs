using Nad.Attacks;
using Nad.Data;
using Nad.Models;
using Nad.Tests.Models;
using Nad.TestSupport;
using Nad.Torch;
using Nad.Torch.Modules;
using static Nad.Tests.Attacks.AttackSupport;

namespace Nad.Tests.Attacks;

public sealed class TrojanTests
{
    // The authors' square as NumPy's astype(uint8) gives it: rows 25–27, columns 25–27, as red, green, blue.
    private static readonly byte[] Authors =
    [
        207, 131, 181, 175, 243, 120, 29, 232, 179,
        79, 8, 126, 137, 0, 32, 248, 113, 146,
        131, 40, 4, 6, 145, 61, 246, 250, 246,
    ];

    [Fact]
    public void The_authors_trigger_overwrites_its_nine_pixels()
    {
        byte[] image = Stamped(Published(PictureMode.Blend).Backdoor.Trigger, 77);
        byte[] square = [.. Enumerable.Range(25, 3).SelectMany(y => image.AsSpan(((y * 32) + 25) * 3, 9).ToArray())];
        Assert.Equal(Authors, square);
        Assert.Equal(9, image.Chunk(3).Count(p => p.Any(b => b != 77)));
    }

    [Fact]
    public void Added_as_the_authors_code_does_it_wraps()
    {
        byte[] over = Stamped(Published(PictureMode.Blend).Backdoor.Trigger, 0),
            wrapped = Stamped(Published(PictureMode.AddWrap).Backdoor.Trigger, 100);
        for (int i = 0; i < over.Length; i++) Assert.Equal((byte)(100 + over[i]), wrapped[i]);
    }

    [Fact]
    public void The_square_excites_the_heaviest_features_more_than_a_random_one()
    {
        using WideResNet model = TestModels.Random(3);
        AttackContext context = new() { Images = Set(20, 0), Run = new RunContext(), SourceModel = model };
        double Activation(int steps)
        {
            IAttack attack = new TrojanOptions { Steps = steps }.Prepare(context);
            byte[] image = Stamped(attack.Backdoor.Trigger, 0);
            using TensorScope scope = TensorScope.Begin();
            using Autograd.NoGradScope off = Autograd.NoGrad();
            Tensor input = new BatchAssembler(new ImageSet(image, [0], 32, 32, ["a"], "test"), Device.Cpu).InOrder(0, 1).Images;
            float[] features = model.Features(input, Mode.Inference).ToFloats();
            return ReverseEngineering.Heaviest(model, 2).Sum(j => features[j]);
        }

        Assert.True(Activation(60) > Activation(1), $"{Activation(60)} is not above {Activation(1)}");
    }

    [Fact]
    public void The_heaviest_features_have_the_largest_sums_of_absolute_weights()
    {
        using Classifier model = TestModels.Random(1);
        float[] weights;
        using (TensorScope scope = TensorScope.Begin()) weights = model.State["fc.weight"].ToFloats();
        double[] sums = [.. Enumerable.Range(0, 64).Select(j => Enumerable.Range(0, 10).Sum(c => Math.Abs((double)weights[(c * 64) + j])))];
        Assert.Equal(sums.Order().TakeLast(2).Reverse(), ReverseEngineering.Heaviest(model, 2).Select(j => sums[j]));
    }

    [Fact]
    public void A_poisoned_set_differs_only_where_the_rule_says_so() =>
        DiffersOnlyWhereTheRuleSaysSo(Published(PictureMode.Blend), Set(80, 4), new RandomStream(0, "poison"));

    [Fact]
    public void Without_a_source_model_it_says_what_to_do() =>
        Assert.Contains(
            "--source-model",
            Assert.Throws<NadException>(
                () => new TrojanOptions().Prepare(new AttackContext { Images = Set(20, 0), Run = new RunContext() })).Message,
            StringComparison.Ordinal);

    private static IAttack Published(PictureMode mode) => new TrojanOptions
    {
        Picture = TestData.Require("nad-authors", "trigger", "best_square_trigger_cifar10.npz"),
        Mode = mode,
    }.Prepare(new AttackContext { Images = Set(20, 0), Run = new RunContext() });
}
