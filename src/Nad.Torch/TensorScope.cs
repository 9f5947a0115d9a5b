namespace Nad.Torch;

/// <summary>
/// Frees, when disposed, every tensor that this thread made since it was opened, except those that were kept.
/// Opened by loops and public entry points; formulas need not think of it. Scopes nest; they do not follow <c>await</c> or other threads.
/// </summary>
public sealed class TensorScope : IDisposable
{
    [ThreadStatic]
    private static TensorScope? current;

    private readonly TensorScope? parent;
    private readonly List<Tensor> owned = [];
    private bool disposed;

    private TensorScope() => parent = current;

    /// <summary>Opens a scope on this thread.</summary>
    public static TensorScope Begin() => current = new TensorScope();

    /// <summary>Moves a result to the scope around this one; without one, the caller must dispose it.</summary>
    /// <returns>The same tensor.</returns>
    public Tensor Keep(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.Scope == this)
        {
            owned.Remove(tensor);
            tensor.Scope = parent;
            parent?.owned.Add(tensor);
        }

        return tensor;
    }

    /// <summary>Frees what is left. Scopes are closed in the reverse order of their opening.</summary>
    /// <exception cref="InvalidOperationException">A scope opened later on this thread is still open.</exception>
    public void Dispose()
    {
        if (disposed) return;
        if (current != this)
            throw new InvalidOperationException(
                "Tensor scopes must be closed in the reverse order of their opening, on the thread that opened them.");
        disposed = true;
        current = parent;
        foreach (Tensor tensor in owned)
        {
            tensor.Scope = null;
            tensor.Dispose();
        }

        owned.Clear();
    }

    internal static void Register(Tensor tensor)
    {
        TensorScope? scope = current;
        if (scope is null) return;
        tensor.Scope = scope;
        scope.owned.Add(tensor);
    }

    internal void Forget(Tensor tensor) => owned.Remove(tensor);
}
