using System.Runtime.InteropServices;

namespace Nad.Torch.Interop;

/// <summary>Hangs foreign functions into libtorch's graph.</summary>
internal static unsafe class ForeignFunctions
{
    /// <summary>Records that <paramref name="outputs"/>, which have no history yet, were computed from <paramref name="inputs"/>.</summary>
    public static void Attach(ReadOnlySpan<Tensor> outputs, ReadOnlySpan<Tensor> inputs, IForeignFunction function)
    {
        nint context = GCHandle.ToIntPtr(GCHandle.Alloc(function));
        nint* o = stackalloc nint[outputs.Length];
        nint[] heldInputs = new nint[inputs.Length];
        int held = 0;
        try
        {
            for (int i = 0; i < outputs.Length; i++) o[i] = outputs[i].Handle.DangerousGetHandle();
            for (; held < inputs.Length; held++)
            {
                bool taken = false;
                inputs[held].Handle.DangerousAddRef(ref taken);
                heldInputs[held] = inputs[held].Handle.DangerousGetHandle();
            }

            fixed (nint* p = heldInputs)
            {
                NadBridge.Check(
                    NadBridge.nad_attach_backward(o, outputs.Length, p, inputs.Length, &Backward, &Release, context),
                    "recording a foreign function");
            }
        }
        finally
        {
            while (held > 0) inputs[--held].Handle.DangerousRelease();
            foreach (Tensor output in outputs) GC.KeepAlive(output);
        }
    }

    // Called by libtorch: no exception may leave.
    [UnmanagedCallersOnly]
    private static int Backward(nint context, void** outputGradients, void** inputGradients)
    {
        try
        {
            ((IForeignFunction)GCHandle.FromIntPtr(context).Target!).Backward(outputGradients, inputGradients);
            return 0;
        }
        catch (Exception e) when (e is TorchException or InvalidOperationException)
        {
            NadBridge.nad_set_error(e.Message);
            return 1;
        }
    }

    [UnmanagedCallersOnly]
    private static void Release(nint context)
    {
        GCHandle handle = GCHandle.FromIntPtr(context);
        ((IForeignFunction)handle.Target!).Release();
        handle.Free();
    }
}
