namespace Nad.Files.Onnx.Import;

/// <summary>What is known of a value while a network is read: one of the forms below.</summary>
internal abstract record Known
{
    /// <summary>A value that is computed from images when the network runs.</summary>
    /// <param name="Name">In the graph.</param>
    /// <param name="Shape">Sizes; the batch is open.</param>
    /// <param name="Pixels">Whether nothing but arithmetic with constants lies between it and the images.</param>
    public sealed record Computed(string Name, Dim[] Shape, bool Pixels = false) : Known;

    /// <summary>A tensor of the file.</summary>
    /// <param name="Tensor">Its elements.</param>
    public sealed record Stored(OnnxTensor Tensor) : Known
    {
        /// <summary>Its sizes.</summary>
        public Dim[] Shape => Array.ConvertAll(Tensor.Shape, s => new Dim(s));
    }

    /// <summary>Whole numbers that follow from sizes.</summary>
    /// <param name="Values">Row-major.</param>
    /// <param name="Shape">Empty for a scalar.</param>
    public sealed record Numbers(Dim[] Values, long[] Shape) : Known;

    /// <summary>A number that follows from sizes and need not be whole, such as the scale of an attention: 1/√channels.</summary>
    /// <param name="Value">Finite.</param>
    public sealed record Real(double Value) : Known;
}
