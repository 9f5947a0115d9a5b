using Nad.Torch;
using Nad.Torch.Modules;
using Nad.Torch.Trunks;

namespace Nad.Models;

/// <summary>n residual blocks in a row; the first may widen and shrink the map. Its output is a tap.</summary>
internal sealed class ResidualGroup
{
    private readonly ResidualBlock[] layer;

    public ResidualGroup(ParameterPath at, int n, int inChannels, int outChannels, int stride)
    {
        layer = new ResidualBlock[n];
        for (int i = 0; i < n; i++)
        {
            layer[i] = new ResidualBlock(at / "layer" / i, i == 0 ? inChannels : outChannels, outChannels, i == 0 ? stride : 1);
        }
    }

    public Tensor Forward(Tensor x, Mode mode)
    {
        foreach (ResidualBlock block in layer) x = block.Forward(x, mode);
        return x;
    }

    public int Describe(Trunk trunk, int x)
    {
        foreach (ResidualBlock block in layer) x = block.Describe(trunk, x);
        return x;
    }
}
