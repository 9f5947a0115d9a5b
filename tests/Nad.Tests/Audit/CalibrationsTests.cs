using Nad.Audit;

namespace Nad.Tests.Audit;

/// <summary>The reference models that come with the program fit its detectors, and are enough for a verdict.</summary>
public sealed class CalibrationsTests
{
    public static TheoryData<string> Names => [.. Calibrations.Built];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_calibration_that_comes_along_is_found_for_its_models_and_gives_a_p(string name)
    {
        Calibration built = Calibrations.BuiltIn(name);
        AuditOptions options = new[] { AuditOptions.Quick, AuditOptions.Full }.Single(o => o.Name == built.Options);

        Assert.Equal(name, $"{built.Architecture}-{built.Data}-{built.Options}.json");
        Assert.Equal(built.Name, Calibrations.For(null, built.Kind, options)?.Name);
        Assert.True(built.Clean >= (1 / AuditVerdict.Level) - 1, $"only {built.Clean} clean models");
        Assert.Contains(built.Models, m => m.Attack is not null);
        Assert.All(built.Models, m => Assert.Equal(Families(built), m.Statistics.Keys));
        // A clean model of the family among the others: p is a multiple of 1/n, and of all of them few are low.
        double[] p = [.. built.Models.Where(m => m.Attack is null).Select(m => Against(built, m))];
        Assert.All(p, x => Assert.Equal(0, Math.Abs((x * built.Clean) - Math.Round(x * built.Clean)), 1e-9));
        Assert.InRange(p.Count(x => x <= AuditVerdict.Level), 0, 0.15 * p.Length);
    }

    [Fact]
    public void Another_kind_of_models_has_none() =>
        Assert.Null(Calibrations.For(null, Calibration.KindOf("resnet18", "images", 224, 224, 7), AuditOptions.Quick));

    private static IEnumerable<string> Families(Calibration built) => built.Models[0].Statistics.Keys;

    private static double Against(Calibration built, ReferenceModel model) =>
        Conformal.Together(
            [.. built.Models.Where(m => m.Attack is null && m != model).Select(m => (IReadOnlyDictionary<string, double>)m.Statistics)],
            model.Statistics).P;
}
