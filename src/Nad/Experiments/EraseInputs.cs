using Nad.Attacks;
using Nad.Data;
using Nad.Defenses;
using Nad.Models;
using Nad.Torch;
using Nad.Training;

namespace Nad.Experiments;

/// <summary>Everything that a run reads, loaded and checked before anything is trained.</summary>
internal sealed class EraseInputs : IDisposable
{
    private EraseInputs(
        ModelFile model, ModelFile? teacher, IDataSource source, CleanSubset subset, CleanData clean, ImageSet? test, Backdoor? backdoor)
    {
        (Model, Teacher, Source, Subset, Clean, Test, Backdoor) = (model, teacher, source, subset, clean, test, backdoor);
    }

    public ModelFile Model { get; }

    public ModelFile? Teacher { get; }

    public IDataSource Source { get; }

    public CleanSubset Subset { get; }

    public CleanData Clean { get; }

    public ImageSet? Test { get; }

    public Backdoor? Backdoor { get; }

    /// <summary>Test images that are pixel for pixel among the clean images; so few that the rates still tell something.</summary>
    public int InBoth { get; init; }

    /// <summary>What is missing in the data, one printable sentence each.</summary>
    public IReadOnlyList<string> Remarks { get; private init; } = [];

    /// <exception cref="NadException">Something does not fit; the message says what to do.</exception>
    public static EraseInputs Load(EraseRequest request, RunContext run)
    {
        Device device = run.Device;
        IDataSource source = DataSpec.Parse(request.Clean).Open(request.Classes, run.Images);
        IDataSource? testSource =
            request.Test is null ? null : ClassMatching.Like(DataSpec.Parse(request.Test).Open(request.Classes, run.Images), source);
        ModelFile model = ModelFile.Load(request.Model, device, request.Input);
        ModelFile? teacher = null;
        try
        {
            teacher = request.TeacherFile is null ? null : ModelFile.Load(request.TeacherFile, device);
            model.Template?.Check();
            model.Model.Precision = run.Precision;
            if (teacher is not null) teacher.Model.Precision = run.Precision;
            CheckClasses(request.Model, model.Model, source);
            if (teacher is not null) CheckClasses(request.TeacherFile!, teacher.Model, source);
            source = SizedImages.Of(source, model);
            if (testSource is not null) testSource = SizedImages.Of(testSource, model);
            Backdoor? backdoor = model.Model.InputSize is { } side
                ? TriggerFile.Resolve(request.Attack, request.TriggerFile, request.TriggerPicture, source.ClassCount, side, side)
                : null;

            // Only the chosen images are decoded: of a zip of 50,000 the few that a defender has are there at once.
            CleanSubset? subset = null;
            NadException? refused = null;
            ImageSet chosen = source.LoadTrain(
                all =>
                {
                    try
                    {
                        subset = CleanSubset.Choose(all, request.CleanCount, request.CleanFraction, run.Seed);
                        return [.. subset.Train, .. subset.HoldOut];
                    }
                    catch (NadException e)
                    {
                        refused = e;       // what is wrong with the images themselves is said first: another choice would not mend it
                        return [0];
                    }
                },
                run.Cancellation);
            model.CheckSize(chosen);
            string? order = null;
            if (refused is null)
            {
                (source, chosen, order) = ClassOrderChoice.Of(source, chosen, model, device, run.Cancellation);
                if (testSource is not null) testSource = ClassMatching.Like(testSource, source);
            }

            ImageSet? test = LoadTest(source, testSource, run.Cancellation);
            backdoor ??= TriggerFile.Resolve(
                request.Attack, request.TriggerFile, request.TriggerPicture, source.ClassCount, chosen.Height, chosen.Width);
            if (test is not null) CheckSize(test, chosen);
            if (backdoor is not null && test is null)
            {
                throw new NadException(
                    $"Attack success is measured on test images, but {request.Clean} has no test split. "
                    + "Name some with --test SPEC, or leave --attack out.");
            }

            if (refused is not null) throw refused;
            model.Settle(chosen, run.Cancellation);
            teacher?.Settle(chosen, run.Cancellation);
            if (model.Model is GraphClassifier graph) graph.TapAlso(TapsOf(request));
            int trained = subset!.Train.Length;
            CleanData clean =
                CleanData.Of(source, chosen, [.. Enumerable.Range(0, trained)], [.. Enumerable.Range(trained, subset.HoldOut.Length)]);
            ImageChecks.Varied(clean.Training);
            model.PutNormsBack(clean.Training, run.Cancellation);
            if (model.Folded is not null && model.Model is GraphClassifier whole) whole.TapAlso(TapsOf(request));
            int inBoth =
                test is null ? 0 : ImageChecks.Apart(clean.HoldOut is null ? clean.Training : clean.Training.Concat(clean.HoldOut), test);
            string?[] found =
                [model.Found, model.Folded?.Told, teacher?.Found, order, ClassCounts.Missing(clean.Training, "clean image to train on")];
            return new EraseInputs(model, teacher, source, subset, clean, test, backdoor)
            {
                InBoth = inBoth,
                Remarks = [.. RemarksOn(source, testSource), .. found.OfType<string>().Where(f => f.Length > 0)]
            };
        }
        catch
        {
            teacher?.Dispose();
            model.Dispose();
            throw;
        }
    }

    private static System.Collections.Immutable.ImmutableArray<string> TapsOf(EraseRequest request) =>
        request.Defense switch { NadOptions nad => nad.Taps, AutoOptions auto => auto.Distillation?.Taps ?? [], _ => [] };

    public void Dispose()
    {
        Teacher?.Dispose();
        Model.Dispose();
    }

    // Images named by --test may be a plain folder without splits, but never the very images that are trained on.
    internal static ImageSet? LoadTest(IDataSource source, IDataSource? testSource, CancellationToken cancellation)
    {
        if (testSource is null) return source.LoadTest(cancellation);
        if (testSource.LoadTest(cancellation) is { } split) return split;
        return testSource.Spec != source.Spec
            ? testSource.LoadTrain(cancellation)
            : throw new NadException(
                $"{testSource.Spec} has no test split, so --test would measure the images that are trained on. "
                + "Name others, or leave --test out.");
    }

    internal static IReadOnlyList<string> RemarksOn(IDataSource source, IDataSource? testSource) =>
        testSource is null ? source.Remarks : [.. source.Remarks.Union(testSource.Remarks)];

    internal static void CheckClasses(string path, Classifier model, IDataSource source)
    {
        if (model.ClassCount != source.ClassCount)
        {
            string names = string.Join(", ", source.ClassNames.Take(5).Select(name => Printable.Of(name, 30)))
                + (source.ClassCount > 5 ? ", ..." : "");
            string hint = source.ClassCount < model.ClassCount
                ? " If these are some of its classes, list all of them in a file, a line each in the order of the labels, and "
                    + "name it with --classes."
                : "";
            throw new NadException(
                $"{Printable.Of(path)} tells {model.ClassCount} classes apart, but {Printable.Of(source.Spec)} has {source.ClassCount} "
                + $"({names}). "
                + $"Use the data that the model was made for.{hint}{string.Concat(source.Remarks.Select(remark => " " + remark))}");
        }
    }

    internal static void CheckSize(ImageSet images, ImageSet others)
    {
        if (images.Height != others.Height || images.Width != others.Width)
        {
            throw new NadException(
                $"The images of {images.Source} are {images.Width}x{images.Height}, but those of {others.Source} are "
                + $"{others.Width}x{others.Height}. For images:DIR ask for the size: images:DIR@{others.Width}.");
        }
    }
}
