using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
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
        command.SetAction(_ => Examine(output));
        return command;
    }

    private static int Examine(TextWriter output)
    {
        List<string> wrong = [];
        Line("nad", NadVersion.Text);
        Line(".NET", $"{Environment.Version} on {RuntimeInformation.OSDescription}");
        Line("processor", $"{Machine.Processor}, {Environment.ProcessorCount} threads, {Machine.Features}");
        Line("memory", string.Create(CultureInfo.InvariantCulture, $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:0.0} GB"));
        Torch(wrong);
        Jpeg(wrong);
        if (Machine.Load is { } load)
        {
            Line("load", string.Create(CultureInfo.InvariantCulture, $"{load:0.0} in the last minute"));
            if (load > Environment.ProcessorCount) wrong.Add("The machine is busy: training with several threads is many times slower then. Wait, or use --threads 1.");
        }

        foreach (string spec in DataFinder.Places.SelectMany(DataFinder.Find)) Line("data", spec);

        output.WriteLine();
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
                int cards = TorchRuntime.CudaDevices;
                Line("device", cards == 0 ? "cpu (this libtorch sees no CUDA device)" : $"cpu, {cards} CUDA device(s)");
                Line("threads", string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} unless --threads says otherwise"));
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
