using System.Runtime.InteropServices;
using Nad.Torch.Interop;

namespace Nad.Torch.Trunks;

/// <summary>One native trunk with its memory, for one size of batch.</summary>
internal sealed unsafe class NativeTrunk : SafeHandle
{
    public NativeTrunk(ReadOnlySpan<NativeTrunkOp> ops, ReadOnlySpan<NativeTrunkOutput> outputs, TrunkKey key)
        : base(0, ownsHandle: true)
    {
        Key = key;
        fixed (NativeTrunkOp* o = ops)
        fixed (NativeTrunkOutput* t = outputs)
        {
            Check(
                NadTrunk.nad_trunk_create(
                    o, ops.Length, t, outputs.Length, key.Batch, key.Channels, key.Height, key.Width, (int)key.Flags, out nint result),
                "making a trunk");
            SetHandle(result);
        }
    }

    public TrunkKey Key { get; }

    public override bool IsInvalid => handle == 0;

    public void Forward(void* image, void** parameters, void** buffers, void** outputs) =>
        Check(NadTrunk.nad_trunk_forward(handle, image, parameters, buffers, outputs), "a forward pass");

    public void Backward(void** outputGradients, void** parameterGradients, void* imageGradient) =>
        Check(NadTrunk.nad_trunk_backward(handle, outputGradients, parameterGradients, imageGradient), "a backward pass");

    protected override bool ReleaseHandle()
    {
        NadTrunk.nad_trunk_free(handle);
        return true;
    }

    private static void Check(int status, string what)
    {
        if (status != 0) throw new TorchException($"{what} failed: {NadTrunk.LastError()}");
    }
}
