using Nad.Data;
using Nad.Models;
using Nad.Torch;
using Nad.Torch.Modules;

namespace Nad.Tests.Evaluation;

/// <summary>A classifier whose answer can be painted: the column of the brightest red pixel in the first row.</summary>
internal sealed class BrightestColumn : Classifier
{
    private readonly int side;
    private readonly Tensor weight;

    public BrightestColumn(int classes, int side)
    {
        ClassCount = classes;
        this.side = side;
        weight = State.Root.Parameter("weight", 0, classes, 3 * side * side);
        float[] w = new float[weight.Count];
        for (int c = 0; c < classes; c++) w[(c * 3 * side * side) + c] = 1;
        using Autograd.NoGradScope off = Autograd.NoGrad();
        using Tensor values = Tensor.From(w, [.. weight.Shape]);
        weight.CopyInPlace(values);
    }

    public override string Architecture => "brightest-column";

    public override int ClassCount { get; }

    public override int? InputSize => side;

    public override IReadOnlyList<string> TapNames => ["input"];

    public override string Head => "weight";

    public override IReadOnlyList<string> LastChannels => [];

    public override Device Device => Device.Cpu;

    public override Tensor Features(Tensor images, Mode mode) => images.Flatten(1);

    public override Tensor LastResponse(Tensor images, Classifier silenced) => throw new NotSupportedException();

    public override void Fit(int height, int width) => Assert.Equal((side, side), (height, width));

    public override IReadOnlyList<Tensor> Groups(Tensor images, Mode mode, TapForm taps = TapForm.Features) => [images];

    public override void Initialise(RandomStream random)
    {
    }

    public override Activations Forward(Tensor images, Mode mode, TapForm taps = TapForm.Features) =>
        new([images], Functional.Linear(images.Flatten(1), weight, null));

    protected override Classifier CreateTwin() => new BrightestColumn(ClassCount, side);
}
