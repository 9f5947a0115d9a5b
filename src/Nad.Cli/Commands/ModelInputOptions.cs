using System.Collections.Immutable;
using System.CommandLine;
using Nad.Cli.Help;
using Nad.Models;

namespace Nad.Cli.Commands;

/// <summary>What the user says of a model that its file may not tell.</summary>
internal sealed class ModelInputOptions
{
    private readonly Option<string?> mean = new("--mean")
    {
        HelpName = "R,G,B",
        Description = "Mean that the model's input is shifted by; default: as stored, else found on the clean images."
    };
    private readonly Option<string?> std =
        new("--std") { HelpName = "R,G,B", Description = "Deviation that the model's input is divided by; default: as --mean." };
    private readonly Option<string?> channels = new("--channels")
    {
        HelpName = "ORDER",
        Description = "rgb or bgr: the order in which the model takes the channels; default: as --mean."
    };
    private readonly Option<string?> variant = new("--variant")
    {
        HelpName = "TEXT",
        Description = "What the weights cannot tell, such as elu; default: as stored, else found on the clean images."
    };

    public void AddTo(Command command)
    {
        command.AddGroup("Model", mean, std, channels, variant);
    }

    /// <exception cref="NadException">A word or a number that does not fit.</exception>
    public ModelInput Read(ParseResult parsed)
    {
        ModelInput input = new()
        {
            Mean = Numbers("--mean", parsed.GetValue(mean)),
            Std = Numbers("--std", parsed.GetValue(std)),
            Bgr = parsed.GetValue(channels) switch
            {
                null => null,
                "rgb" => false,
                "bgr" => true,
                { } word => throw new NadException($"--channels must be rgb or bgr, but is '{Printable.Of(word)}'."),
            },
            Variant = parsed.GetValue(variant),
        };
        input.Validate();
        return input;
    }

    private static ImmutableArray<double>? Numbers(string option, string? text)
    {
        if (text is null) return null;
        if (!NumberText.TryList(text, out double[] numbers, out string problem))
            throw new NadException($"{option} needs three numbers, such as 0.5,0.5,0.5; it {problem}");
        return [.. numbers];
    }
}
