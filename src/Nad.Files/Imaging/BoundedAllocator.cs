using System.Buffers;
using System.Runtime.CompilerServices;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Memory;

namespace Nad.Files.Imaging;

/// <summary>
/// Memory for one image in ImageSharp: no more in all than its pixels need, whatever else its headers ask for, and it begins as zeros. With
/// the pool of the library a damaged file shows pixels of the image before it.
/// </summary>
/// <param name="bytes">In all, over the whole work.</param>
internal sealed class BoundedAllocator(long bytes) : MemoryAllocator
{
    private long left = bytes;

    public override IMemoryOwner<T> Allocate<T>(int length, AllocationOptions options = AllocationOptions.None)
    {
        left -= (long)length * Unsafe.SizeOf<T>();
        if (length < 0 || left < 0) throw new InvalidImageContentException("it asks for more memory than its pixels need");
        return new Owner<T>(length);
    }

    protected override int GetBufferCapacityInBytes() => int.MaxValue;

    private sealed class Owner<T>(int length) : IMemoryOwner<T>
    {
        public Memory<T> Memory { get; } = new T[length];

        public void Dispose()
        {
        }
    }
}
