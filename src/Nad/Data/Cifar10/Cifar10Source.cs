using System.Text;

namespace Nad.Data;

/// <summary>
/// CIFAR-10 in its official binary layout: <c>data_batch_1.bin</c> … <c>data_batch_5.bin</c> and, optionally, <c>test_batch.bin</c> and
/// <c>batches.meta.txt</c>. A file may hold any number of records, so that cut-down copies work too.
/// </summary>
/// <remarks>
/// Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009. A record is a label byte and 3,072 bytes: the red plane, the
/// green, the blue.
/// </remarks>
public sealed class Cifar10Source : IDataSource
{
    private const int Side = 32;
    private const string TestFile = "test_batch.bin";
    private const long LongestNames = 1 << 16;
    private const string Layout =
        "data_batch_1.bin … data_batch_5.bin and test_batch.bin (the \"binary version\", usually a folder cifar-10-batches-bin)";

    private static readonly string[] StandardNames =
    [
        "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"
    ];
    private static readonly string[] TrainFiles = [.. Enumerable.Range(1, 5).Select(i => $"data_batch_{i}.bin")];
    private readonly string folder;

    /// <summary>Looks for the files.</summary>
    /// <param name="path">The folder with the batch files, or the folder that holds <c>cifar-10-batches-bin</c>.</param>
    /// <exception cref="NadException">None of the files is there, or some of the training split are and others not.</exception>
    public Cifar10Source(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        Spec = $"cifar10:{path}";
        folder = FindFolder(path);
        ClassNames = ReadNames();
    }

    /// <inheritdoc/>
    public string Spec { get; }

    /// <inheritdoc/>
    public string Name => "CIFAR-10";

    /// <inheritdoc/>
    public int ClassCount => StandardNames.Length;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames { get; }

    /// <inheritdoc/>
    public bool FlipIsSafe => true;

    /// <inheritdoc/>
    public bool HasTrain => File.Exists(InFolder(TrainFiles[0]));

    /// <inheritdoc/>
    public ImageSet LoadTrain(CancellationToken cancel = default) => HasTrain
        ? Load([.. TrainFiles.Select(InFolder)], cancel)
        : throw new NadException($"CIFAR-10 needs {Layout}, but {folder} holds {TestFile} alone: there is nothing to train on.");

    /// <inheritdoc/>
    public ImageSet? LoadTest(CancellationToken cancel = default) =>
        File.Exists(InFolder(TestFile)) ? Load([InFolder(TestFile)], cancel) : null;

    private ImageSet Load(string[] files, CancellationToken cancel)
    {
        (byte[] pixels, int[] labels) = PlanarRecords.Load(files, labelBytes: 1, label: 0, Side, Side, ClassCount, cancel);
        return new ImageSet(pixels, labels, Side, Side, ClassNames, Spec);
    }

    private string InFolder(string file) => Path.Combine(folder, file);

    private static string FindFolder(string path)
    {
        string[] candidates = [path, Path.Combine(path, "cifar-10-batches-bin")];
        string? found = Array.Find(candidates, c => TrainFiles.Any(f => File.Exists(Path.Combine(c, f))))
            ?? Array.Find(candidates, c => File.Exists(Path.Combine(c, TestFile)));
        if (found is null) throw new NadException($"CIFAR-10 needs {Layout}, but {WhatIsThere(path)}.");

        string[] missing = Array.FindAll(TrainFiles, f => !File.Exists(Path.Combine(found, f)));
        if (missing.Length is > 0 and < 5)
            throw new NadException($"CIFAR-10 needs {Layout}, but {found} lacks {string.Join(", ", missing)}.");
        return found;
    }

    private static string WhatIsThere(string path)
    {
        if (File.Exists(path)) return $"{path} is a file; unpack the archive and give the folder";
        if (!Directory.Exists(path)) return $"there is no folder {path}";
        bool python = File.Exists(Path.Combine(path, "data_batch_1")) || Directory.Exists(Path.Combine(path, "cifar-10-batches-py"));
        return python ? $"{path} holds the Python version; fetch the binary version" : $"{path} holds none of them";
    }

    private string[] ReadNames()
    {
        string file = InFolder("batches.meta.txt");
        if (!File.Exists(file)) return StandardNames;

        string text = Encoding.UTF8.GetString(RegularFile.ReadAll(file, "CIFAR-10's list of class names", LongestNames));
        string[] names = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return names.Length == StandardNames.Length
            ? names
            : throw new DamagedFileException($"{file}: {names.Length} class names, but CIFAR-10 has {StandardNames.Length}.");
    }
}
