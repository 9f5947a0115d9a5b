using System.Globalization;
using Nad.Files.Checkpoints;
using Nad.Files.Checkpoints.Writing;
using Nad.Models;
using Nad.Tests.Data;
using Nad.TestSupport;
using Nad.Torch;
using Nad.Torch.Modules;

namespace Nad.Tests.Models;

/// <summary>
/// Each family as a state dict, as a whole pickled network and as ONNX: we compute what PyTorch computes, and PyTorch computes from the
/// file that we write what we computed with the weights in it.
/// </summary>
public sealed class SameFileTests
{
    // NAME: a network of few weights, and the size of its images.
    private const string Networks = """
        import functools, sys, torch, torchvision
        from torch import nn
        from torchvision import models as m
        def vgg(norm):
            net = m.vgg.VGG(m.vgg.make_layers([8, 'M', 12, 'M', 16, 16, 'M', 16, 16, 'M', 16, 16, 'M'], norm), init_weights=False)
            net.classifier = nn.Sequential(nn.Linear(784, 24), nn.ReLU(True), nn.Dropout(), nn.Linear(24, 24), nn.ReLU(True), nn.Dropout(), nn.Linear(24, 5))
            return net
        def alexnet():
            net = m.AlexNet(5)
            for place, i, o in (1, 9216, 16), (4, 16, 16), (6, 16, 5): net.classifier[place] = nn.Linear(i, o)
            return net
        def narrow(source, kinds, network, last, blocks):
            source = sys.modules['torchvision.models.' + source]
            eighth = lambda i, o, **other: source.BasicConv2d(i if i == 3 else i // 8, o // 8, **other)
            net = network(5, init_weights=False, **{blocks: [eighth, *[functools.partial(getattr(source, k), conv_block=eighth) for k in kinds]]})
            net.fc = nn.Linear(last // 8, 5)
            return net
        def efficientnet():
            setting, last = m.efficientnet._efficientnet_conf('efficientnet_b0', width_mult=.25, depth_mult=.5)
            return m.EfficientNet(setting, .2, num_classes=5, last_channel=last)
        def regnet(squeezed): return m.RegNet(m.regnet.BlockParams.from_init_params(depth=6, w_0=16, w_a=8., w_m=2., group_width=8, se_ratio=squeezed), num_classes=5)
        config = m.convnext.CNBlockConfig
        ALL = {
            'resnet': (64, lambda: m.ResNet(m.resnet.BasicBlock, [1, 1, 1, 1], 5)),
            'resnext': (64, lambda: m.ResNet(m.resnet.Bottleneck, [1, 1, 1, 1], 5, groups=4, width_per_group=8)),
            'vgg': (32, lambda: vgg(False)), 'vgg_bn': (32, lambda: vgg(True)), 'alexnet': (64, alexnet),
            'mobilenetv2': (64, lambda: m.mobilenet_v2(num_classes=5, width_mult=.25)), 'mobilenetv3': (64, lambda: m.mobilenet_v3_small(num_classes=5, width_mult=.5)),
            'efficientnet': (64, efficientnet), 'densenet': (64, lambda: m.DenseNet(8, (2, 2), 16, num_classes=5)),
            'googlenet': (64, lambda: narrow('googlenet', ['Inception', 'InceptionAux'], m.GoogLeNet, 1024, 'blocks')), 'inception_v3': (96, lambda: narrow('inception', ['Inception' + c for c in ('A', 'B', 'C', 'D', 'E', 'Aux')], m.Inception3, 2048, 'inception_blocks')),
            'squeezenet': (64, lambda: m.squeezenet1_1(num_classes=5)), 'shufflenet': (64, lambda: m.shufflenet_v2_x0_5(num_classes=5)),
            'regnet_x': (64, lambda: regnet(None)), 'regnet_y': (64, lambda: regnet(.25)), 'mnasnet': (64, lambda: m.mnasnet0_5(num_classes=5)),
            'convnext': (64, lambda: m.ConvNeXt([config(16, 24, 1), config(24, None, 2)], num_classes=5)),
            'swin': (32, lambda: m.SwinTransformer([2, 2], 24, [2, 2], [2, 3], [5, 5], num_classes=5)), 'vit': (32, lambda: m.VisionTransformer(32, 8, 3, 2, 128, 64, num_classes=5)),
            'sequential': (32, lambda: nn.DataParallel(nn.Sequential(
                nn.Sequential(nn.Conv2d(3, 8, 3, 2, padding=1, padding_mode='reflect', bias=False), nn.BatchNorm2d(8, eps=1e-2), nn.ELU(.5)), nn.Conv2d(8, 8, 4, padding='same', groups=2),
                nn.PReLU(8), nn.MaxPool2d(3, 2, 1, ceil_mode=True), nn.Identity(), nn.ZeroPad2d((1, 0, 2, 1)), nn.LeakyReLU(.2), nn.GroupNorm(2, 8), nn.Upsample((12, 10), mode='bilinear'),
                nn.AvgPool2d(2, padding=1, count_include_pad=False), nn.GELU(), nn.AdaptiveAvgPool2d((3, 2)), nn.Flatten(), nn.Dropout(.3), nn.Linear(48, 10), nn.BatchNorm1d(10), nn.Hardtanh(-1, .5),
                nn.LayerNorm(10), nn.Linear(10, 5)))),
        }
        folder = sys.argv[1]
        def images(size): return torch.arange(2 * 3 * size * size).mul(37).remainder(256).div(255).reshape(2, 3, size, size)
        def show(key, net, size):
            with torch.no_grad(): print(key, size, *net.eval()(images(size)).flatten().tolist())

        """;

