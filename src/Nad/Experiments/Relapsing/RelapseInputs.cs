using Nad.Attacks;
using Nad.Data;
using Nad.Models;

namespace Nad.Experiments;

/// <summary>Everything that a relapse reads, loaded and checked before anything is trained.</summary>
internal sealed class RelapseInputs : IDisposable
{
    private RelapseInputs(ModelFile before, ModelFile after, ModelFile? twin) => (Before, After, Twin) = (before, after, twin);

    public ModelFile Before { get; }

    public ModelFile After { get; }

    public ModelFile? Twin { get; }

    public IDataSource Source { get; private set; } = null!;

    /// <summary>Clean images to train on.</summary>
    public ImageSet Images { get; private set; } = null!;

    /// <summary>Other clean images, for statistics; as many as a hold-out has.</summary>
    public ImageSet Others { get; private set; } = null!;

    /// <summary>Images to measure on; none of them is trained on.</summary>
    public ImageSet Test { get; private set; } = null!;

    public Backdoor Backdoor { get; private set; } = null!;

    /// <summary>Where the trigger is from, in words.</summary>
    public string TriggerFrom { get; private set; } = "";

    public IReadOnlyList<string> Remarks { get; private set; } = [];

    /// <exception cref="NadException">Something does not fit; the message says what to do.</exception>
    public static RelapseInputs Load(RelapseRequest request, RunContext run)
    {
        IDataSource source = DataSpec.Parse(request.Clean).Open(request.Classes);
        List<ModelFile> files = [];
        try
        {
            foreach (string path in new[] { request.Before, request.After, request.Twin }.OfType<string>())
            {
                files.Add(ModelFile.Load(path, run.Device, request.Input));
                files[^1].Model.Precision = run.Precision;
                EraseInputs.CheckClasses(path, files[^1].Model, source);
            }

            RelapseInputs inputs = new(files[0], files[1], request.Twin is null ? null : files[2]);
            inputs.LoadImages(request, SizedImages.Of(source, files[0]), run);
            return inputs;
        }
        catch
        {
            files.ForEach(f => f.Dispose());
            throw;
        }
    }

    public void Dispose()
    {
        Before.Dispose();
        After.Dispose();
        Twin?.Dispose();
    }

    private void LoadImages(RelapseRequest request, IDataSource source, RunContext run)
    {
        IDataSource? testSource = request.Test is null
            ? null
            : SizedImages.Of(ClassMatching.Like(DataSpec.Parse(request.Test).Open(request.Classes), source), Before);
        CleanSubset? subset = null;
        int[] rest = [];
        ImageSet train = source.LoadTrain(
            all =>
            {
                subset = CleanSubset.Choose(all, Math.Min(request.Options.Images, Math.Max(2, all.Count / 2)), null, run.Seed);
                int[] taken = [.. subset.Train, .. subset.HoldOut];
                rest = [.. Enumerable.Range(0, all.Count).Except(taken)];
                return taken;
            },
            run.Cancellation);
        Before.CheckSize(train);
        (source, train, string? order) = ClassOrderChoice.Of(source, train, Before, run.Device, run.Cancellation);
        if (testSource is not null) testSource = ClassMatching.Like(testSource, source);
        foreach (ModelFile? file in (ModelFile?[])[Before, After, Twin]) file?.Settle(train, run.Cancellation);

        ImageSet? test = EraseInputs.LoadTest(source, testSource, run.Cancellation);
        if (test is null && rest.Length == 0)
            throw new NadException(
                $"{Printable.Of(request.Clean)} has no test split, and no image is left to measure on. "
                + "Name test images with --test SPEC, or a smaller --clean-count.");
        test ??= source.LoadTrain(
            _ => [.. run.Random("relapse/test").Permutation(rest.Length).Take(request.Options.TestImages).Select(i => rest[i])],
            run.Cancellation);
        Images = train.Subset([.. Enumerable.Range(0, subset!.Train.Length)]);
        Others = train.Subset([.. Enumerable.Range(subset.Train.Length, subset.HoldOut.Length)]);
        Test = test.Count <= request.Options.TestImages
            ? test
            : test.Subset([.. run.Random("relapse/test").Permutation(test.Count).Take(request.Options.TestImages)]);
        EraseInputs.CheckSize(Test, Images);
        ImageChecks.Varied(Images);
        ImageChecks.Apart(Images.Concat(Others), Test);
        (Backdoor, TriggerFrom) = request.Recovered is { } folder
            ? RecoveredFolder.Read(folder, Before.Sha256, source.ClassCount)
            : (
                TriggerFile.Resolve(
                        request.Attack, request.TriggerFile, request.TriggerPicture, source.ClassCount, Images.Height,
                        Images.Width) ?? throw NoTrigger(),
                "named by the user");
        Source = source;
        Remarks =
        [
            .. EraseInputs.RemarksOn(source, testSource),
            .. new[] { Before.Found, After.Found, Twin?.Found, order }.OfType<string>().Where(f => f.Length > 0)
        ];
    }

    private static NadException NoTrigger() =>
        new(
            "nad relapse needs the trigger that is to come back: --trigger FILE, --attack badnets --target N, or --recovered DIR with an "
            + "audit of the model before. A model of the zoo brings its own along.");
}
