using Nad.Attacks;
using Nad.Data;
using Nad.Models;

namespace Nad.Experiments;

/// <summary>Everything that <c>nad attack</c> reads, loaded and checked before anything is trained.</summary>
internal sealed class AttackInputs : IDisposable
{
    private AttackInputs(IDataSource source, ImageSet train, ImageSet? test, ModelFile? sourceModel, ImageSet? reflections) =>
        (Source, Train, Test, SourceModel, Reflections) = (source, train, test, sourceModel, reflections);

    public IDataSource Source { get; }

    public ImageSet Train { get; }

    public ImageSet? Test { get; }

    public ModelFile? SourceModel { get; }

    public ImageSet? Reflections { get; }

    /// <summary>What the training starts from; null for random weights.</summary>
    public InitialWeights? Init { get; private init; }

    /// <summary>What is missing in the data, one printable sentence each.</summary>
    public IReadOnlyList<string> Remarks { get; private init; } = [];

    /// <exception cref="NadException">Something does not fit; the message says what to do.</exception>
    public static AttackInputs Load(AttackRequest request, RunContext run)
    {
        IDataSource source = DataSpec.Parse(request.Data).Open(request.Classes, run.Images);
        IDataSource? testSource =
            request.Test is null ? null : ClassMatching.Like(DataSpec.Parse(request.Test).Open(request.Classes, run.Images), source);
        (source, testSource) = (Sized(source, request), testSource is null ? null : Sized(testSource, request));
        request.Attack?.Validate(source.ClassCount);

        ModelFile? model = request.SourceModel is null ? null : ModelFile.Load(request.SourceModel, run.Device);
        try
        {
            if (model is not null) EraseInputs.CheckClasses(request.SourceModel!, model.Model, source);
            ImageSet train = source.LoadTrain(run.Cancellation);
            // The network that is to be trained says which images it takes, before anything is trained.
            InitialWeights? init = request.Init is null
                ? null
                : InitialWeights.Load(request.Init, request.NamesArchitecture ? request.Architecture : null, train, run);
            using (Classifier designed =
                init?.Start(run, "init") ?? Architectures.Design(request.Architecture, source.ClassCount, train.Height))
                Fit(designed, train);
            (source, train, string? order) = ClassOrderChoice.Of(source, train, model, run.Device, run.Cancellation);
            if (testSource is not null) testSource = ClassMatching.Like(testSource, source);
            model?.Settle(train, run.Cancellation);
            ImageSet? test = EraseInputs.LoadTest(source, testSource, run.Cancellation);
            if (test is not null) EraseInputs.CheckSize(test, train);
            ImageChecks.Varied(train);
            if (test is not null) ImageChecks.Apart(train, test);
            // A rate that cannot be is refused here, not after a source model was trained for an hour.
            request.Attack?.Rule.Draw(train, new AllToOne(request.Attack.Target), run.Random("attack/poison"));
            ImageSet? reflections = request.Reflections is null
                ? null
                : Sized(DataSpec.Parse(request.Reflections).Open(null, run.Images), request).LoadTrain(run.Cancellation);
            if (reflections is not null) EraseInputs.CheckSize(reflections, train);
            return new AttackInputs(source, train, test, model, reflections)
            {
                Init = init,
                Remarks =
                [
                    .. EraseInputs.RemarksOn(source, testSource),
                    .. new[] { init?.Told, order, ClassCounts.Missing(train, "training image") }.OfType<string>()
                ]
            };
        }
        catch
        {
            model?.Dispose();
            throw;
        }
    }

    public void Dispose() => SourceModel?.Dispose();

    private static IDataSource Sized(IDataSource source, AttackRequest request) =>
        request.Geometry is { } geometry ? source.At(geometry) : source;

    private static void Fit(Classifier model, ImageSet images)
    {
        if (model.InputSize is { } size && (images.Height != size || images.Width != size))
        {
            throw new NadException(
                $"{model.Architecture} takes {size}x{size} images, but those of {images.Source} are {images.Width}x{images.Height}. "
                + $"For images:DIR ask for the size: images:DIR@{size}.");
        }

        model.Fit(images.Height, images.Width);
    }
}
