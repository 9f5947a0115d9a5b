namespace Nad.Torch;

/// <summary>A function computed outside libtorch that can give its gradients.</summary>
internal unsafe interface IForeignFunction
{
    /// <summary>Fills the gradients of the inputs from those of the outputs.</summary>
    /// <param name="outputGradients">
    /// Addresses of dense floats, in the memory order of the outputs; null where nothing depends on one.
    /// </param>
    /// <param name="inputGradients">Addresses of dense floats to be written, in the memory order of the inputs.</param>
    void Backward(void** outputGradients, void** inputGradients);

    /// <summary>The recorded graph is gone; called once, on any thread.</summary>
    void Release();
}
