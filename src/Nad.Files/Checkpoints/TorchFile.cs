namespace Nad.Files.Checkpoints;

/// <summary>
/// Writes a state dict as <c>torch.save</c> does, for <c>torch.load</c> of PyTorch 1.6 and later, with <c>weights_only=True</c> too.
/// </summary>
public static class TorchFile
{
    /// <summary>PyTorch maps storages into memory where they are aligned like this.</summary>
    internal const int Alignment = 64;

    /// <summary>
    /// Writes a file atomically; the same input gives the same bytes. Every tensor gets a storage of its own, on the CPU.
    /// </summary>
    /// <param name="path">Target; replaced if it exists.</param>
    /// <param name="tensors">Names unique; they become the keys of an OrderedDict, in this order.</param>
    /// <exception cref="ArgumentException">A name comes twice, or bytes do not fit the shape.</exception>
    /// <exception cref="NadException">The file cannot be written, or 4 GiB are not enough for it.</exception>
    public static void Write(string path, IReadOnlyList<NamedTensor> tensors) => AtomicFile.Write(path, To(tensors));

    /// <summary>What writes such a file into a stream; arguments and errors as above.</summary>
    public static Action<Stream> To(IReadOnlyList<NamedTensor> tensors)
    {
        TensorChecks.ForWriting(tensors);
        byte[] pickle = StateDictPickle.Of(tensors);
        return stream =>
        {
            StoredZipWriter zip = new(stream, Alignment);
            zip.Add("archive/data.pkl", pickle);
            zip.Add("archive/byteorder", "little"u8.ToArray());
            for (int i = 0; i < tensors.Count; i++) zip.Add(FormattableString.Invariant($"archive/data/{i}"), tensors[i].Data.Bytes);
            zip.Add("archive/version", "3\n"u8.ToArray());
            zip.Finish();
        };
    }
}
