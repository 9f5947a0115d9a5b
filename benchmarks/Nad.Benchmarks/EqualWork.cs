using Nad.Attacks;
using Nad.Data;
using Nad.Defenses;
using Nad.Evaluation;
using Nad.Models;
using Nad.Torch;
using Nad.Torch.Optimizers;
using Nad.Torch.Trunks;
using Nad.Training;

namespace Nad.Benchmarks;

/// <summary>
/// The job of nad erase without reading and writing: a teacher of 10 epochs, a student of 10 epochs, one evaluation of 1,000 clean and
/// their triggered images. The learning rate is small, so that random images do not make a collapse of the run.
/// </summary>
internal static class EqualWork
{
    public static void Run(int count, Precision precision)
    {
        RandomStream random = new(0, "benchmark");
        ImageSet train = RandomImages.Make(count, random), test = RandomImages.Make(1000, random);
        using WideResNet model = new(16, 1, 10) { Precision = precision };
        model.Initialise(random);
        TrainingRecipe recipe = TrainingRecipe.Paper with { LearningRate = new StepSchedule([(0, 1e-3)]) };
        NeuralAttentionDistillation nad = new(new NadOptions { Student = recipe, TeacherRecipe = recipe });
        Backdoor backdoor = new BadNets(new BadNetsOptions { Target = 5 }, 10).Backdoor;
        Clock.Print(
            () =>
            {
                using DefenseResult result = nad.Erase(model, new CleanData(train, null), new RunContext { Precision = precision });
                new Evaluator(Device.Cpu).Measure(result.Model, test, backdoor);
            },
            1);
    }
}
