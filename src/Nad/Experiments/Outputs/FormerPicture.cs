using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Nad.Files.Imaging;

namespace Nad.Experiments;

/// <summary>A single picture that this program wrote before, told by <see cref="PngSignature"/>.</summary>
public static class FormerPicture
{
    private const long Largest = 1 << 30;

    /// <summary>What is at a path.</summary>
    /// <returns>Null where there is nothing, or something else than such a picture.</returns>
    public static FormerResult? At(string path)
    {
        try
        {
            if (FilePlace.At(path) is not { Kind: "a file" }) return null;
            using SafeFileHandle file = RegularFile.Open(path, "a picture");
            byte[] start = new byte[PngSignature.Length];
            if (RandomAccess.Read(file, start, 0) < start.Length || !PngSignature.IsSigned(start)) return null;
            string name = Path.GetFileName(path),
                hash = Convert.ToHexStringLower(SHA256.HashData(RegularFile.ReadAll(path, "a picture", Largest)));
            return new FormerResult
            {
                Folder = Path.GetDirectoryName(path)!,
                What = "a picture that nad drew before",
                Files = new Dictionary<string, string> { [name] = hash },
                Marks = [name]
            };
        }
        catch (Exception e) when (e is NadException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
