using System.IO.Compression;
using Nad.Fuzz;

namespace Nad.Tests.Hostile;

/// <summary>What the tables of hostile files share: the readers, and inputs made from their valid files.</summary>
internal static class HostileSupport
{
    /// <summary>Decoders are given bytes; whoever calls them has opened the file.</summary>
    public static bool TakesBytes(FuzzTarget target) => target.Name is "png" or "jpeg" or "pnm" or "bmp";

    public static FuzzTarget Target(string name) => FuzzTargets.All.Single(t => t.Name == name);

    /// <summary>The entries of an archive, in order.</summary>
    public static List<(string Name, byte[] Content)> Entries(byte[] zip)
    {
        using ZipArchive archive = new(new MemoryStream(zip), ZipArchiveMode.Read);
        List<(string, byte[])> entries = [];
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            using Stream stream = entry.Open();
            using MemoryStream content = new();
            stream.CopyTo(content);
            entries.Add((entry.FullName, content.ToArray()));
        }

        return entries;
    }

    /// <summary>Reads an input that must not be read, within bounded time, and gives back the error.</summary>
    public static NadException Refuse(FuzzTarget target, string input)
    {
        Task<Exception?> reading = Task.Run(() => Record.Exception(() => target.Read(input)));
        Assert.True(reading.Wait(TimeSpan.FromMinutes(2)), $"{target} waits for ever");
        NadException error = Assert.IsAssignableFrom<NadException>(reading.Result);
        Assert.DoesNotContain(error.Message, char.IsControl);
        return error;
    }

    public static NadException Refuse(FuzzTarget target, byte[] file)
    {
        using Data.TemporaryFolder folder = new();
        return Refuse(target, target.Prepare(folder.Path, file).Input);
    }
}
