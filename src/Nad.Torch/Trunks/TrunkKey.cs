namespace Nad.Torch.Trunks;

/// <summary>What a native trunk was made for; one that fits can be used again.</summary>
/// <param name="Plan">Operations and outputs, as text.</param>
/// <param name="Batch">N.</param>
/// <param name="Channels">C of the image.</param>
/// <param name="Height">H.</param>
/// <param name="Width">W.</param>
/// <param name="Threads">Threads of the processor; oneDNN shares work out when its kernels are made.</param>
/// <param name="Flags">Training, precision, algorithm.</param>
internal sealed record TrunkKey(string Plan, int Batch, int Channels, int Height, int Width, int Threads, TrunkFlags Flags);

/// <summary>As <c>nad_trunk_flag</c>.</summary>
[Flags]
internal enum TrunkFlags
{
    None = 0,
    Training = 1,
    BFloat16 = 2,
    Winograd = 4,
    Frozen = 8,
}
