using Nad.Files.Checkpoints;
using Nad.Models;

namespace Nad.Cli.Tests;

/// <summary>Runs the command line in this process, as a user would type it.</summary>
internal static class Cli
{
    /// <remarks>
    /// The networks of most tests are untrained, and so at chance, which is not what they are about: <c>nad erase</c> accepts that here.
    /// <see cref="RunAsTyped"/> does not.
    /// </remarks>
    public static (int Code, string Output, string Errors) Run(params string[] arguments) =>
        RunAsTyped(
            arguments is ["erase", .. var rest] && !rest.Contains("--accept-accuracy") && !rest.Contains("--help")
                ? ["erase", "--accept-accuracy", .. rest]
                : arguments);

    /// <summary>The same with nothing added.</summary>
    public static (int Code, string Output, string Errors) RunAsTyped(params string[] arguments)
    {
        using StringWriter output = new(), errors = new();
        int code = Program.Run(arguments, output, errors);
        return (code, output.ToString(), errors.ToString());
    }

    /// <summary>A small untrained network on disk.</summary>
    public static string WriteModel(string path, int classes = 10, long seed = 1)
    {
        using WideResNet model = new(10, 1, classes);
        model.Initialise(new Data.RandomStream(seed, "test model"));
        SafeTensorsFile.Write(path, model.State.Export());
        return path;
    }
}
