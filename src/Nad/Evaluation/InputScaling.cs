using System.Collections.Immutable;
using Nad.Torch;

namespace Nad.Evaluation;

/// <summary>
/// How other programs prepare an image before a model sees it: (x − mean) / deviation for each channel, with x from 0 to 1.
/// </summary>
/// <param name="Name">In words, as in "inputs normalised by …".</param>
/// <param name="Mean">Of each channel, in the order of the model.</param>
/// <param name="Deviation">Of each channel, in the order of the model.</param>
/// <param name="BlueFirst">Whether the model takes blue, green, red.</param>
public sealed record InputScaling(string Name, ImmutableArray<double> Mean, ImmutableArray<double> Deviation, bool BlueFirst = false)
{
    /// <summary>
    /// The scalings in use, the commonest first. Sources: torchvision's models (ImageNet); kuangliu/pytorch-cifar and BackdoorBench
    /// (CIFAR-10, CIFAR-100, Tiny ImageNet); BackdoorBox and TrojanZoo (GTSRB); Keras' and timm's Inception ([−1, 1]); OpenAI's CLIP;
    /// Caffe's ImageNet models.
    /// </summary>
    public static IReadOnlyList<InputScaling> Known { get; } =
    [
        new("CIFAR-10's mean and deviation", [0.4914, 0.4822, 0.4465], [0.247, 0.243, 0.261]),
        new("ImageNet's mean and deviation", [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
        new("mean 0.5 and deviation 0.5 (from -1 to 1)", [0.5, 0.5, 0.5], [0.5, 0.5, 0.5]),
        new("values from 0 to 255", [0, 0, 0], [1 / 255.0, 1 / 255.0, 1 / 255.0]),
        new("CIFAR-10's mean and the deviation 0.2023, 0.1994, 0.2010", [0.4914, 0.4822, 0.4465], [0.2023, 0.1994, 0.2010]),
        new("GTSRB's mean and deviation", [0.3337, 0.3064, 0.3171], [0.2672, 0.2564, 0.2629]),
        new("CIFAR-100's mean and deviation", [0.5071, 0.4865, 0.4409], [0.2673, 0.2564, 0.2762]),
        new("Tiny ImageNet's mean and deviation", [0.4802, 0.4481, 0.3975], [0.2302, 0.2265, 0.2262]),
        new("CLIP's mean and deviation", [0.48145466, 0.4578275, 0.40821073], [0.26862954, 0.26130258, 0.27577711]),
        new("CIFAR-10's deviation without its mean", [0, 0, 0], [0.247, 0.243, 0.261]),
        new("blue before green and red (BGR)", [0, 0, 0], [1, 1, 1], BlueFirst: true),
        new(
            "Caffe's way: blue before green and red, 0 to 255, minus the mean",
            [103.939 / 255, 116.779 / 255, 123.68 / 255],
            [1 / 255.0, 1 / 255.0, 1 / 255.0],
            BlueFirst: true),
    ];

    /// <summary>The numbers, as an option would take them.</summary>
    public string Numbers => $"mean {string.Join(",", Mean.Select(Text))}, deviation {string.Join(",", Deviation.Select(Text))}";

    /// <summary>The same as a command line says it.</summary>
    public string Option =>
        $"--mean {string.Join(",", Mean.Select(Text))} --std "
        + $"{string.Join(",", Deviation.Select(Text))}{(BlueFirst ? " --channels bgr" : "")}";

    /// <summary>Applies it.</summary>
    /// <param name="images">N×3×H×W, Float32 in [0, 1].</param>
    /// <param name="device">Where they are.</param>
    /// <returns>A tensor of the same shape that belongs to the current scope.</returns>
    public Tensor Apply(Tensor images, Device device)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (BlueFirst) images = images.Select(1, Tensor.From([2L, 1L, 0L], 3).To(device, DType.Int64));
        Tensor scale = Channels(device, Deviation.Select(d => 1 / d)), shift = Channels(device, Mean.Select((m, c) => -m / Deviation[c]));
        return (images * scale) + shift;
    }

    private static Tensor Channels(Device device, IEnumerable<double> values) =>
        Tensor.From([.. values.Select(v => (float)v)], 1, 3, 1, 1).To(device, DType.Float32);

    private static string Text(double number) => number.ToString("0.######", System.Globalization.CultureInfo.InvariantCulture);
}
