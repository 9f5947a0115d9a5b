using System.Runtime.InteropServices;

namespace Nad.Torch.Interop;

/// <summary>Owns one native reference to a tensor. Nothing else in the project has a finalizer.</summary>
internal sealed class TensorHandle : SafeHandle
{
    /// <summary>Takes over a reference that native code has handed out.</summary>
    public TensorHandle(nint value)
        : base(0, ownsHandle: true)
    {
        SetHandle(value);
        TensorDiagnostics.Added();
    }

    public override bool IsInvalid => handle == 0;

    protected override void Dispose(bool disposing)
    {
        if (!disposing) TensorDiagnostics.Forgotten();
        base.Dispose(disposing);
    }

    protected override bool ReleaseHandle()
    {
        TensorDiagnostics.Removed();
        return NadBridge.nad_tensor_free(handle) == 0;
    }
}
