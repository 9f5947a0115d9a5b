using System.Text.Json.Nodes;
using Nad.Experiments;
using Parquet;
using Parquet.Schema;

namespace Nad.Cli;

/// <summary>
/// The table of a batch as Parquet, for data frames: columns of numbers are doubles, all others texts; what is not there is null.
/// </summary>
internal static class ParquetTable
{
    /// <summary>The bytes of the file.</summary>
    public static byte[] Of(BatchTable table)
    {
        IReadOnlyList<JsonValue?>[] rows = [.. table.Rows];
        bool[] numeric = [.. table.Header.Select(
            (_, i) => rows.Any(r => r[i] is not null) && rows.All(r => r[i] is null || r[i]!.TryGetValue(out double _)))];
        DataField[] fields =
            [.. table.Header.Select((h, i) => numeric[i] ? (DataField)new DataField<double?>(h) : new DataField<string>(h))];
        using MemoryStream stream = new();
        Write(stream, fields, rows).GetAwaiter().GetResult();
        return stream.ToArray();
    }

    private static async Task Write(Stream stream, DataField[] fields, IReadOnlyList<JsonValue?>[] rows)
    {
        await using ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), stream);
        using ParquetRowGroupWriter group = writer.CreateRowGroup();
        for (int i = 0; i < fields.Length; i++)
        {
            IEnumerable<JsonValue?> column = rows.Select(r => r[i]);
            if (fields[i].ClrType == typeof(double))
                await group.WriteAsync<double>(
                    fields[i], column.Select(v => v is not null && v.TryGetValue(out double number) ? number : (double?)null).ToArray());
            else
                await group.WriteAsync(
                    fields[i],
                    (IReadOnlyCollection<string>)[
                        .. column.Select(v => (v is null ? null : v.TryGetValue(out string? text) ? text : v.ToJsonString())!)
                    ]);
        }
    }
}
