using System.Text;

namespace Nad.Data;

/// <summary>
/// CIFAR-100 in its official binary layout: <c>train.bin</c> and, optionally, <c>test.bin</c>, <c>fine_label_names.txt</c> and
/// <c>coarse_label_names.txt</c>. A file may hold any number of records, so that cut-down copies work too.
/// </summary>
/// <remarks>
/// Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009. A record is a byte with the coarse label (20 superclasses),
/// one with the fine label (100 classes), and 3,072 bytes: the red plane, the green, the blue.
/// </remarks>
public sealed class Cifar100Source : IDataSource
{
    private const int Side = 32, LabelBytes = 2;
    private const long LongestNames = 1 << 16;
    private const string Layout = "train.bin and test.bin (the \"binary version\", usually a folder cifar-100-binary)";

    private readonly string folder;
    private readonly bool coarse;

    /// <summary>Looks for the files.</summary>
    /// <param name="path">The folder with the files, or the folder that holds <c>cifar-100-binary</c>.</param>
    /// <param name="coarse">The 20 superclasses instead of the 100 classes.</param>
    /// <exception cref="NadException">Neither file of images is there, or a file of names does not fit.</exception>
    public Cifar100Source(string path, bool coarse = false)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        this.coarse = coarse;
        Spec = $"cifar100:{path}{(coarse ? "@coarse" : "")}";
        folder = FindFolder(path);
        ClassNames = ReadNames();
    }

    /// <inheritdoc/>
    public string Spec { get; }

    /// <inheritdoc/>
    public string Name => coarse ? "CIFAR-100, superclasses" : "CIFAR-100";

    /// <inheritdoc/>
    public int ClassCount => ClassNames.Count;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames { get; }

    /// <inheritdoc/>
    public bool FlipIsSafe => true;

    /// <inheritdoc/>
    public bool HasTrain => File.Exists(InFolder("train.bin"));

    /// <inheritdoc/>
    public ImageSet LoadTrain(CancellationToken cancel = default) => HasTrain
        ? Load(InFolder("train.bin"), cancel)
        : throw new NadException($"CIFAR-100 needs {Layout}, but {folder} holds test.bin alone: there is nothing to train on.");

    /// <inheritdoc/>
    public ImageSet? LoadTest(CancellationToken cancel = default) =>
        File.Exists(InFolder("test.bin")) ? Load(InFolder("test.bin"), cancel) : null;

    private ImageSet Load(string file, CancellationToken cancel)
    {
        (byte[] pixels, int[] labels) = PlanarRecords.Load([file], LabelBytes, coarse ? 0 : 1, Side, Side, ClassCount, cancel);
        return new ImageSet(pixels, labels, Side, Side, ClassNames, Spec);
    }

    private string InFolder(string file) => Path.Combine(folder, file);

    private static string FindFolder(string path)
    {
        string[] candidates = [path, Path.Combine(path, "cifar-100-binary")];
        return Array.Find(candidates, c => File.Exists(Path.Combine(c, "train.bin")))
            ?? Array.Find(candidates, c => File.Exists(Path.Combine(c, "test.bin")))
            ?? throw new NadException($"CIFAR-100 needs {Layout}, but {WhatIsThere(path)}.");
    }

    private static string WhatIsThere(string path)
    {
        if (File.Exists(path)) return $"{path} is a file; unpack the archive and give the folder";
        if (!Directory.Exists(path)) return $"there is no folder {path}";
        bool python = (File.Exists(Path.Combine(path, "train")) && File.Exists(Path.Combine(path, "meta")))
            || Directory.Exists(Path.Combine(path, "cifar-100-python"));
        return python ? $"{path} holds the Python version; fetch the binary version" : $"{path} holds no train.bin";
    }

    private IReadOnlyList<string> ReadNames()
    {
        IReadOnlyList<string> standard = coarse ? Cifar100Classes.Coarse : Cifar100Classes.Fine;
        string file = InFolder(coarse ? "coarse_label_names.txt" : "fine_label_names.txt");
        if (!File.Exists(file)) return standard;

        string text = Encoding.UTF8.GetString(RegularFile.ReadAll(file, "CIFAR-100's list of class names", LongestNames));
        string[] names = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return names.Length == standard.Count
            ? names
            : throw new DamagedFileException(
                $"{file}: {names.Length} class names, but CIFAR-100 has {standard.Count}{(coarse ? " superclasses" : "")}.");
    }
}
