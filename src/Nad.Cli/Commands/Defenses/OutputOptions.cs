using System.CommandLine;
using Nad.Defenses;

namespace Nad.Cli.Commands;

/// <summary>Whether a model is held to the outputs of the given one; shared by auto and finetuning.</summary>
internal sealed class OutputOptions
{
    private readonly Option<double?> weight = new("--keep-outputs")
    {
        HelpName = "W",
        Description = "Weight of the distance to the given model's outputs on the clean images; 0: none. Default: 1 with auto, else 0."
    };
    private readonly Option<double?> temperature =
        new("--temperature") { HelpName = "T", Description = "Temperature at which these outputs are compared; default 4." };

    public IReadOnlyList<Option> All => [weight, temperature];

    /// <summary>Whether the user has chosen the weight, which is then not varied.</summary>
    public bool HasWeight(ParseResult parsed) => parsed.GetValue(weight) is not null;

    /// <summary>As it was asked for; <paramref name="preset"/> where nothing was.</summary>
    /// <exception cref="NadException">A number outside its range.</exception>
    public OutputDistillation? Read(ParseResult parsed, OutputDistillation? preset)
    {
        OutputDistillation? outputs = parsed.GetValue(weight) switch
        {
            null => preset,
            0 => null,
            { } w => (preset ?? new OutputDistillation()) with { Weight = w },
        };
        if (parsed.GetValue(temperature) is { } t)
        {
            if (outputs is null) throw new NadException("--temperature is of the outputs that are kept; give it with --keep-outputs.");
            outputs = outputs with { Temperature = t };
        }

        outputs?.Validate();
        return outputs;
    }
}
