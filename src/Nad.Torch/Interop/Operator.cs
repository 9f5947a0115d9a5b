namespace Nad.Torch.Interop;

/// <summary>The name of an operator of libtorch; found in the dispatcher at its first use.</summary>
internal sealed class Operator(string name, string overload = "")
{
    private nint found;

    public string Name { get; } = name;

    public string Overload { get; } = overload;

    /// <summary>Address of the operator.</summary>
    /// <exception cref="TorchException">This libtorch has none of that name.</exception>
    public nint Native
    {
        get
        {
            // Two threads may both look it up: they find the same operator.
            if (found == 0) NadBridge.Check(NadBridge.nad_operator_find(Name, Overload, out found), $"looking up {this}");
            return found;
        }
    }

    /// <summary>The schema that this libtorch has for it.</summary>
    public unsafe string Schema
    {
        get
        {
            Span<byte> buffer = stackalloc byte[2048];
            fixed (byte* p = buffer)
                NadBridge.Check(NadBridge.nad_operator_schema(Native, p, buffer.Length), $"reading the schema of {this}");
            return System.Text.Encoding.UTF8.GetString(buffer[..buffer.IndexOf((byte)0)]);
        }
    }

    public override string ToString() => Overload.Length == 0 ? Name : $"{Name}.{Overload}";
}
