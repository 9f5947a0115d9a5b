using System.Text;
using Nad.Files.Checkpoints;

namespace Nad.Files.Tests.Checkpoints;

public sealed class UnsupportedInputTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("89484446" + "0d0a1a0a0000000000", "HDF5")]
    [InlineData("1f8b0800000000000003", "gzip")]
    [InlineData("0806120770792d746f726368", "ONNX")]
    [InlineData("934e554d505901007600", "numpy")]
    [InlineData("1234567890abcdef00ff", "1234567890abcdef00ff")]
    public void Other_formats_are_named(string hex, string named) => AssertUnsupported(Convert.FromHexString(hex), named);

    [Theory]
    [InlineData("hello, this is a text", "\"hello, this is a")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:0", "git lfs pull")]
    [InlineData("{\"json\":{\"a\": 1}}", "text")]
    public void A_text_is_not_a_checkpoint(string text, string named) => AssertUnsupported(Encoding.UTF8.GetBytes(text), named);

    [Fact]
    public void Tar_and_numpy_archives_are_named()
    {
        byte[] tar = new byte[512];
        "ustar"u8.CopyTo(tar.AsSpan(257));
        tar[0] = (byte)'a';
        AssertUnsupported(tar, "tar archive");
        AssertUnsupported(ZipBytes.Of(("x.npy", [1])), "npz");
        AssertUnsupported(ZipBytes.Of(("readme.txt", [1])), "without a data.pkl");
    }

    [Fact]
    public void Pickles_without_tensors_are_told_what_is_missing()
    {
        AssertUnsupported(new PickleBytes().Op("}").Text("best_acc").Raw((byte)'K', 3).Op("s").Done(), "its keys are: best_acc");
        AssertUnsupported(new PickleBytes().Op("]").Done(), "holds a list");
    }

    [Fact]
    public void Several_dicts_of_tensors_are_named_and_not_guessed_at()
    {
        byte[] pickle = new PickleBytes().Op("}")
            .Text("generator").Op("}").Text("w").Tensor(1, 0, [1], [1]).Op("ss")
            .Text("critic").Op("}").Text("w").Tensor(1, 0, [1], [1]).Op("ss").Done();
        AssertUnsupported(ZipBytes.Torch(pickle, new byte[4]), "generator, critic");
    }

    [Fact]
    public void One_dict_of_tensors_is_found_under_any_name_and_one_level_deeper()
    {
        byte[] direct = new PickleBytes().Op("}").Text("weights").Op("}").Text("w").Tensor(1, 0, [1], [1]).Op("ss").Done();
        byte[] deeper = new PickleBytes().Op("}").Text("checkpoint").Op("}").Text("state_dict").Op("}").Text("w").Tensor(1, 0, [1], [1]).Op("sss").Done();

        Assert.Equal("weights", Checkpoint.Read(folder.Save(ZipBytes.Torch(direct, new byte[4]))).StateDictKey);
        Assert.Equal("checkpoint.state_dict", Checkpoint.Read(folder.Save(ZipBytes.Torch(deeper, new byte[4]))).StateDictKey);
    }

    [Fact]
    public void The_usual_name_wins_over_an_average_of_the_weights()
    {
        byte[] pickle = new PickleBytes().Op("}")
            .Text("state_dict").Op("}").Text("w").Tensor(1, 0, [1], [1]).Op("ss")
            .Text("ema").Op("}").Text("w").Tensor(1, 0, [1], [1]).Op("ss").Done();
        Assert.Equal("state_dict", Checkpoint.Read(folder.Save(ZipBytes.Torch(pickle, new byte[4]))).StateDictKey);
    }

    [Fact]
    public void Big_endian_files_are_unsupported()
    {
        byte[] pickle = new PickleBytes().Op("}").Done();
        AssertUnsupported(ZipBytes.Of(("a/data.pkl", pickle), ("a/byteorder", "big"u8.ToArray())), "big-endian");
    }

    [Fact]
    public void Missing_files_folders_and_empty_files_get_one_clear_line()
    {
        Assert.Contains("does not exist", Assert.Throws<NadException>(() => Checkpoint.Read(Path.Combine(folder.Root, "none"))).Message, StringComparison.Ordinal);
        Assert.Contains("is a folder", Assert.Throws<NadException>(() => Checkpoint.Read(folder.Root)).Message, StringComparison.Ordinal);
        Assert.Contains("is empty", Assert.Throws<NadException>(() => Checkpoint.Read(folder.Save([]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pipe_is_not_waited_for()
    {
        string pipe = Path.Combine(folder.Root, "pipe");
        if (!OperatingSystem.IsLinux()) Assert.Skip("needs mkfifo");
        using (System.Diagnostics.Process make = System.Diagnostics.Process.Start("mkfifo", [pipe])) make.WaitForExit();

        Assert.Contains("pipe", Assert.Throws<NadException>(() => Checkpoint.Read(pipe)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_leads_to_its_file_and_no_further()
    {
        string good = Path.Combine(folder.Root, "good"), lost = Path.Combine(folder.Root, "lost"), round = Path.Combine(folder.Root, "round");
        File.CreateSymbolicLink(good, Fixtures.At("bare_zip.pth"));
        File.CreateSymbolicLink(lost, Path.Combine(folder.Root, "none"));
        File.CreateSymbolicLink(round, round);

        Assert.Equal(Checkpoint.Read(Fixtures.At("bare_zip.pth")).Sha256, Checkpoint.Read(good).Sha256);
        Assert.Throws<NadException>(() => Checkpoint.Read(lost));
        Assert.Throws<NadException>(() => Checkpoint.Read(round));
    }

    [Fact]
    public void A_device_is_not_opened()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("needs a device file");
        Assert.Contains("device", Assert.Throws<NadException>(() => Checkpoint.Read("/dev/zero")).Message, StringComparison.Ordinal);
    }

    private void AssertUnsupported(byte[] bytes, string named)
    {
        NadException e = Assert.ThrowsAny<NadException>(() => Checkpoint.Read(folder.Save(bytes)));
        Assert.True(e is UnsupportedInputException, $"{e.GetType().Name}: {e.Message}");
        Assert.Contains(named, e.Message, StringComparison.Ordinal);
    }
}
