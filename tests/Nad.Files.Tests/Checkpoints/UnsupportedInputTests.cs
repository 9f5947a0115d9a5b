using System.Text;
using Nad.Files.Checkpoints;

namespace Nad.Files.Tests.Checkpoints;

public sealed class UnsupportedInputTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Beginning of a file in hexadecimal; what it is called; what to do with it.</summary>
    public static TheoryData<string, string, string> Beginnings => new()
    {
        { "894844460d0a1a0a0000000000", "HDF5", "Convert" }, { "1f8b0800000000000003", "gzip", "gunzip" },
        { "425a6839314159", "bzip2", "bunzip2" }, { "fd377a585a000004", "xz", "unxz" }, { "28b52ffd0458", "zstd", "unzstd" },
        { "04224d186440", "lz4", "unlz4" }, { "377abcaf271c0004", "7z archive", "7z x" }, { "526172211a0701", "rar", "unrar" },
        { "0801128a010a0b2a03", "SavedModel", "Convert" }, { "934e554d505901007600", "numpy", "Name the checkpoint" },
        { "789c0300000000", "zlib", "Ask its author" }, { "7f454c4602010100", "program", "wrong file" },
        { "4d5a900003000000", "program for Windows", "wrong file" }, { "255044462d312e34", "PDF", "wrong file" },
        { "1c00000054464c330000", "TensorFlow Lite", "inference only" },
        { "520c636f6e76312e7765696768740604", "TorchSharp", "safetensors" },
        { "0a0f0a05696e707574120b506c616365686f6c646572", "TensorFlow graph", "Convert" },
        { "1234567890abcdef00ff", "1234567890abcdef00ff", "get it again" },
    };

    [Theory]
    [MemberData(nameof(Beginnings))]
    public void Other_formats_are_named_and_told_what_to_do(string hex, string named, string advice)
    {
        string message = AssertUnsupported(Convert.FromHexString(hex), named);
        Assert.Contains(advice, message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string, string> Texts => new()
    {
        { "hello, this is a text", "\"hello, this is a", "direct link" },
        { "version https://git-lfs.github.com/spec/v1\noid sha256:0", "Git LFS pointer", "git lfs pull" },
        {
            "<!DOCTYPE html>\n<html><head><title>Google Drive - Virus scan warning</title>",
            "web page, \"Google Drive - Virus scan warning\"",
            "direct link"
        },
        { "\r\n  <html lang=en><body>404", "web page", "direct link" },
        {
            "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>",
            "error message, \"AccessDenied: Access Denied\"",
            "Download"
        },
        { "{\"message\":\"Not Found\"}", "error message, \"Not Found\"", "Download" },
        { "{\"error\":{\"code\":403}}", "error message", "403" }, { "[1, 2]", "JSON", "Download" },
        { "{\"json\":{\"a\": 1}}", "JSON text", "Download" }, { "{\"json\":", "text that begins", "Download" },
        { "{\"model_type\":\"vit\"}", "configuration", "model.safetensors" },
        {
            "{\"weight_map\":{\"a\":\"model-00001-of-00002.safetensors\",\"b\":\"model-00002-of-00002.safetensors\"}}",
            "2 parts (shards)",
            "one file"
        },
        { "{\"weight_map\":{\"a\":\"model.safetensors\"}}", "1 part (shards): model.safetensors", "Name that file" },
        { "#!/bin/sh\necho", "script", "wrong file" }, { "   \n", "blanks", "Download" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_text_is_not_a_checkpoint(string text, string named, string advice)
    {
        string message = AssertUnsupported(Encoding.UTF8.GetBytes(text), named);
        Assert.Contains(advice, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Archives_around_a_checkpoint_are_named_with_what_they_hold()
    {
        byte[] tar = Tar("plain.pth");
        Assert.Contains(
            "tar -xf) and name plain.pth", AssertUnsupported(tar, "tar archive that holds plain.pth"), StringComparison.Ordinal);
        Assert.Contains(
            "tar -xzf", AssertUnsupported(GZip(tar), "tar archive packed by gzip that holds plain.pth"), StringComparison.Ordinal);
        AssertUnsupported(GZip("text"u8.ToArray()), "gzip archive");
        AssertUnsupported([.. Tar("storages"), .. Tar("tensors"), .. Tar("pickle")], "tar form of 2016");
        AssertUnsupported(ZipBytes.Of(("x.npy", [1])), "npz");
        Assert.Contains(
            "name plain.pth",
            AssertUnsupported(ZipBytes.Of(("readme.txt", [1]), ("plain.pth", [1])), "zip archive that holds plain.pth"),
            StringComparison.Ordinal);
        AssertUnsupported(ZipBytes.Of(("readme.txt", [1])), "without a data.pkl (it holds readme.txt)");
        AssertUnsupported(ZipBytes.Of(("config.json", [1]), ("model.weights.h5", [1])), ".keras");
        AssertUnsupported(ZipBytes.Of(("m/archive_format", [1]), ("m/models/model.json", [1])), ".pt2");
    }

    [Fact]
    public void Folders_are_named_for_what_was_unpacked_there()
    {
        string archive = Directory.CreateDirectory(Path.Combine(folder.Root, "f", "plain", "data")).Parent!.FullName,
            tensorFlow = Directory.CreateDirectory(Path.Combine(folder.Root, "tf")).FullName;
        File.WriteAllBytes(Path.Combine(archive, "data.pkl"), [1]);
        File.WriteAllBytes(Path.Combine(tensorFlow, "saved_model.pb"), [1]);
        string found = Directory.CreateDirectory(Path.Combine(folder.Root, "hf")).FullName;
        File.WriteAllBytes(Path.Combine(found, "model.safetensors"), [1]);

        Assert.Contains("unpacked PyTorch archive", Error(archive), StringComparison.Ordinal);
        Assert.Contains("zip -0 -r plain.pth plain", Error(archive), StringComparison.Ordinal);
        Assert.Contains("holds the unpacked PyTorch archive plain", Error(Path.Combine(folder.Root, "f")), StringComparison.Ordinal);
        Assert.Contains("SavedModel", Error(tensorFlow), StringComparison.Ordinal);
        Assert.Contains("name a checkpoint in it: model.safetensors", Error(found), StringComparison.Ordinal);

        static string Error(string path) => Assert.ThrowsAny<NadException>(() => Checkpoint.Read(path)).Message;
    }

    [Fact]
    public void No_message_about_a_foreign_file_advises_to_load_it()
    {
        foreach (TheoryDataRow<string, string, string> row in Beginnings.Cast<TheoryDataRow<string, string, string>>().Concat(
            Texts.Cast<TheoryDataRow<string, string, string>>()))
        {
            byte[] bytes = row.Data.Item1.All(char.IsAsciiHexDigitLower)
                ? Convert.FromHexString(row.Data.Item1)
                : Encoding.UTF8.GetBytes(row.Data.Item1);
            string message = AssertUnsupported(bytes, "");
            Assert.DoesNotContain("torch.load", message, StringComparison.Ordinal);
            Assert.DoesNotContain("model.state_dict()", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_header_whose_length_looks_like_a_magic_number_is_safetensors()
    {
        // 376 is 78 01 in the file, the beginning of a zlib stream.
        byte[] json = [.. "{\"w\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}"u8];
        byte[] header = [.. json, .. Enumerable.Repeat((byte)' ', 376 - json.Length)];
        Assert.Single(Checkpoint.Read(folder.Save([.. BitConverter.GetBytes(376L), .. header, 7])).Tensors);
    }

    private static byte[] Tar(string name)
    {
        byte[] tar = new byte[1024];
        Encoding.ASCII.GetBytes(name).CopyTo(tar, 0);
        "00000000001\0"u8.CopyTo(tar.AsSpan(124));
        tar[156] = (byte)'0';
        "ustar"u8.CopyTo(tar.AsSpan(257));
        return tar;
    }

    private static byte[] GZip(byte[] content)
    {
        using MemoryStream packed = new();
        using (System.IO.Compression.GZipStream stream = new(packed, System.IO.Compression.CompressionMode.Compress)) stream.Write(content);
        return packed.ToArray();
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
        byte[] deeper = new PickleBytes().Op("}").Text("checkpoint").Op("}").Text("state_dict").Op("}").Text("w").Tensor(1, 0, [1], [1])
            .Op("sss").Done();

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
        Assert.Contains(
            "does not exist",
            Assert.Throws<NadException>(() => Checkpoint.Read(Path.Combine(folder.Root, "none"))).Message,
            StringComparison.Ordinal);
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
        string good = Path.Combine(folder.Root, "good"), lost = Path.Combine(folder.Root, "lost"),
            round = Path.Combine(folder.Root, "round");
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

    private string AssertUnsupported(byte[] bytes, string named)
    {
        NadException e = Assert.ThrowsAny<NadException>(() => Checkpoint.Read(folder.Save(bytes)));
        Assert.True(e is UnsupportedInputException, $"{e.GetType().Name}: {e.Message}");
        Assert.Contains(named, e.Message, StringComparison.Ordinal);
        return e.Message;
    }
}
