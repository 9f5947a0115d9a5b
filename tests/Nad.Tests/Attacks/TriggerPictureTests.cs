using System.IO.Compression;
using System.Text;
using Nad.Attacks;
using Nad.Files.Imaging;
using Nad.Tests.Data;
using static Nad.Tests.Attacks.AttackSupport;

namespace Nad.Tests.Attacks;

public sealed class TriggerPictureTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_small_picture_goes_to_the_bottom_right_corner()
    {
        string path = Write("t.png", PngEncoder.Encode([1, 2, 3, 4, 5, 6], 2, 1));
        byte[] image = Stamped(Attack(path).Backdoor.Trigger, 9);
        Assert.Equal([1, 2, 3, 4, 5, 6], image[^6..]);
        Assert.All(image[..^6], b => Assert.Equal(9, b));
    }

    [Fact]
    public void Place_blend_and_mode_are_the_users()
    {
        string path = Write("t.png", PngEncoder.Encode([100, 100, 100], 1, 1));
        CustomOptions options = new() { Picture = path, Place = (2, -3), Blend = 0.5, Mode = PictureMode.Add };
        byte[] image = Stamped(new CustomAttack(options, 10).Backdoor.Trigger, 9);
        Assert.Equal(59, image[((2 * 32) + 29) * 3]);
    }

    [Theory]
    [InlineData("|u1", "2, 2", 4)]
    [InlineData("<f4", "2, 2", 16)]
    [InlineData("<f8", "1, 2, 2", 32)]
    public void Arrays_of_each_type_are_read(string type, string shape, int bytes)
    {
        string path = Write("t.npy", Npy(type, shape, new byte[bytes]));
        Assert.Equal((2, 2), (TriggerPicture.Read(path).Height, TriggerPicture.Read(path).Width));
    }

    [Fact]
    public void Channels_may_come_first_or_last_and_black_is_transparent()
    {
        PictureTrigger last = TriggerPicture.Read(Write("a.npy", Npy("|u1", "1, 2, 3", [10, 20, 30, 0, 0, 0])));
        PictureTrigger first = TriggerPicture.Read(Write("b.npy", Npy("|u1", "3, 1, 2", [10, 0, 20, 0, 30, 0])));
        Assert.Equal([10, 20, 30, 0, 0, 0], last.Pixels);
        Assert.Equal(last.Pixels, first.Pixels);
        Assert.Equal([255, 0], last.Opacity);
    }

    [Fact]
    public void Values_up_to_one_are_taken_for_fractions() =>
        Assert.Equal([127, 127, 127], TriggerPicture.Read(Write("t.npy", Npy("<f4", "1, 1", BitConverter.GetBytes(0.5f)))).Pixels);

    [Theory]
    [InlineData("<f4", "2, 2", 15, "need 16 bytes")]
    [InlineData("<f4", "2, 2", 17, "need 16 bytes")]
    [InlineData("|u1", "99999999, 99999999", 4, "shape")]
    [InlineData("|u1", "2, 2, 2, 2, 2", 32, "shape")]
    [InlineData("|u1", "4", 4, "HxW")]
    [InlineData("|u1", "", 1, "HxW")]
    [InlineData("|O", "2, 2", 4, "uint8")]
    [InlineData(">f4", "2, 2", 16, "uint8")]
    public void A_broken_or_strange_array_is_refused_in_one_line(string type, string shape, int bytes, string said)
    {
        NadException e = Assert.ThrowsAny<NadException>(() => TriggerPicture.Read(Write("t.npy", Npy(type, shape, new byte[bytes]))));
        Assert.Contains(said, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void Values_that_are_no_pixels_are_refused()
    {
        Assert.Throws<UnsupportedInputException>(
            () => TriggerPicture.Read(Write("t.npy", Npy("<f4", "1, 1", BitConverter.GetBytes(300f)))));
        Assert.Throws<DamagedFileException>(
            () => TriggerPicture.Read(Write("t.npy", Npy("<f4", "1, 1", BitConverter.GetBytes(float.NaN)))));
    }

    [Fact]
    public void Every_beginning_of_an_array_file_is_refused_or_read()
    {
        byte[] whole = Npy("|u1", "2, 2, 3", new byte[12]);
        for (int length = 0; length < whole.Length; length++)
        {
            string path = Write("t.npy", whole[..length]);
            Assert.ThrowsAny<NadException>(() => TriggerPicture.Read(path));
        }
    }

    [Fact]
    public void An_archive_is_read_by_its_array_x()
    {
        Assert.Equal([7, 7, 7], TriggerPicture.Read(Zip("x.npy", Npy("|u1", "1, 1", [7]))).Pixels);
        Assert.Contains(
            "named x",
            Assert.Throws<UnsupportedInputException>(() => TriggerPicture.Read(Zip("y.npy", Npy("|u1", "1, 1", [7])))).Message,
            StringComparison.Ordinal);
        Assert.Throws<DamagedFileException>(() => TriggerPicture.Read(Write("t.npz", [.. "PK"u8, 3, 4, 0, 0, 0, 0])));
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains(
            "does not exist", Assert.Throws<NadException>(() => TriggerPicture.Read("no.png")).Message, StringComparison.Ordinal);

    private static CustomAttack Attack(string path) => new(new CustomOptions { Picture = path }, 10);

    private static byte[] Npy(string type, string shape, byte[] data)
    {
        string header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({shape}), }}";
        header = header.PadRight(117) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.Latin1.GetBytes(header), .. data];
    }

    private string Write(string name, byte[] bytes) => folder.Write(name, bytes);

    private string Zip(string name, byte[] bytes)
    {
        using MemoryStream zip = new();
        using (ZipArchive archive = new(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream entry = archive.CreateEntry(name).Open();
            entry.Write(bytes);
        }

        return Write("t.npz", zip.ToArray());
    }
}
