using Nad.Models;
using Nad.Torch;
using Nad.Torch.Modules;

namespace Nad.Tests.Models;

public sealed class TapRuleTests
{
    // Blocks of a transformer are taken by depth, never the last, as maps of their tokens.
    [Theory]
    [InlineData(
        "vit-4-128",
        32,
        "encoder.layers.encoder_layer_0 128x8, encoder.layers.encoder_layer_1 128x8, encoder.layers.encoder_layer_2 128x8")]
    [InlineData(
        "vit-12-192",
        64,
        "encoder.layers.encoder_layer_2 192x8, encoder.layers.encoder_layer_5 192x8, encoder.layers.encoder_layer_8 192x8, "
            + "encoder.layers.encoder_layer_10 192x8")]
    [InlineData("resnet18", 64, "bn1.relu 64x32, layer1 64x16, layer2 128x8, layer3 256x4, layer4 512x2")]
    [InlineData("resnet18", 32, "layer1 64x32, layer2 128x16, layer3 256x8, layer4 512x4")]
    [InlineData("preactresnet18", 32, "layer1 64x32, layer2 128x16, layer3 256x8, layer4 512x4")]
    [InlineData("vgg11", 32, "features.1 64x32, features.4 128x16, features.9 256x8, features.14 512x4, features.19 512x2")]
    [InlineData("vgg16_bn", 32, "features.5 64x32, features.12 128x16, features.22 256x8, features.32 512x4, features.42 512x2")]
    [InlineData("mobilenetv2", 64, "features.1.conv.2 16x32, features.3 24x16, features.6 32x8, features.13 96x4, features.16 160x2")]
    [InlineData(
        "densenet121",
        64,
        "features.relu0 64x32, features.denseblock1 256x16, features.denseblock2 512x8, features.denseblock3 1024x4, "
            + "features.denseblock4 1024x2")]
    public void Taps_are_the_last_maps_of_each_resolution(string architecture, int size, string expected)
    {
        using Classifier model = Architectures.Design(architecture, 10, size);
        model.Fit(size, size);
        string[] wanted = expected.Split(", ");

        using TensorScope scope = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        IReadOnlyList<Tensor> maps = model.Groups(Tensor.Zeros(DType.Float32, 1, 3, size, size), Mode.Inference);

        Assert.Equal(wanted, model.TapNames.Zip(maps, (n, m) => $"{n} {m.Shape[1]}x{m.Shape[2]}"));
    }

    [Fact]
    public void Maps_of_one_pixel_and_what_follows_them_are_no_taps()
    {
        using Classifier model = Architectures.Design("resnet18", 10, 64);
        model.Fit(32, 32);
        Assert.Equal("layer3", model.TapNames[^1]);
    }

    [Fact]
    public void Images_that_are_too_small_or_of_another_size_are_refused()
    {
        using Classifier vgg = Architectures.Design("vgg11", 10, 32);
        Assert.Throws<UnsupportedInputException>(() => vgg.Fit(64, 64));
        using Classifier wrn = Architectures.Design("wrn-16-1", 10);
        Assert.Throws<UnsupportedInputException>(() => wrn.Fit(64, 32));
        Assert.Throws<NadException>(() => Architectures.Design("resnet17", 10));
    }
}
