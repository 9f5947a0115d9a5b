using Nad.Data;
using Nad.Models;
using Nad.Torch;

namespace Nad.Benchmarks;

/// <summary>Reading what a user brings.</summary>
internal static class Loading
{
    public static void Images(string path, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Clock.Print(
                () =>
                {
                    ImageFolderSource source = new(path);
                    Console.Error.WriteLine($"{source.LoadTrain().Count + (source.LoadTest()?.Count ?? 0)} images");
                },
                1);
        }
    }

    public static void Checkpoint(string path, int count)
    {
        for (int i = 0; i < count; i++) Clock.Print(() => ModelFile.Load(path, Device.Cpu).Dispose(), 1000);
    }
}
