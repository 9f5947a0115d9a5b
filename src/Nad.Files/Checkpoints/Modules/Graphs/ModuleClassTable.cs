using System.Collections.Frozen;
using Nad.Files.Graphs;

namespace Nad.Files.Checkpoints.Modules.Graphs;

/// <summary>Classes of modules whose <c>forward</c> is known, by their exact names. They are some of <see cref="ModuleClasses"/>.</summary>
internal static class ModuleClassTable
{
    private const string Nn = "torch.nn.modules", Vision = "torchvision.models", Ops = "torchvision.ops";

    /// <summary>Every class.</summary>
    public static FrozenDictionary<string, ModuleWriter> All { get; } =
        Lines().ToFrozenDictionary(l => l.Class, l => l.Writer, StringComparer.Ordinal);

    private static IEnumerable<(string Class, ModuleWriter Writer)> Lines() =>
        [.. Containers(), .. Layers(), .. Activations(), .. Pools(), .. Residual(), .. Mobile(), .. Branched(), .. Tokens()];

    private static IEnumerable<(string, ModuleWriter)> Containers() =>
    [
        ($"{Nn}.container.Sequential", LayerModules.Sequential),
        ("torch.nn.parallel.data_parallel.DataParallel", NetworkModules.Chain("module")),
        .. ((string[])["misc.ConvNormActivation", "misc.Conv2dNormActivation", "misc.MLP"]).Select(
            c => ($"{Ops}.{c}", (ModuleWriter)LayerModules.Sequential)),
        .. ((string[])[
            "mobilenet.ConvBNReLU", "mobilenetv2.ConvBNReLU", "mobilenetv2.ConvBNActivation", "mobilenetv3.ConvBNActivation",
            "regnet.SimpleStemIN", "regnet.BottleneckTransform", "regnet.AnyStage", "densenet._Transition", "vision_transformer.MLPBlock"
        ]).Select(c => ($"{Vision}.{c}", (ModuleWriter)LayerModules.Sequential)),
    ];

    private static IEnumerable<(string, ModuleWriter)> Layers() =>
    [
        ($"{Nn}.conv.Conv2d", LayerModules.Conv), ($"{Ops}.misc.Conv2d", LayerModules.Conv), ($"{Nn}.linear.Linear", LayerModules.Linear),
        ($"{Nn}.linear.NonDynamicallyQuantizableLinear", LayerModules.Linear), ($"{Nn}.linear._LinearWithBias", LayerModules.Linear),
        ($"{Nn}.linear.Identity", PlainModules.Nothing), ($"{Nn}.batchnorm.BatchNorm2d", LayerModules.BatchNorm),
        ($"{Nn}.batchnorm.BatchNorm1d", LayerModules.BatchNorm), ($"{Nn}.batchnorm.SyncBatchNorm", LayerModules.BatchNorm),
        ($"{Nn}.normalization.GroupNorm", LayerModules.GroupNorm), ($"{Nn}.normalization.LayerNorm", LayerModules.LayerNorm),
        ($"{Nn}.instancenorm.InstanceNorm2d", LayerModules.InstanceNorm),
        ($"{Vision}.convnext.LayerNorm2d", LayerModules.LayerNormOfChannels), ($"{Nn}.flatten.Flatten", LayerModules.Flatten),
        ($"{Ops}.misc.Permute", LayerModules.Permute),
        .. ((string[])["Dropout", "Dropout2d"]).Select(
            c => ($"{Nn}.dropout.{c}", PlainModules.Of((n, p) => new Op.Dropout(Math.Clamp(n.Number(p, "p"), 0, 0.99))))),
        ($"{Ops}.stochastic_depth.StochasticDepth", PlainModules.Of((n, p) => new Op.DropPath(Math.Clamp(n.Number(p, "p"), 0, 0.99)))),
        ("torchvision.transforms.transforms.Normalize", LayerModules.Normalize),
        ("torchvision.transforms.transforms.Resize", LayerModules.Resize),
    ];

