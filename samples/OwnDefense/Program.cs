// A defense of your own: finetunes twice, the second time from the result of the first: OwnDefense MODEL IMAGES OUT
using Nad;
using Nad.Defenses;
using Nad.Library;
using Nad.Models;
using Nad.Training;

using ImageModel suspect = ImageModel.Load(args[0]);
LabelledImages clean = LabelledImages.Open(args[1], suspect);
using ImageModel erased = Erasure.Run(suspect, clean, new ErasureOptions { Defense = new Twice() });
erased.Save(args[2]);
Console.WriteLine($"accuracy {suspect.Accuracy(clean):P1} before, {erased.Accuracy(clean):P1} after");

sealed class Twice : IDefense
{
    public string Name => "twice";

    // It sees clean images and nothing else; what it returns belongs to the caller.
    public DefenseResult Erase(Classifier backdoored, CleanData clean, RunContext run)
    {
        FineTuningOptions options = new() { CollapseLimit = 1, Recipe = new FineTuningOptions().Recipe with { Epochs = 2 } };
        using DefenseResult first = options.Make().Erase(backdoored, clean, run);
        return options.Make().Erase(first.Model, clean, run);
    }
}
