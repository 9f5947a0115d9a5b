using Nad.Files.Checkpoints;
using Nad.TestSupport;

namespace Nad.Files.Tests.Checkpoints;

public sealed class MutationTests
{
    private const int Seed = 20210503, Rounds = 300;

    public static TheoryData<string> Names =>
        [.. CheckpointFixtureTests.Names.Select(n => n.Data), "kinds_zip.pth.expected.safetensors", "torchscript.pt"];

    [Slow]
    [Theory]
    [MemberData(nameof(Names))]
    public void Whatever_is_changed_in_a_file_only_our_own_errors_come_out(string name)
    {
        Random random = new(Seed);
        using ScratchFolder folder = new();
        byte[] original = Fixtures.Bytes(name);
        for (int i = 0; i < Rounds; i++)
        {
            byte[] mutated = Mutate(original, random);
            try
            {
                Checkpoint.Read(folder.Save(mutated));
            }
            catch (NadException e)
            {
                Assert.DoesNotContain('\n', e.Message);
            }
            catch (Exception e)
            {
                Assert.Fail($"{name}, mutation {i} of seed {Seed}: {e}");
            }
        }
    }

    // Length fields, opcodes and offsets sit in the first kilobytes and, for archives, at the end.
    private static byte[] Mutate(byte[] original, Random random)
    {
        byte[] bytes = [.. original];
        for (int n = random.Next(1, 4); n > 0; n--)
        {
            int at = random.Next(3) switch
            {
                0 => random.Next(Math.Min(bytes.Length, 2048)),
                1 => bytes.Length - 1 - random.Next(Math.Min(bytes.Length, 512)),
                _ => random.Next(bytes.Length),
            };
            switch (random.Next(5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes.AsSpan(at, Math.Min(8, bytes.Length - at)).Fill(0xff); break;
                case 3: bytes = [.. bytes[..at], .. bytes[Math.Min(at + random.Next(1, 9), bytes.Length)..], 0]; break;
                default: bytes = [.. bytes[..at], (byte)random.Next(256), .. bytes[at..]]; break;
            }
        }

        return bytes;
    }
}
