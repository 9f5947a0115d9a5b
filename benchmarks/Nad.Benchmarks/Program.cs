// Our side of ./dev bench: the same steps as benchmarks/peer/peer.py, in milliseconds, one number a line, after a warm-up.
// usage: Nad.Benchmarks MODE BATCHES THREADS      MODE: nad | finetune | inference | augment
using System.Diagnostics;
using System.Globalization;
using Nad.Data;
using Nad.Defenses;
using Nad.Models;
using Nad.Torch;
using Nad.Torch.Modules;
using Nad.Torch.Optimizers;
using Nad.Training;

string mode = args[0];
int batches = int.Parse(args[1], CultureInfo.InvariantCulture);
TorchRuntime.Threads = int.Parse(args[2], CultureInfo.InvariantCulture);
const int warmUp = 3, size = 64;

RandomStream random = new(0, "benchmark");
byte[] pixels = new byte[size * 3072];
for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)random.Next(256);
int[] labels = [.. Enumerable.Range(0, size).Select(i => i % 10)];
ImageSet images = new(pixels, labels, 32, 32, [.. labels.Distinct().Select(l => l.ToString(CultureInfo.InvariantCulture))], "random");
BatchAssembler assembler = new(images, Device.Cpu);
int[] order = [.. Enumerable.Range(0, size)];

using WideResNet student = new(16, 1, 10);
student.Initialise(random);
using Classifier teacher = student.Clone();
using Sgd sgd = new(student.State.Parameters, new SgdOptions()) { LearningRate = 1e-3 };
NeuralAttentionDistillation nad = new(NadOptions.Paper);

Action<Batch> step = mode switch
{
    "nad" => batch => sgd.Step(nad.Loss(student, teacher, batch).Total),
    "finetune" => batch => sgd.Step(SupervisedLoss.Of(student, batch).Total),
    "inference" => batch =>
    {
        using Autograd.NoGradScope off = Autograd.NoGrad();
        student.Forward(batch.Images, Mode.Inference);
    }
    ,
    "augment" => _ => assembler.Augmented(order, new Augmentation(), random),
    _ => throw new ArgumentException($"unknown mode {mode}"),
};
using TensorScope all = TensorScope.Begin();
Batch fixedBatch = assembler.InOrder(0, size);
for (int i = 0; i < batches + warmUp; i++)
{
    using TensorScope scope = TensorScope.Begin();
    long start = Stopwatch.GetTimestamp();
    step(fixedBatch);
    if (i >= warmUp) Console.WriteLine(Stopwatch.GetElapsedTime(start).TotalMilliseconds.ToString("F3", CultureInfo.InvariantCulture));
}
