namespace Nad.Files.Checkpoints;

/// <summary>What both writers ask of their input.</summary>
internal static class TensorChecks
{
    public static void ForWriting(IReadOnlyList<NamedTensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (NamedTensor tensor in tensors)
        {
            if (!names.Add(tensor.Name)) throw new ArgumentException($"The name {tensor.Name} comes twice.", nameof(tensors));
            long expected = tensor.Data.Shape.Aggregate((long)tensor.Data.Type.SizeInBytes(), (product, size) => checked(product * size));
            if (tensor.Data.Bytes.Length != expected)
            {
                throw new ArgumentException(
                    $"{tensor.Name} has {tensor.Data.Bytes.Length} bytes, but its shape and type need {expected}.", nameof(tensors));
            }
        }
    }
}
