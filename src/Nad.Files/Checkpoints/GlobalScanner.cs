namespace Nad.Files.Checkpoints;

/// <summary>Lists every global of a file's pickles without refusing any, as far as the streams can be followed.</summary>
internal static class GlobalScanner
{
    public static IReadOnlyList<PickleGlobal> Scan(CheckpointFile file)
    {
        PickleGlobalLog log = new();
        try
        {
            switch (file.Format)
            {
                case CheckpointFormat.TorchLegacy:
                    Follow(new PickleReader(file.Bytes), log, LegacyReader.Pickles);
                    break;
                case CheckpointFormat.BarePickle:
                    Follow(new PickleReader(file.Bytes), log, int.MaxValue);
                    break;
                case CheckpointFormat.TorchZip:
                    Follow(new PickleReader(TorchZipReader.Open(file.Bytes, listing: true).Pickle), log, 1);
                    break;
            }
        }
        catch (NadException)
        {
            // The list ends here; reading the file says why.
        }

        return log.Seen;
    }

    /// <summary>A pickle of protocol 0 has no magic: it is one when its opcodes lead to a STOP and it built or named something.</summary>
    public static bool IsTextPickle(ReadOnlyMemory<byte> bytes)
    {
        PickleReader reader = new(bytes);
        PickleGlobalLog log = new();
        try
        {
            new PickleMachine(reader, log, listing: true).Run();
            return log.Seen.Count > 0 || reader.Remaining == 0;
        }
        catch (NadException)
        {
            return false;
        }
    }

    private static void Follow(PickleReader reader, PickleGlobalLog log, int pickles)
    {
        for (int i = 0; i < pickles && reader.Remaining > 0; i++) new PickleMachine(reader, log, listing: true).Run();
    }
}
