using Nad.Files.Checkpoints;
using Nad.Files.Imaging;
using Nad.Torch;

namespace Nad.Cli.Tests.Commands;

/// <summary>Each mistake gives one clear line, exit code 2 and no output file.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Fact]
    public void A_missing_model() => Refused(Erase(model: temp.File("none.pth")), "none.pth");

    [Fact]
    public void A_text_file_instead_of_a_model() => Refused(Erase(model: Write("notes.pth", "these are only words\n"u8)), "notes.pth");

    [Fact]
    public void A_truncated_checkpoint()
    {
        byte[] whole = File.ReadAllBytes(Cli.WriteModel(temp.File("whole.safetensors")));
        Refused(Erase(model: Write("cut.safetensors", whole.AsSpan(0, whole.Length / 2))), "cut.safetensors");
    }

    [Fact]
    public void A_checkpoint_that_calls_os_system()
    {
        string canary = temp.File("canary");
        string path = Write("bad.pth", System.Text.Encoding.ASCII.GetBytes($"cos\nsystem\n(S'touch {canary}'\ntR."));
        Refused(Erase(model: path), "os.system");
        Assert.False(File.Exists(canary));
    }

    [Fact]
    public void A_model_of_another_number_of_classes() =>
        Refused(Erase(model: Cli.WriteModel(temp.File("m7.safetensors"), classes: 7)), "7 classes", "10");

    [Fact]
    public void An_unknown_architecture()
    {
        string path = temp.File("other.safetensors");
        SafeTensorsFile.Write(path, [new NamedTensor("layer.weight", new TensorData(DType.Float32, [1], new byte[4]))]);
        Refused(Erase(model: path), "no known architecture");
    }

    [Fact]
    public void Weights_that_are_no_numbers()
    {
        string path = Cli.WriteModel(temp.File("nan.safetensors"));
        NamedTensor[] tensors = [.. Checkpoint.Read(path).Tensors];
        BitConverter.GetBytes(float.NaN).CopyTo(tensors[0].Data.Bytes, 0);
        SafeTensorsFile.Write(path, tensors);
        Refused(Erase(model: path), "1 NaN");
    }

    [Fact]
    public void An_empty_image_folder()
    {
        Directory.CreateDirectory(temp.File("empty"));
        Refused(Erase(clean: $"images:{temp.File("empty")}"), "empty");
    }

    [Fact]
    public void Images_of_one_colour_each()
    {
        Folder("set", 4, i => [(byte)i, (byte)i, (byte)i]);
        Refused(Run(Cli.WriteModel(temp.File("m.safetensors")), $"images:{temp.File("set")}", temp.File("out")), "of one colour each");
    }

    [Fact]
    public void Test_images_that_are_copies_of_the_clean_ones()
    {
        Folder("set", 4, i => [(byte)i, 7, 9, 11]);
        Folder("copies", 2, i => [(byte)i, 7, 9, 11]);
        Refused(
            Run(
                Cli.WriteModel(temp.File("m.safetensors")),
                $"images:{temp.File("set")}",
                temp.File("out"),
                "--test",
                $"images:{temp.File("copies")}"),
            "pixel for pixel",
            "--test SPEC");
    }

    [Fact]
    public void A_clean_set_of_one_class()
    {
        Folder("set", 12, i => [(byte)i, 7, 9, 11], classes: 1);
        Refused(Run(Cli.WriteModel(temp.File("m.safetensors")), $"images:{temp.File("set")}", temp.File("out")), "class");
    }

    [Fact]
    public void A_label_outside_the_classes()
    {
        byte[] record = new byte[3073];
        for (int i = 1; i <= 5; i++) Write($"data_batch_{i}.bin", record);
        record[0] = 12;
        Write("test_batch.bin", record);
        Refused(Run(Cli.WriteModel(temp.File("m.safetensors")), $"cifar10:{temp.Path}", temp.File("out")), "label 12", "0 to 9");
    }

    [Fact]
    public void A_corrupt_image()
    {
        byte[] png = PngEncoder.Encode(new byte[32 * 32 * 3], 32, 32);
        for (int c = 0; c < 10; c++)
        {
            Directory.CreateDirectory(temp.File($"set/class{c}"));
            File.WriteAllBytes(temp.File($"set/class{c}/a.png"), png);
        }

        File.WriteAllBytes(temp.File("set/class4/b.png"), png[..^20]);
        Refused(Erase(clean: $"images:{temp.File("set")}"), "b.png");
    }

    [Fact]
    public void More_clean_images_than_there_are() => Refused(EraseWith("--clean-count", "5000"), "5000", "80");

    [Fact]
    public void An_output_folder_that_cannot_be()
    {
        Write("file", "x"u8);
        Refused(Run(Cli.WriteModel(temp.File("m.safetensors")), "synthetic:80", temp.File("file/out")), "cannot be made", "is a file");
    }

    [Fact]
    public void An_unknown_kind_of_data() => Refused(Erase(clean: "imagenet:x"), "imagenet", "cifar10:DIR");

    [Fact]
    public void A_target_label_beyond_the_classes() => Refused(EraseWith("--attack", "badnets", "--target", "10"), "0 to 9", "10");

    [Fact]
    public void A_target_without_an_attack() => Refused(EraseWith("--target", "1"), "--attack");

    [Fact]
    public void A_device_that_is_not_there()
    {
        if (TorchRuntime.CudaDevices > 0) Assert.Skip("this machine has a CUDA device");
        Refused(EraseWith("--device", "cuda"), "CUDA", "--device cpu");
    }

    [Fact]
    public void Too_many_betas() => Refused(EraseWith("--beta", "1,2"), "3 taps");

    [Fact]
    public void A_beta_that_is_no_number() => Refused(EraseWith("--beta", "much"), "--beta");

    [Fact]
    public void An_unknown_option_and_a_missing_one()
    {
        Refused(Cli.Run("erase", "--frobnicate"), "nad erase --help");
        Refused(Cli.Run("erase", "--clean", "synthetic"), "--model");
    }

    [Fact]
    public void A_loss_that_is_no_number_leaves_nothing_but_its_reason()
    {
        (int code, _, string errors) = EraseWith("--method", "nad", "--lr", "1e30");
        Assert.Equal(3, code);
        Assert.Contains("at learning rate 1e+30", errors, StringComparison.Ordinal);
        Assert.Contains("Use a lower --lr", errors, StringComparison.Ordinal);
        Assert.Equal(["result.json"], Directory.GetFileSystemEntries(temp.File("out")).Select(Path.GetFileName));
    }

    [Fact]
    public void A_collapse_limit_outside_its_range() => Refused(EraseWith("--collapse-limit", "-1"), "0 to 100");

    [Fact]
    public void A_word_where_a_number_belongs() => Refused(EraseWith("--seed", "zwei"), "zwei", "a whole number");

    [Fact]
    public void An_option_of_nad_for_finetuning() => Refused(EraseWith("--method", "finetune", "--beta", "5"), "--beta", "--method nad");

    [Fact]
    public void Test_images_that_are_the_training_images()
    {
        for (int c = 0; c < 10; c++)
        {
            Directory.CreateDirectory(temp.File($"set/class{c}"));
            for (int i = 0; i < 4; i++)
                File.WriteAllBytes(temp.File($"set/class{c}/{i}.png"), PngEncoder.Encode(new byte[32 * 32 * 3], 32, 32));
        }

        string spec = $"images:{temp.File("set")}";
        Refused(Run(Cli.WriteModel(temp.File("m.safetensors")), spec, temp.File("out"), "--test", spec), "no test split");
    }

    [Fact]
    public void Trigger_options_without_an_attack() => Refused(EraseWith("--trigger-low", "3"), "--trigger-low", "--attack");

    [Fact]
    public void A_target_beside_all_to_all() => Refused(EraseWith("--attack", "badnets", "--target", "1", "--all-to-all"), "not both");

    // Pictures whose first bytes tell them apart; the rest is a repetition of them.
    private void Folder(string name, int images, Func<int, byte[]> start, int classes = 10)
    {
        for (int c = 0; c < classes; c++)
        {
            Directory.CreateDirectory(temp.File($"{name}/class{c}"));
            for (int i = 0; i < images; i++)
            {
                byte[] pattern = start((c * 20) + i);
                byte[] pixels = [.. Enumerable.Range(0, 32 * 32 * 3).Select(k => pattern[k % pattern.Length])];
                File.WriteAllBytes(temp.File($"{name}/class{c}/{i}.png"), PngEncoder.Encode(pixels, 32, 32));
            }
        }
    }

    private (int Code, string Output, string Errors) EraseWith(params string[] more) =>
        Run(Cli.WriteModel(temp.File("m.safetensors")), "synthetic:80", temp.File("out"), more);

    private (int Code, string Output, string Errors) Erase(string? model = null, string clean = "synthetic:80") =>
        Run(model ?? Cli.WriteModel(temp.File("m.safetensors")), clean, temp.File("out"));

    private static (int Code, string Output, string Errors) Run(string model, string clean, string folder, params string[] more) =>
        Cli.Run([
            "erase", "--model", model, "--clean", clean, "--out", folder, "--quiet", "--threads", "1", "--epochs", "1", "--teacher-epochs",
            "1", .. more
        ]);

    private string Write(string name, ReadOnlySpan<byte> content)
    {
        File.WriteAllBytes(temp.File(name), content);
        return temp.File(name);
    }

    private void Refused((int Code, string Output, string Errors) run, params string[] said)
    {
        Assert.Equal(2, run.Code);
        Assert.StartsWith("nad: ", run.Errors, StringComparison.Ordinal);
        Assert.Equal(1, run.Errors.Count(c => c == '\n'));
        Assert.All(said, s => Assert.Contains(s, run.Errors, StringComparison.Ordinal));
        Assert.False(Directory.Exists(temp.File("out")), "an output folder was left behind");
    }
}