    private static IEnumerable<(string, ModuleWriter)> Activations() =>
        new (string Name, Func<ModuleNode, string, Op> Make)[]
        {
            ("ReLU", (_, _) => new Op.Relu()), ("ReLU6", (_, _) => new Op.Relu6()),
            ("LeakyReLU", (n, p) => new Op.LeakyRelu(n.Number(p, "negative_slope"))), ("ELU", PlainModules.Elu),
            ("SELU", (_, _) => new Op.Elu(1.6732632423543772, 1.0507009873554805)), ("CELU", PlainModules.Celu),
            ("GELU", PlainModules.Gelu), ("SiLU", (_, _) => new Op.Silu()), ("Hardswish", (_, _) => new Op.HardSwish()),
            ("Hardsigmoid", (_, _) => new Op.HardSigmoid()), ("Mish", (_, _) => new Op.Mish()),
            ("Softplus", (n, p) => new Op.Softplus(n.Number(p, "beta"))), ("Sigmoid", (_, _) => new Op.Sigmoid()),
            ("Tanh", (_, _) => new Op.Tanh()), ("Hardtanh", (n, p) => new Op.Clip(n.Number(p, "min_val"), n.Number(p, "max_val"))),
            ("Softmax", PlainModules.Softmax), ("LogSoftmax", PlainModules.LogSoftmax),
        }.Select(l => ($"{Nn}.activation.{l.Name}", PlainModules.Of(l.Make))).Append(($"{Nn}.activation.PReLU", LayerModules.PRelu));

    private static IEnumerable<(string, ModuleWriter)> Pools() =>
    [
        ($"{Nn}.pooling.MaxPool2d", PlainModules.Of(PlainModules.MaxPool)),
        ($"{Nn}.pooling.AvgPool2d", PlainModules.Of(PlainModules.AveragePool)),
        ($"{Nn}.pooling.AdaptiveAvgPool2d", PlainModules.Of(PlainModules.AdaptiveAveragePool)),
        ($"{Nn}.pooling.AdaptiveMaxPool2d", PlainModules.Of(PlainModules.AdaptiveMaxPool)),
        ($"{Nn}.padding.ZeroPad2d", PlainModules.Pad(PaddingForm.Constant)),
        ($"{Nn}.padding.ConstantPad2d", PlainModules.Pad(PaddingForm.Constant)),
        ($"{Nn}.padding.ReflectionPad2d", PlainModules.Pad(PaddingForm.Reflect)),
        ($"{Nn}.padding.ReplicationPad2d", PlainModules.Pad(PaddingForm.Replicate)),
        ($"{Nn}.upsampling.Upsample", PlainModules.Of(PlainModules.Upsample)),
    ];

    private static IEnumerable<(string, ModuleWriter)> Residual() =>
    [
        (
            $"{Vision}.resnet.ResNet",
            NetworkModules.Flattened(["conv1", "bn1", "relu", "maxpool", "layer1", "layer2", "layer3", "layer4", "avgpool"], ["fc"])),
        ($"{Vision}.resnet.BasicBlock", NetworkModules.ResNetBlock("conv1", "bn1", "relu", "conv2", "bn2")),
        ($"{Vision}.resnet.Bottleneck", NetworkModules.ResNetBlock("conv1", "bn1", "relu", "conv2", "bn2", "relu", "conv3", "bn3")),
        ($"{Vision}.regnet.RegNet", NetworkModules.Flattened(["stem", "trunk_output", "avgpool"], ["fc"])),
        ($"{Vision}.regnet.ResBottleneckBlock", NetworkModules.RegNetBlock),
        ($"{Vision}.densenet.DenseNet", NetworkModules.DenseNet),
        ($"{Vision}.densenet._DenseBlock", NetworkModules.DenseBlock),
        ($"{Vision}.vgg.VGG", NetworkModules.Flattened(["features", "avgpool"], ["classifier"])),
        ($"{Vision}.alexnet.AlexNet", NetworkModules.Flattened(["features", "avgpool"], ["classifier"])),
        ($"{Vision}.convnext.ConvNeXt", NetworkModules.Chain("features", "avgpool", "classifier")),
        ($"{Vision}.convnext.CNBlock", NetworkModules.ConvNeXtBlock),
    ];

