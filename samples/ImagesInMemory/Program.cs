// Erases with images that are in memory and a live progress bar; Ctrl-C ends it between two steps: ImagesInMemory MODEL OUT
using Nad.Library;

using ImageModel suspect = ImageModel.Load(args[0]);

// Any images will do; here they are made: a bright bar for each class, on noise.
const int size = 32, each = 20;
byte[] pixels = new byte[suspect.Classes * each * size * size * 3];
int[] labels = [.. Enumerable.Range(0, suspect.Classes * each).Select(i => i % suspect.Classes)];
Random random = new(1);
random.NextBytes(pixels);
for (int i = 0; i < labels.Length; i++) pixels.AsSpan(((i * size) + (labels[i] * size / suspect.Classes)) * size * 3, size * 3).Fill(255);
string[] names = [.. Enumerable.Range(0, suspect.Classes).Select(c => $"bar {c}")];
LabelledImages clean = LabelledImages.FromMemory(pixels, labels, size, size, names, suspect);

using CancellationTokenSource stop = new();
Console.CancelKeyPress += (_, e) => { e.Cancel = true; stop.Cancel(); };
using ImageModel erased = Erasure.Run(suspect, clean, new ErasureOptions { Method = "finetune", Progress = new Bar() }, stop.Token);
erased.Save(args[1]);
Console.WriteLine($"\naccuracy {suspect.Accuracy(clean):P1} before, {erased.Accuracy(clean):P1} after");

sealed class Bar : IProgress<ErasureProgress>
{
    public void Report(ErasureProgress p) =>
        Console.Write($"\r{p.Training} {p.Epoch}/{p.Epochs} [{new string('#', (int)(p.Part * 30)),-30}]");
}
