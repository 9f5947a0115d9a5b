using System.CommandLine;
using System.Globalization;
using Nad.Cli.Help;
using Nad.Models;
using Nad.Torch;

namespace Nad.Cli.Commands;

/// <summary><c>nad taps</c>: where attention can be compared in a network.</summary>
internal static class TapsCommand
{
    public static Command Make(TextWriter output)
    {
        Argument<string> model = new("FILE") { Description = "Checkpoint, or zoo:NAME." };
        Option<int?> size = new("--size")
        {
            HelpName = "N",
            Description = "Height and width of the images; default: those that the network takes, else 32."
        };
        Option<string?> variant =
            new("--variant") { HelpName = "TEXT", Description = "What the weights cannot tell; default: the most common." };
        Command command = new("taps", "List the maps of a network where attention can be compared.") { model, size, variant };
        command.Example("nad taps model.pth", "Taps of a network.");
        command.Example("nad taps zoo:badnets --size 32", "Of a kept model, for images of 32 pixels.");
        command.SetAction(parsed =>
        {
            int? wanted = parsed.GetValue(size);
            if (wanted is < 1 or > 4096) throw new NadException($"--size must be 1 to 4096 pixels, but is {wanted}.");
            using ModelFile file =
                ModelFile.Load(parsed.GetValue(model)!, Device.Cpu, new ModelInput { Variant = parsed.GetValue(variant) });
            Write(file.Model, wanted ?? file.Model.InputSize ?? 32, output);
            return 0;
        });
        return command;
    }

    private static void Write(Classifier model, int size, TextWriter output)
    {
        model.Fit(size, size);
        output.WriteLine($"{Printable.Of(model.Architecture)}, {model.ClassCount} classes, images of {size}x{size}");
        IReadOnlyDictionary<string, string> maps = Maps(model, size);
        foreach ((string name, string shape) in maps)
        {
            int tap = model.TapNames.ToList().IndexOf(name);
            output.WriteLine($"  {(tap < 0 ? "" : (tap + 1).ToString(CultureInfo.InvariantCulture)),2}  {shape,-14}  {Printable.Of(name)}");
        }

        output.WriteLine("Numbered maps are compared unless --taps names others. A map of 1x1 shows nothing.");
    }

    private static Dictionary<string, string> Maps(Classifier model, int size)
    {
        if (model is GraphClassifier graph)
        {
            return graph.Maps(size, size).ToDictionary(m => m.Name, m => $"{m.Channels}x{m.Height}x{m.Width}");
        }

        using TensorScope scope = TensorScope.Begin();
        using Autograd.NoGradScope off = Autograd.NoGrad();
        IReadOnlyList<Tensor> taps = model.Groups(Tensor.Zeros(DType.Float32, 1, 3, size, size), Torch.Modules.Mode.Inference);
        return model.TapNames.Zip(taps).ToDictionary(t => t.First, t => $"{t.Second.Shape[1]}x{t.Second.Shape[2]}x{t.Second.Shape[3]}");
    }
}
