using Nad.Attacks;
using Nad.Data;
using Nad.Data.Synthetic;
using Nad.Experiments;
using Nad.Tests.Attacks;
using Nad.Tests.Data;

namespace Nad.Tests.Experiments;

public sealed class TriggerFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<IAttack> Attacks => new()
    {
        new BadNets(new BadNetsOptions { AllToAll = true, Variant = BadNetsVariant.FourCorner }, 10),
        new Blend(new BlendOptions { Target = 3 }, 10, 32, 32, new RandomStream(0, "pattern")),
        new Sig(new SigOptions(), 10, 32, 32),
        new Sig(new SigOptions { AuthorsMask = true }, 10, 32, 32),
        new Refool(
            new RefoolOptions { Rounds = 0, Candidates = 10 },
            new AttackContext { Images = new SyntheticSource("100").LoadTrain(), Run = new RunContext() }),
    };

    [Theory]
    [MemberData(nameof(Attacks), DisableDiscoveryEnumeration = true)]
    public void A_stored_trigger_does_the_same_after_loading(IAttack attack)
    {
        string path = Path.Combine(folder.Path, "trigger.json");
        TriggerFile.Write(path, attack.Backdoor);
        Backdoor loaded = TriggerFile.Read(path, 10);
        ImageSet images = AttackSupport.Set(7, 1);
        Assert.Equal(attack.Backdoor.Trigger.Stamp(images).Pixels, loaded.Trigger.Stamp(images).Pixels);
        Assert.Equal(attack.Backdoor.Labels, loaded.Labels);
        Assert.Equal(attack.Backdoor.Attack, loaded.Attack);
    }

    [Theory]
    [InlineData("", "holds no trigger")]
    [InlineData("null", "holds no trigger")]
    [InlineData("[]", "holds no trigger")]
    [InlineData("""{"attack":"x","labels":{"kind":"all-to-one","label":0}}""", "trigger")]
    [InlineData("""{"attack":"x","trigger":{"kind":"evil"},"labels":{"kind":"all-to-one","label":0}}""", "evil")]
    [InlineData("""{"attack":"x","trigger":null,"labels":{"kind":"all-to-one","label":0}}""", "trigger")]
    [InlineData("""{"attack":"x","trigger":{"kind":"patch","pixels":[]},"labels":{"kind":"all-to-one","label":0}}""", "0")]
    [InlineData(
        """{"attack":"x","trigger":{"kind":"sine","amplitude":1e9,"frequency":6},"labels":{"kind":"all-to-one","label":0}}""", "amplitude")]
    [InlineData("""{"attack":"x","trigger":{"kind":"picture","height":1000000,"width":1000000,"pixels":"AAAA"},"labels":{"kind":"all-to-one","label":0}}""", "1000000")]
    [InlineData("""{"attack":"x","trigger":{"kind":"picture","height":2,"width":2,"pixels":"AAAA"},"labels":{"kind":"all-to-one","label":0}}""", "needs 12 bytes")]
    [InlineData(
        """{"attack":"x","trigger":{"kind":"sine","amplitude":20,"frequency":6},"labels":{"kind":"all-to-one","label":10}}""", "0 to 9")]
    [InlineData(
        """{"attack":"x","trigger":{"kind":"sine","amplitude":20,"frequency":6},"labels":{"kind":"all-to-all","classes":43}}""",
        "43 classes")]
    public void What_is_no_trigger_is_refused_in_one_line(string content, string said)
    {
        string path = Path.Combine(folder.Path, "trigger.json");
        File.WriteAllText(path, content);
        NadException e = Assert.ThrowsAny<NadException>(() => TriggerFile.Read(path, 10));
        Assert.Contains(said, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Theory]
    [MemberData(nameof(Attacks), DisableDiscoveryEnumeration = true)]
    public void A_file_with_a_changed_byte_is_refused_or_stamps_whatever_it_says(IAttack attack)
    {
        string path = Path.Combine(folder.Path, "trigger.json");
        TriggerFile.Write(path, attack.Backdoor);
        byte[] good = File.ReadAllBytes(path);
        RandomStream random = new(0, "mutations");
        ImageSet images = AttackSupport.Set(3, 1);
        for (int i = 0; i < 150; i++)
        {
            byte[] bad = [.. good];
            // The beginning holds the structure, the rest mostly pixels.
            bad[random.Next(random.Next(2) == 0 ? Math.Min(400, bad.Length) : bad.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(path, bad);
            try
            {
                Assert.Equal(3, TriggerFile.Read(path, 10).Trigger.Stamp(images).Count);
            }
            catch (NadException e)
            {
                Assert.DoesNotContain('\n', e.Message);
            }
        }
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains(
            "does not exist",
            Assert.Throws<NadException>(() => TriggerFile.Read(Path.Combine(folder.Path, "no.json"), 10)).Message,
            StringComparison.Ordinal);
}
