using System.Diagnostics;

namespace Nad.TestSupport;

/// <summary>A Python with PyTorch, where the machine has one: the judge of what we write. Tests skip without it.</summary>
internal static class PythonPeer
{
    private static readonly Lazy<string?> Interpreter = new(() =>
        new[] { Environment.GetEnvironmentVariable("NAD_TEST_PYTHON"), "/usr/bin/python3", "python3" }.FirstOrDefault(
            p => p is not null
                && Start(p, ["-c", "import importlib.util, sys; sys.exit(importlib.util.find_spec('torch') is None)"]).Code == 0));

    /// <summary>Runs a script and gives its trimmed output; fails the test with its error where it fails.</summary>
    public static string Run(string script, params string[] arguments)
    {
        if (Interpreter.Value is not string python)
        {
            Assert.Skip("needs a Python with torch (python3-torch), or NAD_TEST_PYTHON naming one");
            return "";
        }

        (int code, string output, string error) = Start(python, ["-c", script, .. arguments]);
        Assert.True(code == 0, error);
        return output.Trim();
    }

    private static (int Code, string Output, string Error) Start(string python, string[] arguments)
    {
        try
        {
            ProcessStartInfo start = new(python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["PYTHONPATH"] = TestData.Fixture("");
            start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
            using Process process = Process.Start(start)!;
            Task<string> error = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, error.Result);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return (-1, "", e.Message);
        }
    }
}