    private const string Save = Networks + """
        torch.manual_seed(3)
        for name, (size, make) in ALL.items():
            net = make()
            for key, value in net.state_dict().items():
                if key.endswith('running_mean'): value.normal_(0, .1)
                elif key.endswith('running_var'): value.uniform_(.5, 1.5)
                elif key.endswith('layer_scale') or 'token' in key or 'bias_table' in key or 'embedding' in key or value.dim() == 1 and 'bias' in key: value.normal_(0, .2)
            show(name, net, size)
            torch.save(net, f'{folder}/{name}.module')
            torch.save({'epoch': 3, 'state_dict': net.state_dict()}, f'{folder}/{name}.state')
            if name not in ('vgg', 'vgg_bn', 'alexnet', 'sequential', 'inception_v3', 'swin'):
                torch.onnx.export(net, images(size), f'{folder}/{name}.onnx', training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False, opset_version=13, input_names=['input'], dynamic_axes={'input': {0: 'batch'}})
        """;

    private const string Compute = Networks + """
        for name, (size, make) in ALL.items():
            module = torch.load(f'{folder}/{name}.module.out')
            assert type(module) is type(make()), name
            show(name + '.module', module, size)
            stored = torch.load(f'{folder}/{name}.state.out')
            assert stored['epoch'] == 3, name
            net = make()
            net.load_state_dict(stored['state_dict'])
            if name != 'sequential': show(name + '.state', net, size)
        """;

    [Fact]
    public void Each_family_is_computed_as_in_PyTorch_and_the_same_file_comes_back()
    {
        using TemporaryFolder folder = new();
        Dictionary<string, (int Size, double[] Logits)> expected = Parse(PythonPeer.Run(Save, folder.Path)), written = [];
        List<string> wrong = [];
        foreach ((string name, (int size, double[] logits)) in expected)
        {
            foreach (string kind in (string[])["module", "state", "onnx"])
            {
                string path = Path.Combine(folder.Path, $"{name}.{kind}");
                if (!File.Exists(path) || (name == "sequential" && kind == "state"))
                {
                    if (kind == "state") File.Copy(path, path + ".out");
                    continue;
                }

                (double distance, double[] after) = Changed(path, size, logits);
                if (distance > 1e-4) wrong.Add($"{name}.{kind}: {distance:g3} away from PyTorch");
                written[$"{name}.{kind}"] = (size, after);
            }
        }

        Assert.Empty(wrong);
        foreach ((string name, (_, double[] logits)) in Parse(PythonPeer.Run(Compute, folder.Path)))
        {
            double distance = TorchFixture.Distance(logits, written[name].Logits);
            if (!(distance < 1e-4)) wrong.Add($"{name}: what is written is {distance:g3} away from what was computed");
        }

        Assert.Empty(wrong);
    }

    // How far the network of a file is from these logits, and what it gives with every parameter a hundredth larger, which is written
    // beside it.
    private static (double Distance, double[] After) Changed(string path, int size, double[] logits)
    {
        using TensorScope scope = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        Checkpoint checkpoint = KnownNetworks.Read(CheckpointFile.Open(path), null);
        IReadOnlyList<Reading> readings = Architectures.Read(checkpoint, out string reason);
        Assert.True(readings.Count > 0, $"{path}: {reason} {checkpoint.WhyNoGraph}");
        Assert.True(checkpoint.Module is null || checkpoint.Graph is not null, $"{path}: {checkpoint.WhyNoGraph}");
        Tensor images = Tensor.From([.. Enumerable.Range(0, 2 * 3 * size * size).Select(i => i * 37 % 256 / 255f)], 2, 3, size, size);
        double best = double.PositiveInfinity;
        Classifier? model = null;
        foreach (Reading reading in readings)
        {
            Classifier made = reading.Create(Device.Cpu, Preprocessing.None);
            made.Load(checkpoint.Tensors);
            double distance =
                TorchFixture.Distance(logits, TorchFixture.Numbers(made.Forward(images, Mode.Inference, TapForm.None).Logits));
            if (distance < best) (best, made, model) = (distance, model!, made);
            made?.Dispose();
        }

        foreach (Tensor parameter in model!.State.Parameters) parameter.CopyInPlace(parameter * 1.01);
        double[] after = TorchFixture.Numbers(model.Forward(images, Mode.Inference, TapForm.None).Logits);
        CheckpointTemplate template = checkpoint.Template;
        template.Check();
        template.Write(path + ".out", model.State.Export());
        if (checkpoint.Format != CheckpointFormat.Onnx) Assert.Equal(new FileInfo(path).Length, new FileInfo(path + ".out").Length);
        model.Dispose();
        return (best, after);
    }

    private static Dictionary<string, (int Size, double[] Logits)> Parse(string output) =>
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => l.Split(' ')).Where(w => w.Length > 3 && int.TryParse(w[1], CultureInfo.InvariantCulture, out _))
            .ToDictionary(
                w => w[0],
                w => (
                    int.Parse(w[1], CultureInfo.InvariantCulture),
                    Array.ConvertAll(w[2..], n => double.Parse(n, CultureInfo.InvariantCulture))));
}
