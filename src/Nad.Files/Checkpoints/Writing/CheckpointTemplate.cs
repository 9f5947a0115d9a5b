namespace Nad.Files.Checkpoints.Writing;

/// <summary>
/// A model file as the form for another one: the same file, byte for byte, but for the weights. Container, nesting, names, element types
/// and every other entry stay.
/// </summary>
public abstract class CheckpointTemplate
{
    private protected CheckpointTemplate()
    {
    }

    /// <summary>What it is written as.</summary>
    public abstract CheckpointFormat Format { get; }

    /// <summary>The texts beside the tensors of a safetensors file.</summary>
    public IReadOnlyDictionary<string, string> Texts { get; internal init; } = new Dictionary<string, string>();

    /// <summary>Finds out before any work is done whether weights can be put back into the file.</summary>
    /// <exception cref="UnsupportedInputException">
    /// Two weights are one piece of memory in the file, or a weight is of a type that cannot be trained.
    /// </exception>
    public abstract void Check();

    /// <summary>The tensors in the element types of the file; those that it lacks are left out.</summary>
    /// <param name="tensors">Named as <see cref="Checkpoint.Tensors"/>.</param>
    public abstract IReadOnlyList<NamedTensor> Rounded(IReadOnlyList<NamedTensor> tensors);

    /// <summary>The whole state dict of the file under its own names, with these weights in place of its own.</summary>
    /// <param name="tensors">Named as <see cref="Checkpoint.Tensors"/>.</param>
    public abstract IReadOnlyList<NamedTensor> Complete(IReadOnlyList<NamedTensor> tensors);

    /// <summary>Writes the file with other weights, atomically.</summary>
    /// <param name="path">Target; replaced if it exists.</param>
    /// <param name="tensors">
    /// Named as <see cref="Checkpoint.Tensors"/>; of the same sizes. What the file lacks is left out, what is not given stays.
    /// </param>
    /// <exception cref="UnsupportedInputException">Two of them share memory in the file and are not equal.</exception>
    /// <exception cref="NadException">The file cannot be written.</exception>
    public void Write(string path, IReadOnlyList<NamedTensor> tensors) => AtomicFile.Write(path, To(tensors));

    /// <summary>What writes such a file into a stream; arguments and errors as above, which come before anything is written.</summary>
    public Action<Stream> To(IReadOnlyList<NamedTensor> tensors)
    {
        byte[] written = Bytes(tensors);
        return stream => stream.Write(written);
    }

    private protected abstract byte[] Bytes(IReadOnlyList<NamedTensor> tensors);
}
