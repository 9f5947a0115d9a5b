namespace Nad.Torch;

/// <summary>Recognises that the memory was not enough, whoever found it out.</summary>
public static class Memory
{
    /// <summary>Whether an exception is .NET's, libtorch's or CUDA's way to say that there is no memory left.</summary>
    public static bool IsLacking(Exception e) =>
        e is OutOfMemoryException ||
        (e is TorchException
            && ((string[])["not enough memory", "can't allocate memory", "out of memory", "bad_alloc"]).Any(
                w => e.Message.Contains(w, StringComparison.OrdinalIgnoreCase)));

    /// <summary>The same as an error that the user can mend.</summary>
    public static NadException Error(Exception e) =>
        new("The memory is not enough. Use a smaller --batch or fewer images, end other programs, or take a machine with more memory.", e);
}
