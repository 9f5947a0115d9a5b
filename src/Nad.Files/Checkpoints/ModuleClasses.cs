namespace Nad.Files.Checkpoints;

/// <summary>
/// Classes of modules that a whole pickled network (<c>torch.save(model)</c>) may be made of, by exact name: those of <c>torch.nn</c>,
/// torchvision and timm whose <c>forward</c> is public. An instance is a record of its attributes here; no class is ever imported.
/// </summary>
/// <remarks>Written by torch 0.4 to 2.x and torchvision 0.3 to 0.14, with the places that classes had in older versions.</remarks>
internal static class ModuleClasses
{
    private static readonly (string Module, string Names)[] Lines =
    [
        ("torch.nn.modules.activation", "CELU ELU GELU GLU Hardshrink Hardsigmoid Hardswish Hardtanh LeakyReLU LogSigmoid"),
        ("torch.nn.modules.activation", "LogSoftmax Mish MultiheadAttention PReLU RReLU ReLU ReLU6 SELU SiLU Sigmoid Softmax"),
        ("torch.nn.modules.activation", "Softmax2d Softmin Softplus Softshrink Softsign Tanh Tanhshrink Threshold"),
        ("torch.nn.modules.batchnorm", "BatchNorm1d BatchNorm2d BatchNorm3d SyncBatchNorm"),
        ("torch.nn.modules.channelshuffle", "ChannelShuffle"),
        ("torch.nn.modules.container", "Container ModuleDict ModuleList ParameterDict ParameterList Sequential"),
        ("torch.nn.modules.conv", "Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d ConvTranspose3d"),
        ("torch.nn.modules.dropout", "AlphaDropout Dropout Dropout1d Dropout2d Dropout3d FeatureAlphaDropout"),
        ("torch.nn.modules.flatten", "Flatten Unflatten"),
        ("torch.nn.modules.instancenorm", "InstanceNorm1d InstanceNorm2d InstanceNorm3d"),
        ("torch.nn.modules.linear", "Bilinear Identity Linear NonDynamicallyQuantizableLinear _LinearWithBias"),
        ("torch.nn.modules.loss", "BCELoss BCEWithLogitsLoss CrossEntropyLoss KLDivLoss L1Loss MSELoss NLLLoss SmoothL1Loss"),
        ("torch.nn.modules.module", "Module"),
        ("torch.nn.modules.normalization", "CrossMapLRN2d GroupNorm LayerNorm LocalResponseNorm RMSNorm"),
        ("torch.nn.modules.padding", "ConstantPad1d ConstantPad2d ConstantPad3d ReflectionPad1d ReflectionPad2d"),
        ("torch.nn.modules.padding", "ReplicationPad1d ReplicationPad2d ZeroPad2d"),
        ("torch.nn.modules.pixelshuffle", "PixelShuffle PixelUnshuffle"),
        ("torch.nn.modules.pooling", "AdaptiveAvgPool1d AdaptiveAvgPool2d AdaptiveAvgPool3d AdaptiveMaxPool1d AdaptiveMaxPool2d"),
        ("torch.nn.modules.pooling", "AdaptiveMaxPool3d AvgPool1d AvgPool2d AvgPool3d LPPool1d LPPool2d MaxPool1d MaxPool2d"),
        ("torch.nn.modules.pooling", "MaxPool3d"),
        ("torch.nn.modules.sparse", "Embedding"),
        ("torch.nn.modules.transformer", "TransformerEncoder TransformerEncoderLayer"),
        ("torch.nn.modules.upsampling", "Upsample UpsamplingBilinear2d UpsamplingNearest2d"),
        ("torch.nn.parallel.data_parallel", "DataParallel"),
        ("torchvision.models.alexnet", "AlexNet"),
        ("torchvision.models.convnext", "CNBlock ConvNeXt LayerNorm2d"),
        ("torchvision.models.densenet", "DenseNet _DenseBlock _DenseLayer _Transition"),
        ("torchvision.models.efficientnet", "EfficientNet FusedMBConv MBConv"),
        ("torchvision.models.googlenet", "BasicConv2d GoogLeNet Inception InceptionAux"),
        ("torchvision.models.inception", "BasicConv2d Inception3 InceptionA InceptionAux InceptionB InceptionC InceptionD InceptionE"),
        ("torchvision.models.maxvit", "MBConv MaxVit MaxVitBlock MaxVitLayer PartitionAttentionLayer"),
        ("torchvision.models.maxvit", "RelativePositionalMultiHeadAttention SwapAxes WindowDepartition WindowPartition"),
        ("torchvision.models.mnasnet", "MNASNet _InvertedResidual"),
        ("torchvision.models.mobilenet", "ConvBNReLU InvertedResidual MobileNetV2"),
        ("torchvision.models.mobilenetv2", "ConvBNActivation ConvBNReLU InvertedResidual MobileNetV2"),
        ("torchvision.models.mobilenetv3", "ConvBNActivation InvertedResidual MobileNetV3 SqueezeExcitation"),
        ("torchvision.models.regnet", "AnyStage BottleneckTransform RegNet ResBottleneckBlock SimpleStemIN"),
        ("torchvision.models.resnet", "BasicBlock Bottleneck ResNet"),
        ("torchvision.models.shufflenetv2", "InvertedResidual ShuffleNetV2"),
        ("torchvision.models.squeezenet", "Fire SqueezeNet"),
        ("torchvision.models.swin_transformer", "PatchMerging PatchMergingV2 ShiftedWindowAttention ShiftedWindowAttentionV2"),
        ("torchvision.models.swin_transformer", "SwinTransformer SwinTransformerBlock SwinTransformerBlockV2"),
        ("torchvision.models.vgg", "VGG"),
        ("torchvision.models.vision_transformer", "Encoder EncoderBlock MLPBlock VisionTransformer"),
        ("torchvision.ops.misc", "Conv2d Conv2dNormActivation ConvNormActivation FrozenBatchNorm2d MLP Permute SqueezeExcitation"),
        ("torchvision.ops.stochastic_depth", "StochasticDepth"),
        ("torchvision.transforms.transforms", "CenterCrop Normalize Resize"),
        ("timm.models.vision_transformer", "Attention Block LayerScale Mlp VisionTransformer"),
        ("timm.models.layers.drop", "DropPath"),
        ("timm.models.layers.mlp", "Mlp"),
        ("timm.models.layers.patch_embed", "PatchEmbed"),
        ("timm.layers.drop", "DropPath"),
        ("timm.layers.mlp", "Mlp"),
        ("timm.layers.patch_embed", "PatchEmbed"),
        ("timm.layers.attention", "Attention"),
        ("timm.layers.norm", "LayerNorm"),
    ];

    /// <summary>Every class.</summary>
    public static IEnumerable<(string Module, string Name)> All
    {
        get
        {
            foreach ((string module, string names) in Lines)
            {
                foreach (string name in names.Split(' ')) yield return (module, name);
            }
        }
    }
}
