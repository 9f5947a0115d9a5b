using System.Diagnostics;
using System.Globalization;
using Nad.Data;

namespace Nad.Experiments;

/// <summary>
/// Looks at a data set as <c>nad data</c> shows it: loads every image, so that a broken one is found here and not in the middle of a
/// training.
/// </summary>
public static class DataSurvey
{
    /// <summary>Loads and counts.</summary>
    /// <param name="spec">A data SPEC.</param>
    /// <param name="stage">Told in a few words what happens now; null where nobody listens.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <param name="classes">File that lists the classes in the order of their labels; null for the order of the data.</param>
    /// <exception cref="NadException">The data is not there, or something in it is broken.</exception>
    public static DataFacts Of(string spec, Action<string>? stage, CancellationToken cancel, string? classes = null)
    {
        stage?.Invoke($"looking at {spec}");
        IDataSource source = DataSpec.Parse(spec).Open(classes);
        List<SplitFacts> splits = [];
        string? order = null;
        foreach (bool test in (bool[])[false, true])
        {
            if (!test && !source.HasTrain) continue;
            Stopwatch clock = Stopwatch.StartNew();
            if ((test ? source.LoadTest(cancel) : source.LoadTrain(cancel)) is not { } images) continue;
            double seconds = clock.Elapsed.TotalSeconds;
            order ??= ClassOrderChoice.Of(source, images, model: null, Torch.Device.Cpu, cancel).Reason;
            splits.Add(new SplitFacts(
                test ? "test" : "train", images.Count, $"{images.Width}x{images.Height}",
                (source.StoredSizes(test, cancel) ?? new SizeRange(images.Width, images.Height, images.Width, images.Height)).ToString(),
                images.Groups?.Distinct().Count(), images.CountByClass(), images.Fingerprint(), seconds));
        }

        List<string> remarks = [.. source.Remarks, .. new[] { order }.OfType<string>()];
        if (OfficialData.Of(spec.Split(':')[0].ToLowerInvariant()) is { } official)
        {
            foreach (SplitFacts split in splits)
            {
                int whole = split.Split == "test" ? official.Images.Test : official.Images.Train;
                if (split.Images < whole)
                    remarks.Add(string.Create(
                        CultureInfo.InvariantCulture,
                        $"The whole {official.Name} has {whole:#,##0} {split.Split} images; here are {split.Images:#,##0} of them. "
                            + $"It is published at {official.Page}"));
            }
        }

        using Process self = Process.GetCurrentProcess();
        return new DataFacts(
            source.Spec, source.Name, source.ClassCount, source.ClassNames, source.FlipIsSafe, splits, remarks, self.PeakWorkingSet64)
        {
            ClassOrder = Entries.Of(source.Order)
        };
    }
}
