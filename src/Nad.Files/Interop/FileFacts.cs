using System.Runtime.InteropServices;

namespace Nad.Files.Interop;

/// <summary>The fields of <c>struct statx</c> that are used.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal readonly struct FileFacts
{
    private const int KindMask = 0xF000, Pipe = 0x1000, CharacterDevice = 0x2000, Folder = 0x4000, BlockDevice = 0x6000, Regular = 0x8000,
        Link = 0xA000, Socket = 0xC000;

    [FieldOffset(16)]
    internal readonly uint Links;

    [FieldOffset(20)]
    internal readonly uint Owner;

    [FieldOffset(28)]
    private readonly ushort mode;

    [FieldOffset(32)]
    internal readonly ulong Inode;

    [FieldOffset(40)]
    internal readonly long Size;

    [FieldOffset(96)]
    internal readonly long ChangedSecond;

    [FieldOffset(104)]
    internal readonly uint ChangedNanosecond;

    [FieldOffset(112)]
    internal readonly long ModifiedSecond;

    [FieldOffset(120)]
    internal readonly uint ModifiedNanosecond;

    [FieldOffset(136)]
    internal readonly uint DeviceMajor;

    [FieldOffset(140)]
    internal readonly uint DeviceMinor;

    internal bool IsFolder => (mode & KindMask) == Folder;

    internal bool IsLink => (mode & KindMask) == Link;

    internal bool IsRegular => (mode & KindMask) == Regular;

    /// <summary>Whether anybody but its owner may write to it.</summary>
    internal bool OthersMayWrite => (mode & 0x12) != 0;

    /// <summary>What it is.</summary>
    internal string Kind => (mode & KindMask) switch
    {
        Folder => "a folder",
        Regular => "a file",
        Link => "a link",
        Pipe => "a pipe",
        Socket => "a socket",
        CharacterDevice or BlockDevice => "a device",
        _ => "of an unknown kind",
    };
}
