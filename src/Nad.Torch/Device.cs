using System.Text;

namespace Nad.Torch;

/// <summary>Where tensors live: <c>cpu</c>, <c>cuda</c> (the first card) or <c>cuda:N</c>.</summary>
public sealed class Device : IEquatable<Device>
{
    private Device(string name)
    {
        Name = name;
        Utf8 = Encoding.UTF8.GetBytes(name);
    }

    /// <summary>The processor.</summary>
    public static Device Cpu { get; } = new("cpu");

    /// <summary>As libtorch writes it: <c>cpu</c>, <c>cuda:0</c>, …</summary>
    public string Name { get; }

    /// <summary>True for the processor.</summary>
    public bool IsCpu => Name == "cpu";

    /// <summary>Number of the card, from 0; 0 for the processor.</summary>
    public int Index => IsCpu ? 0 : NumberText.TryDigits(Name.AsSpan("cuda:".Length), out int card) ? card : 0;

    internal byte[] Utf8 { get; }

    /// <summary>Reads <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c> and makes sure that the device is there.</summary>
    /// <exception cref="NadException">The name is of another form, or this libtorch or machine has no such device.</exception>
    public static Device Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text == "cpu") return Cpu;
        int index = 0;
        if (text != "cuda" && !(text.StartsWith("cuda:", StringComparison.Ordinal) && NumberText.TryDigits(text.AsSpan(5), out index)))
        {
            throw new NadException($"The device must be cpu, cuda or cuda:N, but '{text}' was given.");
        }

        int found = TorchRuntime.CudaDevices;
        if (index >= found)
        {
            throw new NadException(found == 0
                ? $"The device '{text}' needs an NVIDIA card, its driver and a libtorch built with CUDA; this libtorch "
                    + $"({TorchRuntime.Version}) sees none. Use --device cpu, or point LIBTORCH to a CUDA build and run ./dev build."
                : $"The device '{text}' does not exist: this machine has {found} CUDA device(s), numbered from 0.");
        }

        return new Device($"cuda:{index}");
    }

    /// <inheritdoc/>
    public bool Equals(Device? other) => other is not null && other.Name == Name;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Device);

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
