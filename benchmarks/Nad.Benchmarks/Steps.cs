using Nad.Data;
using Nad.Defenses;
using Nad.Models;
using Nad.Torch;
using Nad.Torch.Modules;
using Nad.Torch.Optimizers;
using Nad.Torch.Trunks;
using Nad.Training;

namespace Nad.Benchmarks;

/// <summary>Single steps on one batch.</summary>
internal static class Steps
{
    private const int WarmUp = 5;

    public static void Run(string mode, int batches, Precision precision, string network, int side, int size)
    {
        RandomStream random = new(0, "benchmark");
        BatchAssembler assembler = new(RandomImages.Make(size, random, side), Device.Cpu);
        int[] order = [.. Enumerable.Range(0, size)];
        using Classifier student = Architectures.Design(network, 10, side);
        student.Fit(side, side);
        student.Precision = precision;
        student.Initialise(random);
        using Classifier teacher = student.Clone();
        using Sgd sgd = new(student.State.Parameters, new SgdOptions()) { LearningRate = 1e-3 };
        NeuralAttentionDistillation nad = new(NadOptions.Paper with { Beta = [.. student.TapNames.Select(_ => 1000.0)] });
        Action<Batch> step = mode switch
        {
            "nad" => batch => sgd.Step(nad.Loss(student, teacher, batch).Total),
            "finetune" => batch => sgd.Step(SupervisedLoss.Of(student, batch).Total),
            "inference" => batch =>
            {
                using Autograd.NoGradScope off = Autograd.NoGrad();
                student.Forward(batch.Images, Mode.Inference, TapForm.None);
            }
            ,
            "augment" => _ => assembler.Augmented(order, new Augmentation(), random),
            _ => throw new ArgumentException($"unknown mode {mode}"),
        };
        using TensorScope all = TensorScope.Begin();
        Batch fixedBatch = assembler.InOrder(0, size);
        for (int i = 0; i < WarmUp; i++) Step();
        for (int i = 0; i < batches; i++) Clock.Print(Step, 1000);

        void Step()
        {
            using TensorScope scope = TensorScope.Begin();
            step(fixedBatch);
        }
    }
}
