using System.Runtime.InteropServices;
using System.Text.Json;
using Nad.Data;
using Nad.Files.Checkpoints;
using Nad.Models;
using Nad.TestSupport;
using Nad.Torch;
using Nad.Torch.Modules;

namespace Nad.Tests.Models;

/// <summary>A network whose own answers are the labels: then only the way in which it was made gets all of them right.</summary>
[Slow]
public sealed class ReadingSearchTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("nad-reading").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("resnet20-zeros-behind", "zeros behind", "imagenet", false)]
    [InlineData("resnet20-zeros-both", "zeros on both sides", "none", false)]
    [InlineData("vgg-elu", "elu", "half", false)]
    [InlineData("vgg-elu", "relu", "imagenet", true)]
    public void The_variant_and_the_scaling_are_found_on_clean_images(string network, string choice, string input, bool bgr)
    {
        Preprocessing made = KnownPreprocessing.All.First(p => p.Name == input) with { Bgr = bgr };
        (string path, ImageSet images) = Made(network, choice, made, 200);
        using ModelFile file = ModelFile.Load(path, Device.Cpu);

        Assert.True(file.Settle(images, TestContext.Current.CancellationToken));

        Assert.EndsWith(choice, file.Reading.Choice, StringComparison.Ordinal);
        Assert.False(KnownPreprocessing.Differ(made, file.Input), file.Found);
        Assert.Contains(choice, file.Found, StringComparison.Ordinal);
        Assert.Contains("cross-entropy", file.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_found_is_stored_and_read_back_without_a_search()
    {
        (string path, ImageSet images) = Made("vgg-elu", "elu", KnownPreprocessing.All.First(p => p.Name == "half"), 200);
        using ModelFile first = ModelFile.Load(path, Device.Cpu);
        first.Settle(images, TestContext.Current.CancellationToken);
        string copy = Path.Combine(folder, "copy.safetensors");
        SafeTensorsFile.Write(copy, first.Model.State.Export(), first.ReadingTexts);

        using ModelFile second = ModelFile.Load(copy, Device.Cpu);

        Assert.False(second.Settle(images, TestContext.Current.CancellationToken));
        Assert.Equal((first.Reading.Choice, first.Input.Mean[0]), (second.Reading.Choice, second.Input.Mean[0]));
        Assert.Equal(Answers(first.Model, images), Answers(second.Model, images));
    }

    [Fact]
    public void What_the_user_says_is_taken_without_a_search()
    {
        (string path, ImageSet images) = Made("vgg-elu", "elu", Preprocessing.None, 120);
        using ModelFile file = ModelFile.Load(path, Device.Cpu, new ModelInput { Variant = "elu", Mean = [0.1, 0.1, 0.1] });

        Assert.False(file.Settle(images, TestContext.Current.CancellationToken));
        Assert.Equal(0.1, file.Input.Mean[0]);
        Assert.Throws<NadException>(() => ModelFile.Load(path, Device.Cpu, new ModelInput { Variant = "nonsense" }));
        Assert.Throws<NadException>(() => ModelFile.Load(path, Device.Cpu, new ModelInput { Std = [0, 1, 1] }));
    }

    [Fact]
    public void Too_few_images_and_labels_of_something_else_are_refused()
    {
        (string path, ImageSet images) = Made("vgg-elu", "elu", Preprocessing.None, 200);
        using ModelFile file = ModelFile.Load(path, Device.Cpu);

        Assert.Contains(
            "100",
            Assert.Throws<NadException>(() => file.Settle(images.Subset([.. Enumerable.Range(0, 99)]), default)).Message,
            StringComparison.Ordinal);
        ImageSet strange =
            new(images.Pixels.ToArray(), [.. Enumerable.Range(0, images.Count).Select(i => i % 5)], 32, 32, images.ClassNames, "test");
        Assert.Contains("--mean", Assert.Throws<NadException>(() => file.Settle(strange, default)).Message, StringComparison.Ordinal);
    }

    private (string Path, ImageSet Images) Made(string network, string choice, Preprocessing input, int count)
    {
        JsonElement stored = StoredNetwork.Read(network);
        // Large weights in the last layer, so that every other answer costs much.
        NamedTensor[] state = [.. StoredNetwork.State(stored).Select(
            t => t.Name.StartsWith("classifier.", StringComparison.Ordinal) || t.Name.StartsWith("linear.", StringComparison.Ordinal)
                ? t with { Data = Scaled(t.Data) }
                : t)];
        Reading reading =
            Architectures.Read(StoredNetwork.Entries(stored), out _).First(r => r.Choice.EndsWith(choice, StringComparison.Ordinal));
        ImageSet images = Varied(count);
        using Classifier model = reading.Create(Device.Cpu, input);
        model.Load(state);

        // Weights that nobody trained answer one class for all; centred, they tell images apart.
        float[] logits = Logits(model, images);
        int classes = model.ClassCount;
        float[] bias = new float[classes];
        string head = model.Head.Replace(".weight", ".bias", StringComparison.Ordinal);
        float[] before = model.State[head].ToFloats();
        for (int c = 0; c < classes; c++) bias[c] = before[c] - Enumerable.Range(0, count).Average(i => logits[(i * classes) + c]);
        float[] answers = [.. logits.Select((l, i) => l - before[i % classes] + bias[i % classes])];
        int[] labels = [.. Enumerable.Range(0, count).Select(i => Enumerable.Range(0, classes).MaxBy(c => answers[(i * classes) + c]))];

        string path = Path.Combine(folder, "model.safetensors");
        SafeTensorsFile.Write(path, [.. state.Select(
            t => t.Name == head
                ? t with { Data = new TensorData(DType.Float32, [classes], MemoryMarshal.AsBytes<float>(bias).ToArray()) }
                : t)]);
        return (path, new ImageSet(images.Pixels.ToArray(), labels, 32, 32, ["a", "b", "c", "d", "e"], "test"));
    }

    private static TensorData Scaled(TensorData data) =>
        data with
        {
            Bytes =
                MemoryMarshal.AsBytes<float>(Array.ConvertAll(MemoryMarshal.Cast<byte, float>(data.Bytes).ToArray(), w => 20 * w)).ToArray()
        };

    // Images of different colours and contrasts, as photographs have them.
    private static ImageSet Varied(int count)
    {
        RandomStream random = new(7, "varied");
        byte[] pixels = new byte[count * 32 * 32 * 3];
        for (int i = 0; i < count; i++)
        {
            double[] colour = [random.NextDouble(), random.NextDouble(), random.NextDouble()];
            double wave = 1 + random.Next(5), across = random.NextDouble();
            for (int p = 0; p < 32 * 32; p++)
            {
                for (int c = 0; c < 3; c++)
                {
                    double v = colour[c] + (0.3 * Math.Sin(wave * ((p / 32 * across) + (p % 32)) / 5)) + (0.1 * random.NextDouble());
                    pixels[(((i * 32 * 32) + p) * 3) + c] = (byte)Math.Clamp(v * 255, 0, 255);
                }
            }
        }

        return new ImageSet(pixels, new int[count], 32, 32, ["a", "b", "c", "d", "e"], "test");
    }

    private static int[] Answers(Classifier model, ImageSet images) => new Nad.Evaluation.Evaluator(Device.Cpu).Predict(model, images);

    private static float[] Logits(Classifier model, ImageSet images)
    {
        using TensorScope scope = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        return model.Forward(
            new BatchAssembler(images, Device.Cpu).InOrder(0, images.Count).Images, Mode.Inference, TapForm.None).Logits.ToFloats();
    }
}
