using System.Text.Json.Nodes;
using Nad.Audit;
using Nad.Defenses;
using Nad.Experiments;
using Nad.Files.Checkpoints;
using Nad.Training;

namespace Nad.Fuzz;

/// <summary>
/// What runs leave behind for later ones: manifests, cards of the zoo, cells of a grid, and the state of an interrupted run.
/// </summary>
internal static class Runs
{
    private static readonly string Hash = new('a', 64);

    public static byte[] Audit { get; } = StoredJson.Bytes(
        new AuditResult(
            1, new("inconclusive", "Inconclusive.", 0, ["a reason"]), null, new("m.pth", Hash, "wrn-16-1", 2), null,
            new("synthetic", 20, 20, 32, 32, Hash, 0.9, ["a", "b"]), new("quick", 40, 1, 2, 0.9, 1, 1, 1), 0,
            [
                new(
                    "universal-patch", "patch", 0.5, null, 0, "pixels", "log", 1,
                    [new(0, 3, 0.9, 0.8, 0.1, null), new(1, 9, 0.9, 0.8, 0.1, null)],
                    new Dictionary<string, double> { ["median size"] = 6 })
            ],
            null, ["patches"], ["others"], null, [], 2, "nad audit", new("0.1.0", "1.13.0", "10.0", "Linux", "a processor", 2, "cpu"), []),
        ResultJson.Default.AuditResult);

    public static byte[] Calibration { get; } = System.Text.Encoding.UTF8.GetBytes(Calibrations.Text(new Calibration
    {
        Format = 2,
        Architecture = "wrn-16-1",
        Data = "synthetic",
        Height = 32,
        Width = 32,
        Classes = 10,
        Recipe = "synthetic:2000, plain",
        Options = "quick",
        Models =
        [
            new("clean-0", null, Hash, 0.9, new() { ["patch"] = 0.2 }, new() { ["patch"] = 3 }),
            new("badnets-1", "badnets", Hash, 0.9, new() { ["patch"] = 2.1 }, new() { ["patch"] = 5 })
        ],
    }));

    public static Manifest OfManifest { get; } = new Manifest
    {
        Format = 1,
        CreatedUtc = DateTimeOffset.UnixEpoch,
        Arguments = ["erase", "--model", "m.pth"],
        Directory = ".",
        Resumed = false,
        Verdict = "ASR 100 to 5",
        Identity = new() { ["command"] = "erase", ["run.seed"] = "0" },
        Inputs = [new("model", "m.pth", Hash, 10), new("clean", "cifar10:data", Hash, Images: 100)],
        Outputs = new() { ["model.pth"] = new(Hash, 3, true), ["report.html"] = new(Hash, 9, false) },
        Versions = new("0.1.0", "1.13.0", "10.0", "Linux", "a processor", 2, "cpu"),
        Machine = new("a processor", "avx2", 2, 1 << 30, "a system"),
        Seconds = new() { ["total"] = 1.5 },
    };

    public static byte[] Manifest { get; } = StoredJson.Bytes(OfManifest, AuditJson.Default.Manifest);

    public static byte[] Attestation { get; } = System.Text.Encoding.UTF8.GetBytes(Attestations.Text(OfManifest));

    public static byte[] Policy { get; } = System.Text.Encoding.UTF8.GetBytes(
        "{\"format\": 1, \"max_recovered_success\": 0.2, \"max_attack_success\": 0.15, \"max_accuracy_lost\": "
        + "0.05, \"min_relapse_dose\": 5}");

    /// <summary>The cards that come with the program, under one name.</summary>
    public static IReadOnlyList<byte[]> Cards { get; } = [.. FuzzTargets.Stored("../../zoo", "*.json").Select(card =>
    {
        JsonObject changed = JsonNode.Parse(card)!.AsObject();
        changed["name"] = "model";
        return System.Text.Encoding.UTF8.GetBytes(changed.ToJsonString());
    })];

    public static byte[] Cell { get; } = StoredJson.Bytes(
        new CellResult
        {
            Name = "nad-0123",
            Kind = "nad",
            Title = "NAD",
            Key = new() { ["beta"] = 1000, ["seed"] = 0 },
            Score = new([80, 100], [70, 90], [1, 90], [60, 90], [[0, 10], [1, 10]]),
            Epochs = [new("student", 1, 1.5, 1.25, [0.5, 0.25], 0.8, 0.8, 0.1)],
            Pictures = [],
            Notes = new() { ["beta"] = "1000" },
            ModelSha256 = Hash,
            Run = new("nad", 10, 2.5, 1, "a processor", "0.1.0", "1.13.0"),
        },
        GridJson.Default.CellResult);

    public static byte[] Identity { get; } = StoredJson.Bytes(
        new RunIdentity(new() { ["command"] = "erase", ["run.seed"] = "0", ["input.model"] = Hash }), RunJson.Default.RunIdentity);

    public static byte[] Attack { get; } = StoredJson.Bytes(
        new AttackResult
        {
            Attack = "badnets",
            Preset = "paper",
            Model = new("model.pth", Hash, "wrn-16-1", 10),
            Acc = 0.8,
            AccNonTarget = 0.7,
            Asr = 1,
            AsrByClass = [null, 1, 0.5],
            Ra = 0.1,
            Counts = new(new(80, 100), new(70, 90), new(90, 90), new(1, 90)),
            TestImages = 100,
            TriggeredImages = 90,
            Interval95 = new([0.7, 0.9], [0.6, 0.8], [0.9, 1], [0, 0.2]),
            Poisoned = new(500, 50),
            Epochs = [new("attack", 1, 0.1, 1.5, 1.25, [0.5], [0.5], 0.8, 0.8, 0.9)],
            Seconds = 12.5,
            Options = new() { ["run"] = new JsonObject { ["seed"] = "0" } },
            Seed = 0,
            Versions = new("0.1.0", "1.13.0", "10.0", "Linux", "a processor", 2, "cpu"),
            Data = "cifar10:data",
            Command = "nad attack badnets",
            Files = new(StringComparer.Ordinal) { ["model.pth"] = Hash },
        },
        ResultJson.Default.AttackResult);

    public static byte[] Training { get; } = MakeTraining();

    public static byte[] State { get; } = StoredJson.Bytes(StateOf([]), TrainingStateJson.Default.TrainingState);

    private static byte[] MakeTraining()
    {
        NamedTensor[] tensors =
        [
            new("weights.a", new TensorData(DType.Float32, [3], new byte[12])),
            new("momentum.0000", new TensorData(DType.Float32, [3], new byte[12]))
        ];
        TrainingState state = StateOf(tensors);
        string path = Path.Combine(Path.GetTempPath(), $"nad-fuzz-{Guid.NewGuid():N}.training");
        try
        {
            SafeTensorsFile.Write(path, tensors, [new("state", StoredJson.Text(state, TrainingStateJson.Default.TrainingState))]);
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static TrainingState StateOf(NamedTensor[] tensors) => new()
    {
        Identity = new() { ["phase"] = "student" },
        Records = [new EpochRecord { Phase = "student", Epoch = 1, Lr = 0.1, Loss = 1.5, CrossEntropy = 1.25, Attention = [0.5, 0.25] }],
        Step = 3,
        Order = [1, 2, 3, 4],
        Augmentation = [5, 6, 7, 8],
        Streams = [[9, 10, 11, 12]],
        Sums = new EpochSums(192, 3.5, 3.25, 0.1, [0.5, 0.25]),
        Observed = [],
        TensorsSha256 = TrainingIdentity.HashOf(tensors),
    };
}
