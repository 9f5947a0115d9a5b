using System.Text;

namespace Nad.Files.Tests;

public sealed class CsvTableTests
{
    [Fact]
    public void Quotes_commas_and_line_ends_are_read_as_spreadsheets_write_them()
    {
        CsvTable table = CsvTable.Parse("\uFEFFa,b\r\n\"x,1\",\"say \"\"yes\"\"\"\r\n\n\"two\nlines\",\nlast,cell"u8, "t.csv");

        Assert.Equal(["a", "b"], table.Header);
        Assert.Equal(
            [(2, "x,1|say \"yes\""), (4, "two\nlines|"), (6, "last|cell")], table.Rows.Select(r => (r.Line, string.Join('|', r.Cells))));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("a,a\n", "line 1: the column 'a' stands there twice")]
    [InlineData("a,b\n1\n", "line 2: 1 cells, but the header has 2")]
    [InlineData("a\n\"x\n", "line 2: a quote is not closed")]
    [InlineData("a\n\"x\"y\n", "line 2: something follows the closing quote")]
    public void A_mistake_is_told_with_its_line(string text, string expected) =>
        Assert.Contains(
            expected,
            Assert.Throws<DamagedFileException>(() => CsvTable.Parse(Encoding.UTF8.GetBytes(text), "t.csv")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Bytes_that_are_no_UTF8_are_refused() =>
        Assert.Throws<DamagedFileException>(() => CsvTable.Parse([0x61, 0x0A, 0xFF], "t.csv"));
}
