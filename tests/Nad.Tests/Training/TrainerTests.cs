using Nad.Data;
using Nad.Defenses;
using Nad.Models;
using Nad.Tests.Models;
using Nad.Torch.Optimizers;
using Nad.Training;

namespace Nad.Tests.Training;

public sealed class TrainerTests
{
    [Fact]
    public void Every_epoch_has_a_record_and_every_step_is_told()
    {
        using WideResNet model = TestModels.Random();
        Told told = new();
        List<int> ended = [];
        RunContext run = new() { Progress = told, EpochEnded = (record, _) => ended.Add(record.Epoch) };
        TrainingRecipe recipe = new() { Epochs = 2, BatchSize = 8, LearningRate = new StepSchedule([(0, 0.05), (1, 0.005)]) };

        IReadOnlyList<EpochRecord> records = new Trainer(recipe, run, "student").Run(
            model, new(TestModels.Images(17), TestModels.Images(5)), batch => SupervisedLoss.Of(model, batch));

        Assert.Equal([(1, 0.05), (2, 0.005)], records.Select(r => (r.Epoch, r.Lr)));
        Assert.Equal([1, 2], ended);
        Assert.All(records, r => Assert.InRange(r.ValAcc, 0, 1));
        Assert.All(records, r => Assert.Equal(r.CrossEntropy, r.Loss));

        // 17 images are two steps: 8 and 9. After them comes the report of the finished epoch.
        Assert.Equal(
            [(1, 1, 2), (1, 2, 2), (1, 2, 2), (2, 1, 2), (2, 2, 2), (2, 2, 2)], told.Reports.Select(r => (r.Epoch, r.Step, r.Steps)));
        Assert.Equal([false, false, true, false, false, true], told.Reports.Select(r => r.Finished is not null));
    }

    [Fact]
    public void Without_a_hold_out_the_validation_accuracy_is_not_a_number()
    {
        using WideResNet model = TestModels.Random();
        TrainingRecipe recipe = new() { Epochs = 1, BatchSize = 4 };
        IReadOnlyList<EpochRecord> records = new Trainer(recipe, new RunContext(), "student").Run(
            model, new(TestModels.Images(4), null), batch => SupervisedLoss.Of(model, batch));
        Assert.True(double.IsNaN(Assert.Single(records).ValAcc));
    }

    [Fact]
    public void Training_learns_eight_images_by_heart()
    {
        using WideResNet model = TestModels.Random();
        TrainingRecipe recipe =
            new() { Epochs = 30, BatchSize = 8, LearningRate = new OneCycleSchedule(0.1, 30), Augmentation = Augmentation.None };
        ImageSet images = TestModels.Images(8);

        IReadOnlyList<EpochRecord> records =
            new Trainer(recipe, new RunContext(), "student").Run(model, new(images, images), batch => SupervisedLoss.Of(model, batch));

        Assert.InRange(records[0].Loss, 1.5, 4);            // about ln 10
        Assert.InRange(records[^1].Loss, 0, 0.1);
        Assert.InRange(records[^1].ValAcc, 0.75, 1);        // the running statistics lag a little behind
    }

    [Fact]
    public void The_last_epochs_may_go_without_crops()
    {
        byte[][] Trained(int whole, int padding)
        {
            using WideResNet model = TestModels.Random();
            TrainingRecipe recipe = new()
            {
                Epochs = 2,
                BatchSize = 4,
                WholeEpochs = whole,
                Augmentation = new Augmentation { CropPadding = padding, CutoutLength = 0 }
            };
            new Trainer(recipe, new RunContext(), "student").Run(
                model, new(TestModels.Images(8), null), batch => SupervisedLoss.Of(model, batch));
            return TestModels.Bits(model);
        }

        byte[][] never = Trained(whole: 0, padding: 0), all = Trained(whole: 2, padding: 4), last = Trained(whole: 1, padding: 4),
            none = Trained(whole: 0, padding: 4);
        Assert.Equal(never, all);
        Assert.NotEqual(all, last);
        Assert.NotEqual(last, none);
    }

    private sealed class Told : IProgress<TrainingProgress>
    {
        public List<TrainingProgress> Reports { get; } = [];

        public void Report(TrainingProgress value) => Reports.Add(value);
    }
}