    private static IEnumerable<(string, ModuleWriter)> Mobile() =>
    [
        ($"{Vision}.mobilenet.MobileNetV2", NetworkModules.Averaged(["features"], ["classifier"])),
        ($"{Vision}.mobilenetv2.MobileNetV2", NetworkModules.Averaged(["features"], ["classifier"])),
        ($"{Vision}.mobilenet.InvertedResidual", NetworkModules.Residual("use_res_connect", "conv")),
        ($"{Vision}.mobilenetv2.InvertedResidual", NetworkModules.Residual("use_res_connect", "conv")),
        ($"{Vision}.mobilenetv3.MobileNetV3", NetworkModules.Flattened(["features", "avgpool"], ["classifier"])),
        ($"{Vision}.mobilenetv3.InvertedResidual", NetworkModules.Residual("use_res_connect", "block")),
        ($"{Vision}.efficientnet.EfficientNet", NetworkModules.Flattened(["features", "avgpool"], ["classifier"])),
        ($"{Vision}.efficientnet.MBConv", NetworkModules.Residual("use_res_connect", "block")),
        ($"{Vision}.efficientnet.FusedMBConv", NetworkModules.Residual("use_res_connect", "block")),
        ($"{Ops}.misc.SqueezeExcitation", NetworkModules.Squeeze("activation", "scale_activation", pools: true)),
        ($"{Vision}.mobilenetv3.SqueezeExcitation", NetworkModules.Squeeze("relu", "scale_activation", pools: false)),
        ($"{Vision}.mnasnet.MNASNet", NetworkModules.Averaged(["layers"], ["classifier"])),
        ($"{Vision}.mnasnet._InvertedResidual", NetworkModules.Residual("apply_residual", "layers")),
        (
            $"{Vision}.shufflenetv2.ShuffleNetV2",
            NetworkModules.Averaged(["conv1", "maxpool", "stage2", "stage3", "stage4", "conv5"], ["fc"])),
        ($"{Vision}.shufflenetv2.InvertedResidual", ShuffleModules.Unit),
        ($"{Vision}.squeezenet.SqueezeNet", NetworkModules.Flattened(["features", "classifier"], [])),
        ($"{Vision}.squeezenet.Fire", NetworkModules.Fire),
    ];

    private static IEnumerable<(string, ModuleWriter)> Branched() =>
    [
        ($"{Vision}.googlenet.BasicConv2d", NetworkModules.BasicConv),
        ($"{Vision}.googlenet.Inception", NetworkModules.Branches(["branch1"], ["branch2"], ["branch3"], ["branch4"])),
        ($"{Vision}.googlenet.GoogLeNet", NetworkModules.Inception(
            [
                "conv1", "maxpool1", "conv2", "conv3", "maxpool2", "inception3a", "inception3b", "maxpool3", "inception4a", "inception4b",
                "inception4c", "inception4d", "inception4e", "maxpool4", "inception5a", "inception5b", "avgpool"
            ])),
        ($"{Vision}.inception.BasicConv2d", NetworkModules.BasicConv),
        (
            $"{Vision}.inception.InceptionA",
            InceptionModules.Averaging(
                ["branch1x1"], ["branch5x5_1", "branch5x5_2"], ["branch3x3dbl_1", "branch3x3dbl_2", "branch3x3dbl_3"])),
        ($"{Vision}.inception.InceptionB", InceptionModules.Halving(["branch3x3"], ["branch3x3dbl_1", "branch3x3dbl_2", "branch3x3dbl_3"])),
        ($"{Vision}.inception.InceptionC", InceptionModules.Averaging(
            ["branch1x1"],
            ["branch7x7_1", "branch7x7_2", "branch7x7_3"],
            ["branch7x7dbl_1", "branch7x7dbl_2", "branch7x7dbl_3", "branch7x7dbl_4", "branch7x7dbl_5"])),
        (
            $"{Vision}.inception.InceptionD",
            InceptionModules.Halving(["branch3x3_1", "branch3x3_2"], ["branch7x7x3_1", "branch7x7x3_2", "branch7x7x3_3", "branch7x7x3_4"])),
        ($"{Vision}.inception.InceptionE", InceptionModules.Forking),
        ($"{Vision}.inception.Inception3", NetworkModules.Inception(
            [
                "Conv2d_1a_3x3", "Conv2d_2a_3x3", "Conv2d_2b_3x3", "maxpool1", "Conv2d_3b_1x1", "Conv2d_4a_3x3", "maxpool2", "Mixed_5b",
                "Mixed_5c", "Mixed_5d", "Mixed_6a", "Mixed_6b", "Mixed_6c", "Mixed_6d", "Mixed_6e", "Mixed_7a", "Mixed_7b", "Mixed_7c",
                "avgpool"
            ])),
    ];

    private static IEnumerable<(string, ModuleWriter)> Tokens() =>
    [
        ($"{Vision}.vision_transformer.VisionTransformer", TokenModules.Transformer),
        ($"{Vision}.vision_transformer.Encoder", TokenModules.Encoder),
        ($"{Vision}.swin_transformer.SwinTransformer", WindowModules.Transformer),
        ($"{Vision}.swin_transformer.SwinTransformerBlock", WindowModules.Block),
        ($"{Vision}.swin_transformer.ShiftedWindowAttention", WindowModules.WithinWindows),
        ($"{Vision}.swin_transformer.PatchMerging", WindowModules.Merge), ($"{Vision}.vision_transformer.EncoderBlock", TokenModules.Block),
        ($"{Nn}.activation.MultiheadAttention", TokenModules.SelfAttention),
    ];
}
