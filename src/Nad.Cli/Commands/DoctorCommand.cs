using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using Nad.Cli.Help;
using Nad.Data;
using Nad.Files.Imaging;
using Nad.Torch;
using Nad.Torch.Trunks;

namespace Nad.Cli.Commands;

/// <summary><c>nad doctor</c>: what is installed and what to mend first.</summary>
internal static class DoctorCommand
{
    public static Command Make(TextWriter output)
    {
        Command command = new("doctor", "Show versions, libraries, device, threads and data found, and the first thing to mend.");
        command.Example("nad doctor", "What is installed, and what to mend first.");
        command.SetAction(_ => Examine(output, Machine.Load));
        return command;
    }

    /// <param name="output">Where words go.</param>
    /// <param name="recent">Load of the last minute; null where the system does not tell. A busy machine is told, and is no fault.</param>
    internal static int Examine(TextWriter output, double? recent)
    {
        List<string> wrong = [];
        Line("nad", NadVersion.Text);
        Line(".NET", $"{Environment.Version} on {RuntimeInformation.OSDescription}");
        Line("processor", $"{Machine.Processor}, {Environment.ProcessorCount} threads, {Machine.Features}");
        Line("memory", string.Create(CultureInfo.InvariantCulture, $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:0.0} GB"));
        bool busy = false, slow = false;
        Torch(wrong);
        Jpeg(wrong);
        if (recent is { } load)
        {
            Line("load", string.Create(CultureInfo.InvariantCulture, $"{load:0.0} in the last minute"));
            busy = load > Environment.ProcessorCount;
        }

        foreach (string spec in DataFinder.Places.SelectMany(DataFinder.Find)) Line("data", spec);

        output.WriteLine();
        if (busy)
            output.WriteLine("The machine is busy: training with several threads is many times slower then. Wait, or use --threads 1.");
        if (slow)
        {
            output.WriteLine(
                "The system's BLAS is the reference one: vision transformers and other networks of large matrices train many times faster "
                + "with another (Debian and Ubuntu: apt-get install libopenblas0-openmp).");
        }

        output.WriteLine(wrong.Count == 0 ? "Nothing to mend." : $"Mend first: {wrong[0]}");
        return wrong.Count == 0 ? 0 : 1;

        void Line(string what, string text) => output.WriteLine($"{what,-10} {text}");

        void Torch(List<string> problems)
        {
            try
            {
                Line("bridge", TorchRuntime.BridgePath ?? "not found");
                Line("libtorch", TorchRuntime.Version);
                Line("trunk", TrunkRuntime.Description);
                Line("blas", TorchRuntime.Blas ?? "libtorch's own");
                slow = TorchRuntime.HasReferenceBlas;
                int cards = TorchRuntime.CudaDevices;
                Line("device", cards == 0 ? "cpu (this libtorch sees no CUDA device)" : $"cpu, {cards} CUDA device(s)");
                Line(
                    "threads",
                    string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} unless --threads says otherwise"));
            }
            catch (NadException e)
            {
                problems.Add(e.Message);
            }
        }

        void Jpeg(List<string> problems)
        {
            bool found = NativeLibrary.TryLoad(ImageDecoder.JpegLibrary, out nint library);
            Line("jpeg", found ? ImageDecoder.JpegLibrary : "not found");
            if (found) NativeLibrary.Free(library);
            else problems.Add("JPEG images cannot be read: install libturbojpeg (Debian and Ubuntu: apt-get install libturbojpeg0).");
        }
    }
}
