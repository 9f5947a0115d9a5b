using Nad.Data;
using Nad.Defenses;
using Nad.Files.Checkpoints;
using Nad.Models;
using Nad.TestSupport;
using Nad.Torch;
using Nad.Torch.Trunks;
using Nad.Training;

namespace Nad.Tests.Models;

/// <summary>All 43 gradients of one NAD step of WRN-16-1 against PyTorch in double precision (tests/fixtures/wide_resnet_16.py).</summary>
public sealed class GradientParityTests
{
    // Relative Euclidean distance per tensor. libtorch 1.13 sums batch statistics of channels-last maps in Float32, which costs it a digit;
    // the trunk does not.
    private const double TrunkTolerance = 1e-5, OperatorTolerance = 3e-5;
    private const int Thin = 29, Count = 4, Student = 7500;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void All_43_gradients_are_those_of_PyTorch(bool throughTrunk)
    {
        if (throughTrunk && !TrunkRuntime.Available) Assert.Skip($"The trunk is {TrunkRuntime.Description}.");
        TorchFixture stored = new("wide_resnet_16");
        using TensorScope scope = TensorScope.Begin();
        using WideResNet student = Start(Student), teacher = Start(Student + 100000);
        Tensor images = Pictures().Contiguous(MemoryLayout.ChannelsLast);
        if (!throughTrunk) images = images.Clone().RequireGrad();           // makes the student run operator by operator
        Batch batch = new(images, Tensor.From([.. Enumerable.Range(0, Count).Select(n => (long)(n % 10))], Count));

        StepLoss loss = new NeuralAttentionDistillation(new NadOptions()).Loss(student, teacher, batch);
        Tensor[] gradients = Autograd.Gradients(loss.Total, student.State.Parameters);

        TorchFixture.Near(stored.Numbers("cross_entropy"), [loss.CrossEntropy.Item()], 2e-6, "cross-entropy");
        TorchFixture.Near(stored.Numbers("loss"), [loss.Total.Item()], 2e-6, "loss");
        Assert.Equal(43, gradients.Length);
        for (int i = 0; i < gradients.Length; i++)
        {
            string name = student.State.ParameterNames[i];
            TorchFixture.Near(
                stored.Numbers($"grad.{name}"),
                [.. TorchFixture.Numbers(gradients[i]).Where((_, k) => gradients[i].Dimensions != 4 || k % Thin == 0)],
                throughTrunk ? TrunkTolerance : OperatorTolerance,
                $"gradient of {name}");
        }
    }

    // As the script counts them out.
    private static WideResNet Start(int first)
    {
        WideResNet model = new(16, 1, 10);
        int p = first;
        List<NamedTensor> tensors = [];
        foreach ((string name, Tensor tensor) in model.State.Entries)
        {
            if (name.EndsWith("num_batches_tracked", StringComparison.Ordinal)) continue;
            IReadOnlyList<long> shape = tensor.Shape;
            Func<double, double> scale = shape.Count == 4 ? u => u * Math.Sqrt(24.0 / (shape[0] * shape[2] * shape[3]))
                : name == "fc.weight" ? u => u * 0.25
                : name.EndsWith("running_var", StringComparison.Ordinal) || name.EndsWith(".weight", StringComparison.Ordinal)
                ? u => (u * 0.5) + 1
                : u => u * 0.2;
            int index = p++;
            using Tensor values =
                Tensor.From([.. Enumerable.Range(0, (int)tensor.Count).Select(i => (float)scale(Counted(i, index)))], [.. shape]);
            tensors.Add(new NamedTensor(name, values.ToData()));
        }

        model.Load(tensors);
        return model;
    }

    private static Tensor Pictures()
    {
        float[] pixels = new float[Count * 3 * 1024];
        for (int n = 0; n < Count; n++)
        {
            for (int c = 0; c < 3; c++)
            {
                int r = ((n * 3) + c) * 3;
                for (int k = 0; k < 1024; k++)
                {
                    double x = k % 32 / 31.0, y = k / 32 / 31.0;
                    int at = (((n * 3) + c) * 1024) + k;
                    double ramp = (Counted(r, 5000) * x) + (Counted(r + 1, 5000) * y) + Counted(r + 2, 5000);
                    pixels[at] = (float)(0.5 + (0.5 * ramp / 1.5) + (0.2 * Counted(at, 6000)));
                }
            }
        }

        return Tensor.From(pixels, Count, 3, 32, 32);
    }

    // A number in [-0.5, 0.5): a hash of i and p.
    private static double Counted(int i, int p)
    {
        uint h = unchecked(((uint)i * 2654435761u) + ((uint)p * 40503u) + 12345u);
        h = unchecked((h ^ (h >> 15)) * 2246822519u);
        h = unchecked((h ^ (h >> 13)) * 3266489917u);
        return ((h ^ (h >> 16)) / 4294967296.0) - 0.5;
    }
}
