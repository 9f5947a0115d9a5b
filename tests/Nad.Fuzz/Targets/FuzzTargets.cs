using Nad.Attacks;
using Nad.Audit;
using Nad.Data;
using Nad.Experiments;
using Nad.Files.Checkpoints;
using Nad.Files.Imaging;
using Nad.Models;
using Nad.Training;

namespace Nad.Fuzz;

/// <summary>Every reader of the program with valid files for it.</summary>
internal static class FuzzTargets
{
    // 4 megapixels need no file to match: with three and with four bytes each, and on the way as they are packed.
    private const long Pictures = 64 << 20;

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("torch-legacy", "model.pth", [.. Stored("checkpoints", "*legacy*.pth", "*.pth.tar"), .. Modules.Legacy], Checkpoints)
        {
            Special = PickleMutation.Apply,
            Slow = SlowPickles.Legacy
        },
        new("torch-zip", "model.pth", [.. Stored("checkpoints", "*zip*.pth", "*.pt"), Archives.Zip64(), .. Modules.Zips], Checkpoints)
        {
            Mend = ZipMender.Mend,
            Special = TorchZipMutation.Apply,
            Slow = SlowPickles.Zip
        },
        new("pickle", "model.pkl", Pickles.All, Checkpoints) { Special = PickleMutation.Apply, Slow = SlowPickles.Bare },
        new("safetensors", "model.safetensors", Stored("checkpoints", "*.safetensors"), Checkpoints)
        {
            Mend = SafeTensorsMender.Mend,
            Slow = SlowTensors.Make
        },
        new("onnx", "model.onnx", Onnx.All, Checkpoints) { Slow = Onnx.Slow },
        new("foreign", "model.pth", Foreign.All, Checkpoints) { Special = JsonMutation.Apply },
        new("npy", "x.npy", Arrays.Npy, Picture) { Mend = NpyMender.Mend, Slow = SlowTexts.Npy },
        new("npz", "x.npz", Arrays.Npz, Picture)
        {
            Mend = ZipMender.Mend,
            Special = ZipMutation.Apply,
            Slow = SlowZips.Of("x.npy", Arrays.Npy[0])
        },
        new("png", "x.png", Stored("images", "*.png"), Image)
        {
            FreeBytes = Pictures,
            Mend = PngMender.Mend,
            Special = PngMutation.Apply,
            Slow = SlowPictures.Png,
            FreeMilliseconds = 1500,
            MicrosecondsPerByte = 8
        },
        new("jpeg", "x.jpg", Stored("images", "*.jpg"), Image)
        {
            FreeBytes = Pictures,
            Slow = SlowPictures.Jpeg,
            FreeMilliseconds = 1500,
            MicrosecondsPerByte = 8
        },
        new("pnm", "x.ppm", Stored("images", "*.p?m"), Image) { FreeBytes = Pictures, Slow = SlowPictures.Pnm },
        new("bmp", "x.bmp", Stored("images", "*.bmp"), Image) { FreeBytes = Pictures },
        new("image-zip", "x.zip", Archives.Images, path => new ImageFolderSource(path, threads: 1).LoadTrain())
        {
            FreeBytes = Pictures,
            Mend = ZipMender.Mend,
            Special = ZipMutation.Apply,
            Slow = SlowZips.Of("1.ppm", Records.Ppm),
            FreeMilliseconds = 1500,
            MicrosecondsPerByte = 8
        },
        new(
            "image-folder",
            "a/1.png",
            Stored("images", "rgb8.png", "420.jpg", "p6.ppm", "24-core.bmp"),
            path => new ImageFolderSource(path, threads: 1).LoadTrain())
        {
            Slow = SlowPictures.Png, FreeMilliseconds = 1500, MicrosecondsPerByte = 8,
            ReadsFolder = true,
            FreeBytes = Pictures,
            Mend = PngMender.Mend,
            Special = PngMutation.Apply,
        },
        new("cifar10", "data_batch_1.bin", [Records.Cifar(1), Records.Cifar(3)], Cifar)
        {
            ReadsFolder = true,
            Beside = Records.CifarOthers
        },
        new("cifar10-names", "batches.meta.txt", [Records.CifarNames], Cifar)
        {
            Slow = SlowTexts.Names,
            ReadsFolder = true,
            Beside = new Dictionary<string, byte[]>(Records.CifarOthers) { ["data_batch_1.bin"] = Records.Cifar(1) },
        },
        new("cifar100", "train.bin", [Records.Cifar100(1), Records.Cifar100(2)], path => new Cifar100Source(path).LoadTrain())
        {
            ReadsFolder = true
        },
        new("batch-csv", "list.csv", [Lists.Csv], path => BatchList.Read(path)),
        new("batch-lines", "list.jsonl", [Lists.JsonLines], path => BatchList.Read(path)),
        new("class-list", "classes.txt", [Records.ClassList], path => Nad.Files.ClassList.Read(path)),
        new("gtsrb-kaggle", "Test.csv", [Records.KaggleLabels], Gtsrb) { ReadsFolder = true, Beside = Records.KaggleOthers },
        new("gtsrb-csv", "GTSRB/GT-final_test.csv", [Records.GtsrbLabels], Gtsrb)
        {
            ReadsFolder = true,
            Beside = Records.GtsrbOthers,
            Slow = SlowTexts.Csv
        },
        new("gtsrb-zip", "gtsrb.zip", [Archives.Gtsrb], Gtsrb)
        {
            FreeBytes = Pictures,
            Mend = ZipMender.Mend,
            Special = ZipMutation.Apply,
            Slow = SlowZips.Of("GTSRB/Final_Training/Images/00000/00000_00000.ppm", Records.Ppm)
        },
        new("trigger-json", "trigger.json", Triggers.All, Trigger) { Special = JsonMutation.Apply, Slow = SlowJson.Of(Triggers.All) },
        new(
            "calibration",
            "calibration.json",
            [Runs.Calibration],
            path => Calibrations.Read(RegularFile.ReadAll(path, "a calibration", 1 << 26), path))
        {
            Special = JsonMutation.Apply,
            Slow = SlowJson.Of([Runs.Calibration])
        },
        new("audit-json", "audit.json", [Runs.Audit], path => CalibrationJob.Read(path))
        {
            ReadsFolder = true,
            Special = JsonMutation.Apply,
            Slow = SlowJson.Of([Runs.Audit])
        },
        new("result-json", "result.json", Results.All, Compared) { Special = JsonMutation.Apply, Slow = SlowJson.Of(Results.All) },
        new("manifest", "manifest.json", [Runs.Manifest], path => FolderVerification.Of(path, inputs: true))
        {
            ReadsFolder = true,
            Special = JsonMutation.Apply,
            Slow = SlowJson.Of([Runs.Manifest])
        },
        new("attestation", "attestation.json", [Runs.Attestation], path => Attestations.Difference(path, Runs.OfManifest))
        {
            Special = JsonMutation.Apply,
            Slow = SlowJson.Of([Runs.Attestation])
        },
        new("policy", "policy.json", [Runs.Policy], path => Policy.Read(path))
        {
            Special = JsonMutation.Apply,
            Slow = SlowJson.Of([Runs.Policy])
        },
        new("zoo-card", "model.json", Runs.Cards, path => new ZooFolder(path).Read("model"))
        {
            ReadsFolder = true,
            Special = JsonMutation.Apply,
            Slow = SlowJson.Of(Runs.Cards)
        },
        new("cell", "nad-0123.json", [Runs.Cell], path => new CellStore(path).All().Count())
        {
            ReadsFolder = true,
            Special = JsonMutation.Apply,
            Slow = SlowJson.Of([Runs.Cell])
        },
        new(
            "run-identity",
            "run.json",
            [Runs.Identity],
            path => RunIdentity.Read(RegularFile.ReadAll(path, "a run", RunIdentity.LargestFile), path))
        {
            Special = JsonMutation.Apply,
            Slow = SlowJson.Of([Runs.Identity])
        },
        new("former-result", "result.json", [.. Results.All, Runs.Attack], path => FormerResult.OfRun(path))
        {
            ReadsFolder = true,
            PassesOver = true,
            Special = JsonMutation.Apply,
            Slow = SlowJson.Of([Runs.Attack]),
        },
        new("attack-result", "result.json", [Runs.Attack], path => ZooAddition.ReadResult(path))
        {
            ReadsFolder = true,
            Special = JsonMutation.Apply,
            Slow = SlowJson.Of([Runs.Attack]),
        },
        new("side-car", "config.json", SideCars.All, path => SideCar.Read(path))
        {
            Special = JsonMutation.Apply,
            Slow = SlowJson.Of(SideCars.All)
        },
        new(
            "training-state",
            "state.json",
            [Runs.State],
            path =>
                StoredJson.Read(RegularFile.ReadAll(path, "a state", 1 << 24), TrainingStateJson.Default.TrainingState, "This is no state"))
        {
            Special = JsonMutation.Apply,
            Slow = SlowJson.Of([Runs.State]),
        },
        new("training", "student-1.training", [Runs.Training], path => TrainingState.Of(Checkpoint.Read(path)))
        {
            Mend = SafeTensorsMender.Mend
        },
        new(
            "picture",
            "picture.png",
            Stored("images", "rgb8.png", "cmyk.jpg", "p6.ppm", "8-palette.bmp", "*.webp", "*.gif", "*.tif"),
            path => ImageReference.Load([path], 32, 10, CancellationToken.None))
        {
            Slow = SlowPictures.Jpeg, FreeMilliseconds = 1500, MicrosecondsPerByte = 8,
            FreeBytes = Pictures,
            Mend = PngMender.Mend,
            Special = PngMutation.Apply,
        },
    ];

    public static byte[][] Stored(string folder, params string[] patterns) =>
    [
        .. patterns.SelectMany(pattern => Directory.EnumerateFiles(Path.Combine(Fixtures, folder), pattern))
            .Distinct()
            .Order(StringComparer.Ordinal)
            .Select(File.ReadAllBytes),
    ];

    private static string Fixtures
    {
        get
        {
            string? folder = AppContext.BaseDirectory;
            while (folder is not null && !File.Exists(Path.Combine(folder, "Nad.slnx"))) folder = Path.GetDirectoryName(folder);
            return Path.Combine(
                folder ?? throw new InvalidOperationException("Nad.slnx was not found above " + AppContext.BaseDirectory),
                "tests",
                "fixtures");
        }
    }

    private static void Checkpoints(string path)
    {
        CheckpointFile file = CheckpointFile.Open(path);
        _ = file.Globals.Count;
        Checkpoint checkpoint = KnownNetworks.Read(file, entry: null);
        _ = (checkpoint.NonFiniteCount(), checkpoint.ParameterCount);

        // What can be read must be written back as the same file.
        checkpoint.Template.Check();
        string copy = path + ".copy";
        checkpoint.Template.Write(copy, checkpoint.Tensors);
        _ = checkpoint.Template.Complete(checkpoint.Tensors).Count;
        Checkpoint again = KnownNetworks.Read(CheckpointFile.Open(copy), entry: null);
        if (!again.Tensors
            .Zip(checkpoint.Tensors)
            .All(p => p.First.Name == p.Second.Name && p.First.Data.Bytes.AsSpan().SequenceEqual(p.Second.Data.Bytes)))
        {
            throw new InvalidOperationException("The file that was written back holds other tensors.");
        }
    }

    private static void Picture(string path) => TriggerPicture.Read(path);

    private static void Image(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        ImageDecoder.ReadSize(file, "image");
        ImageDecoder.DecodeRgba(file, "image");
    }

    private static void Compared(string path)
    {
        CompareResult result = Comparison.Read([path]);
        _ = CompareText.Table(result) + CompareText.Csv(result);
    }

    private static void Cifar(string path)
    {
        Cifar10Source source = new(path);
        source.LoadTrain();
        source.LoadTest();
    }

    private static void Gtsrb(string path)
    {
        GtsrbSource source = new(path, threads: 1);
        source.LoadTrain();
        source.LoadTest();
    }

    // A trigger that was read must also be fit to use, or say why not.
    private static void Trigger(string path)
    {
        Backdoor backdoor = TriggerFile.Read(path, classes: 10);
        byte[] image = new byte[32 * 32 * 3];
        for (int i = 0; i < 3; i++) backdoor.Trigger.Apply(image, 32, 32, i);
        _ = backdoor.Trigger.Describe();
    }
}
