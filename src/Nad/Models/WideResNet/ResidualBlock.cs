using Nad.Torch;
using Nad.Torch.Modules;
using Nad.Torch.Trunks;

namespace Nad.Models;

/// <summary>
/// Pre-activation block: a = ReLU(bn1(x)); y = conv2(ReLU(bn2(conv1(a)))); the result is y + x where the channels stay,
/// y + convShortcut(a) where they change — decided by the channels, not by the stride.
/// </summary>
internal sealed class ResidualBlock
{
    private readonly BatchNorm2d bn1, bn2;
    private readonly Conv2d conv1, conv2;
    private readonly Conv2d? convShortcut;

    public ResidualBlock(ParameterPath at, int inChannels, int outChannels, int stride)
    {
        bn1 = new BatchNorm2d(at / "bn1", inChannels);
        conv1 = new Conv2d(at / "conv1", inChannels, outChannels, kernel: 3, stride);
        bn2 = new BatchNorm2d(at / "bn2", outChannels);
        conv2 = new Conv2d(at / "conv2", outChannels, outChannels, kernel: 3, stride: 1);
        convShortcut = inChannels == outChannels ? null : new Conv2d(at / "convShortcut", inChannels, outChannels, kernel: 1, stride);
    }

    // N×I×H×W → N×O×H/stride×W/stride
    public Tensor Forward(Tensor x, Mode mode)
    {
        Tensor a = bn1.Forward(x, mode).ReluInPlace();
        Tensor y = conv2.Forward(bn2.Forward(conv1.Forward(a), mode).ReluInPlace());
        return y.AddInPlace(convShortcut is null ? x : convShortcut.Forward(a));   // no gradient needs y as it was
    }

    // The same, written down: value x → value of the result.
    public int Describe(Trunk trunk, int x)
    {
        int a = trunk.NormRelu(x, bn1);
        int y = trunk.NormRelu(trunk.Conv(a, conv1), bn2);
        return trunk.Conv(y, conv2, plus: convShortcut is null ? x : trunk.Conv(a, convShortcut));
    }
}
