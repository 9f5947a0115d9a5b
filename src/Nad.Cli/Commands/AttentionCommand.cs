using System.CommandLine;
using Nad.Cli.Help;
using Nad.Data;
using Nad.Experiments;
using Nad.Torch;

namespace Nad.Cli.Commands;

/// <summary><c>nad attention</c>: where models look.</summary>
internal static class AttentionCommand
{
    public static Command Make(TextWriter output)
    {
        Option<string[]> model = new("--model")
        {
            HelpName = "FILE",
            Description = "Checkpoint; several are shown side by side.",
            Required = true,
            AllowMultipleArgumentsPerToken = true
        };
        Option<string[]> image = new("--image")
        {
            HelpName = "FILE|SPEC#N",
            Description = "Picture file, or image N of a data set's test split (SPEC#train:N of its training split); several may be given. "
                + $"SPEC: {string.Join(", ", DataSpec.KnownForms)}.",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        Option<string> folder =
            new("--out") { HelpName = "DIR", Description = "Folder for the pictures, the page and the numbers.", Required = true };
        Option<string[]> tap = new("--tap")
        {
            HelpName = "TAP",
            Description = "Tap, by number from 1 or by name; several may be given. Default: all.",
            AllowMultipleArgumentsPerToken = true
        };
        Option<string[]> function = new("--function")
        {
            HelpName = "NAME",
            Description = "Attention function: sum, mean or max over channels of |F|^p, with p behind it (sum2, mean, max2); several may "
                + "be given, or all. Default: sum2.",
            AllowMultipleArgumentsPerToken = true,
        };
        Option<string?> trigger = new("--trigger")
        {
            HelpName = "FILE",
            Description = "Show every image a second time with this trigger: the trigger.json of nad attack, or a picture."
        };
        PictureOptions picture = new();
        Option<string?> classes = ClassesOption.Make();
        Option<int?> size =
            new("--size") { HelpName = "N", Description = "Height and width of the pictures for networks that take any; default: 32." };
        ModelInputOptions input = new();
        OverwriteOption overwrite = new();
        CommonOptions common = new();
        Command command = new("attention", "Draw where models look: attention maps of any image, at any tap, as pictures and in one page.")
        {
            model, image, classes, folder, tap, function, trigger, size, overwrite.Option
        };
        command.Example("nad attention --model model.pth --image cat.png --out out/maps", "Maps of one image at every tap.");
        command.Example(
            "nad attention --model before.pth after.pth --image cat.png --tap 3 --out out/maps", "Two models side by side at one tap.");
        picture.AddTo(command);
        input.AddTo(command);
        common.AddTo(command, seed: false);
        command.SetAction(parsed =>
        {
            string[] functions = parsed.GetValue(function) ?? [];
            AttentionRequest request = new()
            {
                Models = parsed.GetValue(model)!,
                Images = parsed.GetValue(image)!,
                Taps = parsed.GetValue(tap) ?? [],
                Classes = parsed.GetValue(classes),
                TriggerFile = parsed.GetValue(trigger),
                TriggerPicture = picture.Read(parsed, parsed.GetValue(trigger), null),
                Input = input.Read(parsed),
                Size = parsed.GetValue(size) switch
                {
                    null => null,
                    >= 1 and <= 4096 and var wanted => wanted,
                    { } wrong => throw new NadException($"--size must be 1 to 4096 pixels, but is {wrong}."),
                },
            };
            if (functions.Length > 0)
                request = request with
                {
                    Functions = [.. functions.SelectMany(f => f == "all" ? AttentionFunction.All : [AttentionFunction.Parse(f)]).Distinct()]
                };
            string target = parsed.GetValue(folder)!;
            FormerResult? former = OutputGuard.Check(new OutputPlan
            {
                Path = target,
                Names = ["image*.png", AttentionFolder.Page, AttentionFolder.Numbers],
                Former = place => FormerResult.Marked(place, AttentionFolder.Numbers),
                Overwrite = overwrite.Read(parsed),
                Inputs =
                [
                    .. request.Models.SelectMany(m => InputPlace.Of(model.Name, m)),
                    .. request.Images.SelectMany(i => ImageReference.Place(image.Name, i)),
                    .. InputPlace.Of(trigger.Name, request.TriggerFile),
                    .. InputPlace.Of(classes.Name, request.Classes)
                ],
            });
            using PreparedFolder prepared = new(target, AttentionFolder.Page, AttentionFolder.Numbers);
            Device device = common.Start(parsed);
            using Interrupt interrupt = new(leave: prepared.Dispose);
            IReadOnlyList<AttentionPicture> pictures =
                new AttentionJob(request, new RunContext { Device = device, Cancellation = interrupt.Token }).Run();
            AttentionResult result =
                AttentionFolder.Write(pictures, prepared.Folder, CommandText.Of(parsed), DateTimeOffset.UtcNow, device, former);
            if (parsed.GetValue(common.Json)) output.WriteLine(StoredJson.Text(result, ResultJson.Default.AttentionResult));
            else
            {
                foreach (string doubt in AttentionJob.Doubts(pictures)) output.WriteLine($"Note: {doubt}");
                output.WriteLine(
                    $"Written to {target}: "
                    + $"attention.html, maps.json and {result.Images.Sum(i => 1 + i.Models.Sum(m => m.Maps.Count))} pictures.");
            }

            return 0;
        });
        return command;
    }
}
