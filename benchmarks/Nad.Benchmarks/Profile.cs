using System.Diagnostics;
using System.Globalization;
using Nad.Data;
using Nad.Defenses;
using Nad.Models;
using Nad.Torch;
using Nad.Torch.Modules;
using Nad.Torch.Optimizers;
using Nad.Torch.Trunks;
using Nad.Training;

namespace Nad.Benchmarks;

/// <summary>Where the time of a NAD step goes: medians per part, and what a step costs the allocator and the collector.</summary>
internal static class Profile
{
    private const int WarmUp = 10, Size = 64;

    public static void Run(int steps, Precision precision)
    {
        RandomStream random = new(0, "benchmark");
        BatchAssembler assembler = new(RandomImages.Make(Size, random), Device.Cpu);
        int[] order = [.. Enumerable.Range(0, Size)];
        using WideResNet student = new(16, 1, 10) { Precision = precision };
        student.Initialise(random);
        using Classifier teacher = student.Clone();
        using Sgd sgd = new(student.State.Parameters, new SgdOptions()) { LearningRate = 1e-3 };
        NeuralAttentionDistillation nad = new(NadOptions.Paper);
        string[] parts =
        [
            "batch, augmented", "teacher's taps", "student forward", "whole loss (teacher, student, maps)", "gradients and SGD",
            "whole step"
        ];
        List<double>[] times = [.. parts.Select(_ => new List<double>())];
        long faults = 0, bytes = 0;
        for (int i = 0; i < steps + WarmUp; i++)
        {
            if (i == WarmUp) (faults, bytes) = (MinorFaults(), GC.GetAllocatedBytesForCurrentThread());
            using TensorScope scope = TensorScope.Begin();
            long start = Stopwatch.GetTimestamp();
            Batch batch = assembler.Augmented(order, new Augmentation(), random);
            double assembled = Milliseconds(start);
            StepLoss loss = nad.Loss(student, teacher, batch);
            double forward = Milliseconds(start);
            sgd.Step(loss.Total);
            double done = Milliseconds(start);
            if (i < WarmUp) continue;
            times[0].Add(assembled);
            times[3].Add(forward - assembled);
            times[4].Add(done - forward);
            times[5].Add(done);
        }

        (faults, bytes) = ((MinorFaults() - faults) / steps, (GC.GetAllocatedBytesForCurrentThread() - bytes) / steps);
        for (int i = 0; i < steps; i++)
        {
            using TensorScope scope = TensorScope.Begin();
            using Autograd.NoGradScope off = Autograd.NoGrad();
            Batch batch = assembler.InOrder(0, Size);
            long start = Stopwatch.GetTimestamp();
            teacher.Groups(batch.Images, Mode.Inference, TapForm.Squares);
            times[1].Add(Milliseconds(start));
            start = Stopwatch.GetTimestamp();
            student.Forward(batch.Images, Mode.Training, TapForm.Squares);
            times[2].Add(Milliseconds(start));
        }

        for (int p = 0; p < parts.Length; p++)
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"| {parts[p]} | {times[p].Order().ElementAt(times[p].Count / 2):F2} |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{faults} page faults and {bytes} managed bytes per step"));
    }

    private static double Milliseconds(long since) => Stopwatch.GetElapsedTime(since).TotalMilliseconds;

    // Field 10 of /proc/self/stat, counted after the name in brackets.
    private static long MinorFaults()
    {
        string text = File.ReadAllText("/proc/self/stat");
        return long.Parse(text[(text.LastIndexOf(')') + 2)..].Split(' ')[7], CultureInfo.InvariantCulture);
    }
}
