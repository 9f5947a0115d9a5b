using Nad.Data;
using Nad.Models;
using Nad.Tests.Data;

namespace Nad.Tests.Models;

/// <summary>Settings beside a model, as timm and Hugging Face write them.</summary>
public sealed class SideCarTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Timm_says_size_crop_and_scaling()
    {
        SideCar found = Read("config.json", """{"architecture": "resnet18", "num_classes": 10, "pretrained_cfg": {"input_size": [3, 224, 224], "crop_pct": 0.875, "crop_mode": "center", "interpolation": "bicubic", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}}""")!;

        Assert.Equal(new ImageGeometry(224, 224) { Resize = 256, Cut = true }, found.Geometry);
        Assert.Equal([0.485, 0.456, 0.406], found.Input!.Mean);
        Assert.Contains(
            "by bilinear interpolation, although it asks for another", found.Told(input: true, size: true), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"do_resize": true, "size": {"shortest_edge": 256}, "do_center_crop": true, "crop_size": {"height": 224, "width": 192}, "resample": 2}""", 224, 192, 256, true)]
    [InlineData("""{"do_resize": true, "size": {"height": 224, "width": 224}, "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]}""", 224, 224, null, false)]
    [InlineData("""{"do_resize": true, "size": 256, "crop_size": 224}""", 224, 224, 256, true)]
    [InlineData("""{"do_resize": true, "size": 96, "do_center_crop": false}""", 96, 96, null, false)]
    public void Hugging_Face_says_them_in_several_forms(string json, int height, int width, int? resize, bool cut) =>
        Assert.Equal(new ImageGeometry(height, width) { Resize = resize, Cut = cut }, Read("preprocessor_config.json", json)!.Geometry);

    [Theory]
    [InlineData("""{"model_type": "bert", "hidden_size": 768}""")]
    [InlineData("""{"input_size": "large", "mean": [1, 2]}""")]
    [InlineData("""{"do_resize": true, "size": {"height": 1e9, "width": 5}}""")]
    [InlineData("""{"do_resize": true, "size": [1, 2], "image_std": [0, 0, 0], "image_mean": [0, 0, 0]}""")]
    public void What_says_nothing_usable_is_left_alone(string json) => Assert.Null(Read("config.json", json));

    [Fact]
    public void A_broken_file_is_named()
    {
        Assert.Contains(
            "config.json, which stands beside the model, cannot be read",
            Assert.Throws<DamagedFileException>(() => Read("config.json", "{")).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "asks for images of 224x224 out of a shorter side of 100",
            Assert.Throws<DamagedFileException>(
                () => Read("config.json", """{"do_resize": true, "size": {"shortest_edge": 100}, "crop_size": 224}""")).Message,
            StringComparison.Ordinal);
    }

    private SideCar? Read(string name, string json)
    {
        File.WriteAllText(Path.Combine(folder.Path, name), json);
        return SideCar.Beside(Path.Combine(folder.Path, "model.safetensors"));
    }
}
