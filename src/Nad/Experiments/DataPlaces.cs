using Nad.Data;

namespace Nad.Experiments;

/// <summary>What <c>nad data --json</c> prints without a SPEC: where it looked, what it found, and how to get the rest.</summary>
/// <param name="Looked">Folders.</param>
/// <param name="Found">SPECs.</param>
/// <param name="Missing">Official data sets of which none was found.</param>
public sealed record DataPlaces(IReadOnlyList<string> Looked, IReadOnlyList<string> Found, IReadOnlyList<MissingData> Missing)
{
    /// <summary>Looks.</summary>
    /// <exception cref="NadException">A folder cannot be listed.</exception>
    public static DataPlaces Look()
    {
        string[] found = [.. DataFinder.Places.SelectMany(DataFinder.Find)];
        return new DataPlaces(
            DataFinder.Places,
            found,
            [.. OfficialData.All.Where(d => !found.Any(f => f.StartsWith(d.Kind + ":", StringComparison.Ordinal))).Select(MissingData.Of)]);
    }
}

/// <summary>How to get a data set.</summary>
/// <param name="Kind">Of the SPEC.</param>
/// <param name="Name">For readers.</param>
/// <param name="Page">Of its authors.</param>
/// <param name="Files">Address and MD5 of each file.</param>
public sealed record MissingData(string Kind, string Name, string Page, IReadOnlyList<OfficialFile> Files)
{
    internal static MissingData Of(OfficialData d) =>
        new(d.Kind, d.Name, d.Page, [.. d.Archives.Select(a => new OfficialFile(new Uri(d.Base, a.File).ToString(), a.Md5))]);
}

/// <summary>A file to fetch.</summary>
public sealed record OfficialFile(string Address, string Md5);
