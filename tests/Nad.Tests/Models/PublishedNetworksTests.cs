using Nad.Attacks;
using Nad.Data;
using Nad.Evaluation;
using Nad.Files.Imaging;
using Nad.Models;
using Nad.TestSupport;
using Nad.Torch;

namespace Nad.Tests.Models;

/// <summary>
/// Published networks of other families on 1,000 CIFAR-10 test images: what PyTorch measured for their files, to half a point. Neither the
/// variant nor the scaling of the input is said: both are found.
/// </summary>
[Slow]
public sealed class PublishedNetworksTests
{
    [Theory]
    [InlineData("l0_inv_0_02_ckpt.pth", "elu", "none", 83.4)]
    [InlineData("trojan_sq_2_02_ckpt.pth", "elu", "none", 84.6)]
    [InlineData("resnet20-12fca82f.th", "no pool after the stem, shortcuts of zeros on both sides", "imagenet", 91.5)]
    public void A_published_network_is_read_as_it_was_made(string name, string choice, string input, double accuracy)
    {
        ImageSet test = new Cifar10Source(TestData.Require("cifar-10-batches-bin")).LoadTest()!;
        using ModelFile file = ModelFile.Load(TestData.Require("models", name), Device.Cpu);

        file.Settle(test, TestContext.Current.CancellationToken);

        Assert.Equal(
            (choice, false),
            (file.Reading.Choice, KnownPreprocessing.Differ(file.Input, KnownPreprocessing.All.First(p => p.Name == input))));
        Assert.Equal(accuracy, new Evaluator(Device.Cpu).Accuracy(file.Model, test).Value * 100, 0.5);
    }

    [Theory]
    [InlineData("l0_inv_0_02_ckpt.pth", 0, 100.0)]
    [InlineData("trojan_sq_2_02_ckpt.pth", 2, 99.4)]
    public void A_published_backdoor_is_there(string name, int target, double asr)
    {
        ImageSet test = new Cifar10Source(TestData.Require("cifar-10-batches-bin")).LoadTest()!;
        RgbaImage picture =
            ImageDecoder.DecodeRgba(File.ReadAllBytes(TestData.Require("models", target == 0 ? "l0_inv.png" : "trojan_sq.png")), "trigger");
        byte[] pixels = [.. Enumerable.Range(0, 32 * 32 * 3).Select(i => picture.Pixels[(i / 3 * 4) + (i % 3)])];
        byte[] mask = [.. NumpyArray.Parse(File.ReadAllBytes(TestData.Require("models", "mask.npy")), "mask").Values
            .Take(32 * 32)
            .Select(v => (byte)(v * 255))];
        PictureTrigger trigger = target == 0
            ? new() { Height = 32, Width = 32, Pixels = pixels, Opacity = mask }
            : new() { Height = 32, Width = 32, Pixels = pixels, Mode = PictureMode.Add };
        using ModelFile file =
            ModelFile.Load(TestData.Require("models", name), Device.Cpu, new ModelInput { Variant = "elu", Mean = [0, 0, 0] });

        Score score = new Evaluator(Device.Cpu).Measure(file.Model, test, new Backdoor("published", trigger, new AllToOne(target)));

        Assert.Equal(asr, score.Asr!.Value.Value * 100, 0.5);
    }
}
