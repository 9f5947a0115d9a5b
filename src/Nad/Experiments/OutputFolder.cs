namespace Nad.Experiments;

/// <summary>The folder that <c>--out</c> names.</summary>
internal static class OutputFolder
{
    /// <summary>Opens it; makes it where it is missing.</summary>
    /// <exception cref="NadException">It cannot be made or written to; the message says what to do.</exception>
    public static SafeFolder Make(string path)
    {
        try
        {
            SafeFolder folder = SafeFolder.Make(path);
            try
            {
                folder.CheckWritable();
                return folder;
            }
            catch
            {
                folder.DeleteIfNew();
                folder.Dispose();
                throw;
            }
        }
        catch (NadException e)
        {
            throw Another(e);
        }
    }

    /// <summary>Opens it without changing anything; null if it is missing but could be made.</summary>
    /// <exception cref="NadException">It could not be made or written to; the message says what to do.</exception>
    public static SafeFolder? Find(string path)
    {
        try
        {
            SafeFolder.CheckMake(path);
            return SafeFolder.Find(path);
        }
        catch (NadException e)
        {
            throw Another(e);
        }
    }

    private static NadException Another(NadException e) => new($"{e.Message} Name another with --out.", e);
}
