using System.CommandLine;
using Nad.Attacks;
using Nad.Cli.Help;
using Nad.Experiments;

namespace Nad.Cli.Commands;

/// <summary><c>nad attack NAME</c>: the declared settings of the attack, and the files that it can use.</summary>
/// <typeparam name="T">Its record of options.</typeparam>
/// <param name="defaults">What its settings are unless they are given.</param>
/// <param name="settings">Those that not all attacks have. They are read first: one of them may stand for another target and rate.</param>
/// <param name="description">One sentence for the help.</param>
internal sealed class AttackArguments<T>(T defaults, IReadOnlyList<Setting<T>> settings, string description) : IAttackArguments
    where T : AttackOptions
{
    private readonly SettingOptions<T> own = new([.. settings, .. AttackSettings.Common<T>()], defaults);
    private readonly Option<string?> source = new("--source-model")
    {
        HelpName = "FILE",
        Description = "Clean model that the attack is made with; default: one is trained first."
    };
    private readonly Option<string?> reflections =
        new("--reflections") { HelpName = "SPEC", Description = "Pictures to reflect; default: training images of other classes." };

    public string Name => defaults.Name;

    public string Description => description;

    public IReadOnlyList<(string Line, string Does)> Examples
    {
        get
        {
            string must = string.Concat(settings.Where(s => s.IsRequired).Select(s => $" {s.Option} {s.Placeholder}"));
            return
            [
                ($"nad attack {Name}{must} --data cifar10:DIR --target 5 --out out/{Name}", "The other options by default."),
                (
                    $"nad attack {Name}{must} --data images:DIR --arch resnet18 --epochs 10 --out out/{Name}",
                    "On images of your own, a ResNet-18 for 10 epochs."),
            ];
        }
    }

    public void AddTo(Command command)
    {
        command.AddGroup("Attack", [
            .. own.All,
            .. defaults.NeedsSourceModel ? [source] : Array.Empty<Option>(),
            .. defaults.UsesReflections ? [reflections] : Array.Empty<Option>()
        ]);
    }

    public AttackRequest Apply(AttackRequest request, ParseResult parsed)
    {
        T attack = own.Read(defaults, parsed);
        string? clean = parsed.GetValue(source);
        if (clean is not null && !attack.NeedsSourceModel)
            throw new NadException(
                $"{source.Name} is what the attack is made with, but these settings make it without a model. Leave it out.");
        return request with { Attack = attack, SourceModel = clean, Reflections = parsed.GetValue(reflections) };
    }
}
