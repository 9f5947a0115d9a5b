using System.Buffers.Binary;
using Nad.Files.Checkpoints;

namespace Nad.Files.Tests.Checkpoints;

/// <summary>Numbers and names by which a small pickle could ask for much work. How long files take is measured by the fuzzer.</summary>
public sealed class PickleTimeTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Numbers_of_the_memo_that_would_collide_in_a_hash_table_are_refused()
    {
        PickleBytes pickle = new();
        for (int k = 0; k < 1000; k++) pickle.Op("N").Raw([(byte)'r', .. Number(k * 75431)]).Op("0");
        Assert.Contains("the number 75431", Damage(pickle.Op("}").Done()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { 0, 1 })]
    [InlineData(new[] { 1, 2 })]
    [InlineData(new[] { 5, 0 })]
    [InlineData(new[] { 3, 3 })]
    public void Numbers_of_the_memo_may_begin_anywhere_leave_gaps_and_come_again(int[] numbers)
    {
        // A dict of text by text, both recalled by the number of the second one.
        PickleBytes pickle =
            new PickleBytes().Text("a").Op("q" + (char)numbers[0]).Text("epoch").Op("q" + (char)numbers[1]).Op("00").Op("}");
        byte[] state = pickle.Op("h" + (char)numbers[1] + "h" + (char)numbers[1] + "s").Done();

        NadException e = Assert.ThrowsAny<NadException>(() => Checkpoint.Read(CheckpointFile.Open(folder.Save(state))));

        Assert.Contains("its keys are: epoch", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gap_of_the_memo_holds_nothing() =>
        Assert.Contains(
            "memo 2, which was never stored",
            Damage(new PickleBytes().Text("a").Op("q\u0005h\u0002").Done()).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_long_name_that_is_used_again_and_again_is_refused()
    {
        PickleBytes pickle = new PickleBytes(4).Op("ccollections\nOrderedDict\n0").Text(new string('m', 1000)).Raw(0x94).Op("0");
        for (int i = 0; i < 100; i++) pickle.Op("h\0h\0").Raw(0x93).Op("0");
        CheckpointFile file = CheckpointFile.Open(folder.Save(pickle.Op("}").Done()));
        Assert.Equal(2, file.Globals.Count);
        Assert.Contains(file.Globals, g => !g.Allowed);

        // Those that may be named are no exception.
        pickle = new PickleBytes(4).Text("collections").Raw(0x94).Text("OrderedDict").Raw(0x94).Op("00");
        for (int i = 0; i < 10_000; i++) pickle.Op("h\0h\u0001").Raw(0x93).Op("0");
        RefusedFileException e =
            Assert.Throws<RefusedFileException>(() => Checkpoint.Read(CheckpointFile.Open(folder.Save(pickle.Op("}").Done()))));
        Assert.Contains("again and again", e.Message, StringComparison.Ordinal);
    }

    private DamagedFileException Damage(byte[] pickle) =>
        Assert.Throws<DamagedFileException>(() => Checkpoint.Read(CheckpointFile.Open(folder.Save(pickle))));

    private static byte[] Number(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }
}
