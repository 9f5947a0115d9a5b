using Nad.Torch.Interop;

namespace Nad.Torch;

/// <summary>Gradients, and the switch that turns their recording off.</summary>
public static unsafe class Autograd
{
    /// <summary>∂output/∂input for each input.</summary>
    /// <param name="output">A scalar with gradient history.</param>
    /// <param name="inputs">Tensors that require gradients.</param>
    /// <param name="keepGraph">Keeps the recorded graph, so that it can be used once more.</param>
    /// <returns>One tensor per input, of its shape; owned by the current scope.</returns>
    /// <exception cref="TorchException">There is no history, or an input took no part in the output.</exception>
    /// <exception cref="ObjectDisposedException">One of the tensors is disposed.</exception>
    public static Tensor[] Gradients(Tensor output, IReadOnlyList<Tensor> inputs, bool keepGraph = false)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(inputs);
        nint[] operands = new nint[inputs.Count];
        nint[] results = new nint[inputs.Count];

        // Raw addresses hide the handles from the marshaller: hold each, which also refuses disposed tensors.
        int held = 0;
        bool rootHeld = false;
        try
        {
            output.Handle.DangerousAddRef(ref rootHeld);
            for (; held < operands.Length; held++)
            {
                bool taken = false;
                inputs[held].Handle.DangerousAddRef(ref taken);
                operands[held] = inputs[held].Handle.DangerousGetHandle();
            }

            nint root = output.Handle.DangerousGetHandle();
            fixed (nint* o = operands)
            fixed (nint* r = results)
            {
                NadBridge.Check(
                    NadBridge.nad_gradients(&root, 1, o, operands.Length, keepGraph ? 1 : 0, r), $"the gradient of {output.Describe()}");
            }
        }
        finally
        {
            while (held > 0) inputs[--held].Handle.DangerousRelease();
            if (rootHeld) output.Handle.DangerousRelease();
        }

        Tensor?[] gradients = Array.ConvertAll(results, r => r == 0 ? null : Tensor.Own(r));
        int unused = Array.IndexOf(gradients, null);
        if (unused < 0) return gradients!;
        foreach (Tensor? gradient in gradients) gradient?.Dispose();
        throw new TorchException($"input {unused} ({inputs[unused].Describe()}) took no part in {output.Describe()}.");
    }

    /// <summary>True where this thread records gradients.</summary>
    public static bool IsRecording => NadBridge.nad_grad_enabled() != 0;

    /// <summary>Stops recording on this thread until the result is disposed; nests.</summary>
    public static NoGradScope NoGrad() => new();

    /// <summary>Restores the previous grad mode of the thread when disposed.</summary>
    public readonly ref struct NoGradScope
    {
        private readonly int previous;

        /// <summary>Switches recording off.</summary>
        public NoGradScope() => NadBridge.Check(NadBridge.nad_grad_mode(0, out previous), "switching gradients off");

        /// <summary>Back to the previous mode.</summary>
        public void Dispose() => NadBridge.Check(NadBridge.nad_grad_mode(previous, out _), "switching gradients back");
    }
}
