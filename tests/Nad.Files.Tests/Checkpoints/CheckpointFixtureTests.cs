using System.Security.Cryptography;
using Nad.Files.Checkpoints;
using Nad.TestSupport;

namespace Nad.Files.Tests.Checkpoints;

public sealed class CheckpointFixtureTests
{
    public static TheoryData<string> Names => new(Directory.GetFiles(Fixtures.Folder, "*.expected.safetensors")
        .Select(f => Path.GetFileName(f)[..^".expected.safetensors".Length]).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_file_that_PyTorch_wrote_holds_the_tensors_of_its_twin(string name)
    {
        Checkpoint expected = Checkpoint.Read(Fixtures.At(name + ".expected.safetensors"));
        Checkpoint actual = Checkpoint.Read(Fixtures.At(name));

        Assert.Equal(CheckpointFormat.SafeTensors, expected.Format);
        Assert.NotEmpty(expected.Tensors);
        Fixtures.AssertSame(expected.Tensors, actual.Tensors);
        Assert.All(actual.Globals, g => Assert.True(g.Allowed));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Fixtures.Bytes(name))), actual.Sha256);
        Assert.Equal(new FileInfo(Fixtures.At(name)).Length, actual.Length);
    }

    [Fact]
    public void Nested_legacy_file_gives_its_metadata_in_order()
    {
        Checkpoint file = Checkpoint.Read(Fixtures.At("nested_legacy.pth.tar"));

        Assert.Equal(CheckpointFormat.TorchLegacy, file.Format);
        Assert.Equal("state_dict", file.StateDictKey);
        Assert.Equal("", file.StrippedPrefix);
        Assert.Equal(["epoch", "best_prec", "arch", "ema", "resumed"], file.Metadata.Keys);
        Assert.Equal([25L, 85.65555555555555, "small", null, false], file.Metadata.Values);
        Assert.Equal(["optimizer"], file.LeftOut);
        Assert.Equal(108 + 8 + 10, file.ParameterCount);
    }

    [Fact]
    public void Prefix_of_data_parallel_is_stripped_where_every_key_has_it()
    {
        Checkpoint file = Checkpoint.Read(Fixtures.At("parallel_zip.pth"));

        Assert.Equal("module.", file.StrippedPrefix);
        Assert.Equal("net", file.StateDictKey);
        Assert.DoesNotContain(file.Tensors, t => t.Name.StartsWith("module.", StringComparison.Ordinal));
    }

    [Fact]
    public void Bare_zip_is_the_state_dict_itself()
    {
        Checkpoint file = Checkpoint.Read(Fixtures.At("bare_zip.pth"));

        Assert.Equal(CheckpointFormat.TorchZip, file.Format);
        Assert.Equal("", file.StateDictKey);
        Assert.Equal(
            ["collections.OrderedDict", "torch._utils._rebuild_tensor_v2", "torch.FloatStorage", "torch.LongStorage"],
            file.Globals.Select(g => g.FullName));
    }

    [Fact]
    public void Numpy_values_beside_the_model_do_not_get_in_the_way()
    {
        Checkpoint file = Checkpoint.Read(Fixtures.At("attack_result.pt"));

        Assert.Equal("model", file.StateDictKey);
        Assert.Equal(0.5, file.Metadata["best_acc"]);
        Assert.Equal(2L, file.Metadata["num_classes"]);
        Assert.Contains("numpy.core.multiarray._reconstruct", file.Globals.Select(g => g.FullName));
        Assert.Contains("bd_test", file.LeftOut);
    }

    [Fact]
    public void Values_that_are_not_finite_are_counted_and_kept()
    {
        Checkpoint file = Checkpoint.Read(Fixtures.At("kinds_zip.pth"));

        Assert.Equal((1, 2), file.NonFiniteCount());
    }

    [Theory]
    [InlineData(DType.Float16, new byte[] { 0, 0x7c, 1, 0x7c, 0, 0xfc, 0xff, 0x7b }, 1, 2)]
    [InlineData(DType.BFloat16, new byte[] { 0x80, 0x7f, 0xc0, 0x7f, 0x80, 0xff, 0, 0 }, 1, 2)]
    [InlineData(DType.Float64, new byte[] { 0, 0, 0, 0, 0, 0, 0xf0, 0xff }, 0, 1)]
    [InlineData(DType.Int32, new byte[] { 0, 0, 0x80, 0x7f }, 0, 0)]
    public void Every_floating_type_has_its_own_infinity(DType type, byte[] bytes, long nan, long infinite) =>
        Assert.Equal((nan, infinite), NonFinite.Count(new TensorData(type, [bytes.Length / type.SizeInBytes()], bytes)));

    [Fact]
    public void TorchScript_is_recognised_and_named()
    {
        UnsupportedInputException e = Assert.Throws<UnsupportedInputException>(() => Checkpoint.Read(Fixtures.At("torchscript.pt")));
        Assert.Contains("TorchScript", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_authors_student_is_read_as_published()
    {
        Checkpoint file = Checkpoint.Read(TestData.Require("nad-authors", "s_net", "WRN-16-1-S-model_best.pth.tar"));

        Assert.Equal(CheckpointFormat.TorchLegacy, file.Format);
        Assert.Equal(82, file.Tensors.Count);
        Assert.Equal(175_066, file.ParameterCount);
        Assert.Equal("state_dict", file.StateDictKey);
        Assert.Equal(25L, file.Metadata["epoch"]);
        Assert.Equal(85.6556, Convert.ToDouble(file.Metadata["best_prec"], null), 4);
        Assert.Equal(
            ["collections.OrderedDict", "torch.FloatStorage", "torch.LongStorage", "torch._utils._rebuild_tensor_v2"],
            file.Globals.Select(g => g.FullName).Order(StringComparer.Ordinal));
        Assert.Equal((0, 0), file.NonFiniteCount());
        TensorData counter = file.Tensors.Single(t => t.Name == "bn1.num_batches_tracked").Data;
        Assert.Equal(18768, BitConverter.ToInt64(counter.Bytes));
    }
}
