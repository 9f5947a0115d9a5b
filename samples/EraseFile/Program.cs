// Erases a backdoor from a file: EraseFile MODEL IMAGES OUT, such as EraseFile suspect.pth images:photos erased.pth
using Nad;
using Nad.Library;

if (args is not [var file, var images, var target])
{
    Console.Error.WriteLine("usage: EraseFile MODEL IMAGES OUT");
    return 2;
}

try
{
    using ImageModel suspect = ImageModel.Load(file);
    LabelledImages clean = LabelledImages.Open(images, suspect);
    using ImageModel erased = Erasure.Run(suspect, clean, new ErasureOptions { Method = "nad", CleanCount = Math.Min(clean.Count, 500) });
    erased.Save(target);
    Console.WriteLine(
        $"{suspect.Architecture}: accuracy {suspect.Accuracy(clean):P1} before, {erased.Accuracy(clean):P1} after; written to {target}");
    return 0;
}
catch (NadException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}
