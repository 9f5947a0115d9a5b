using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Nad.Data;
using Nad.Evaluation;

namespace Nad.Experiments;

/// <summary>
/// What a model answers to every image, as CSV (RFC 4180, UTF-8, lines end in CR LF), so that anybody can compare with another program: the
/// file of the image, its label, the answer, and the likeliest classes with their probabilities. Classes are given by number and by name.
/// </summary>
public static class PredictionFile
{
    /// <summary>Classes that are written for each image, at most.</summary>
    public const int Classes = 5;

    private const string Start = "file,label,label_name,answer,answer_name,triggered_answer,top_1,probability_1";
    private const string End = "\r\n";

    /// <summary>The whole file.</summary>
    /// <param name="images">The images; where they have no files, their numbers from 0 take the place of names.</param>
    /// <param name="predictions">One for each image.</param>
    /// <param name="triggered">
    /// The answer to each image with the trigger; null for an image that is not triggered, and all null where no trigger is measured.
    /// </param>
    public static string Text(ImageSet images, IReadOnlyList<Prediction> predictions, IReadOnlyList<int?> triggered)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(triggered);
        int kept = predictions.Count == 0 ? 1 : predictions[0].Top.Length;
        StringBuilder text = new(Header(kept));
        for (int i = 0; i < images.Count; i++)
        {
            (int label, Prediction p) = (images.Labels[i], predictions[i]);
            text.Append(
                CultureInfo.InvariantCulture,
                $"{File(images, i)},{label},{Name(images, label)},{p.Top[0]},{Name(images, p.Top[0])},{triggered[i]}");
            for (int k = 0; k < kept; k++)
                text.Append(CultureInfo.InvariantCulture, $",{p.Top[k]},{CsvText.Cell(Math.Round(p.Probabilities[k], 6))}");
            text.Append(End);
        }

        return text.ToString();
    }

    /// <summary>Predictions that this program wrote before, told by their first line.</summary>
    /// <returns>Null where there is nothing, or something else.</returns>
    public static FormerResult? At(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            if (FilePlace.At(path) is not { Kind: "a file" }) return null;
            byte[] bytes = RegularFile.ReadAll(path, "predictions of nad", int.MaxValue);
            if (!Enumerable.Range(1, Classes).Any(k => bytes.AsSpan().StartsWith(Encoding.UTF8.GetBytes(Header(k))))) return null;
            string name = Path.GetFileName(path), hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
            return new FormerResult
            {
                Folder = Path.GetDirectoryName(path)!,
                What = "predictions that nad wrote before",
                Files = new Dictionary<string, string> { [name] = hash },
                Marks = [name]
            };
        }
        catch (NadException)
        {
            return null;
        }
    }

    private static string Header(int kept) =>
        Start + string.Concat(Enumerable.Range(2, kept - 1).Select(k => $",top_{k},probability_{k}")) + End;

    private static string File(ImageSet images, int index) =>
        images.Files is null ? index.ToString(CultureInfo.InvariantCulture) : CsvText.Cell(Valid(images.Files[index]));

    private static string Name(ImageSet images, int label) => CsvText.Cell(Valid(images.ClassNames[label]));

    // A name of bytes that are not UTF-8 cannot be written in a text; all others are written as they are.
    private static string Valid(string name) => name.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') && name.Any(FileNameBytes.IsEscape)
        ? string.Concat(name.Select(c => FileNameBytes.IsEscape(c) ? $"\\x{c - 0xDC00:x2}" : c.ToString()))
        : name;
}
