using System.Globalization;
using Nad.Files.Imaging;
using Nad.Reporting;

namespace Nad.Experiments;

/// <summary>
/// Writes what <c>nad attention</c> leaves behind: a PNG for each image and map, one page that shows all, and the numbers.
/// </summary>
public static class AttentionFolder
{
    /// <summary>The page and the numbers; pictures have names of their images, models and taps.</summary>
    public const string Page = "attention.html", Numbers = "maps.json";

    private const int Side = 256;

    /// <summary>Writes the files.</summary>
    /// <param name="pictures">Of <see cref="AttentionJob"/>.</param>
    /// <param name="folder">Of <see cref="PreparedFolder"/>.</param>
    /// <param name="commandLine">Shown in the page.</param>
    /// <param name="created">Shown in the page.</param>
    /// <param name="device">Where the models were.</param>
    /// <param name="former">An earlier result that is replaced; null for none.</param>
    /// <returns>The content of <c>maps.json</c>.</returns>
    public static AttentionResult Write(
        IReadOnlyList<AttentionPicture> pictures, SafeFolder folder, string commandLine, DateTimeOffset created, Torch.Device device,
        FormerResult? former = null)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentNullException.ThrowIfNull(folder);
        List<(string Name, byte[] Content)> files = [];
        List<AttentionResultImage> images = [];
        for (int i = 0; i < pictures.Count; i++)
        {
            NamedImage image = pictures[i].Image;
            string start = string.Create(CultureInfo.InvariantCulture, $"image{i + 1}");
            Picture($"{start}.png", PngEncoder.Encode(image.Pixels, image.Size, image.Size));
            List<AttentionResultView> views = [];
            for (int m = 0; m < pictures[i].Views.Count; m++)
            {
                AttentionView view = pictures[i].Views[m];
                List<AttentionResultMap> maps = [];
                foreach (AttentionMapView map in view.Maps)
                {
                    string file = string.Create(CultureInfo.InvariantCulture, $"{start}-model{m + 1}-{Plain(map.Tap)}-{map.Function}.png");
                    Picture(file, HeatMap.Png(Data(map), Side));
                    maps.Add(new AttentionResultMap(map.Tap, map.Function, map.Height, map.Width, map.Values, file));
                }

                views.Add(new AttentionResultView(view.Model, view.Predicted, view.Probability, maps));
            }

            images.Add(new AttentionResultImage(image.Caption, image.Label, $"{start}.png", views));
        }

        former?.Remove(folder);
        folder.Expect([.. files.Select(f => f.Name), Page, Numbers]);
        foreach ((string name, byte[] content) in files) folder.Write(name, stream => stream.Write(content));
        folder.WriteText(Page, AttentionPage.Render(Figures(pictures), commandLine, created));
        AttentionResult result =
            new(images, commandLine, Entries.Versions(device), FormerResult.Hashes(folder, [.. files.Select(f => f.Name), Page]));
        folder.WriteText(Numbers, StoredJson.Text(result, ResultJson.Default.AttentionResult));
        return result;

        void Picture(string name, byte[] png) => files.Add((name, png));
    }

    /// <summary>One figure for each image and attention function: a row for each model, a column for each tap.</summary>
    internal static IReadOnlyList<AttentionFigure> Figures(IReadOnlyList<AttentionPicture> pictures)
    {
        List<AttentionFigure> figures = [];
        foreach (AttentionPicture picture in pictures)
        {
            string[] functions = [.. picture.Views.SelectMany(v => v.Maps).Select(m => m.Function).Distinct(StringComparer.Ordinal)];
            foreach (string function in functions)
            {
                figures.Add(new AttentionFigure(
                    $"{picture.Image.Caption} ({function})", picture.Image.Pixels, picture.Image.Size, picture.Image.Size,
                    [.. picture.Views.Select(
                        v => new AttentionRow(
                            v.Model, Prediction(v, picture.Image), [.. v.Maps.Where(m => m.Function == function).Select(Data)]))]));
            }
        }

        return figures;
    }

    internal static AttentionMapData Data(AttentionMapView map) => new(map.Tap, map.Height, map.Width, map.Values);

    private static string Prediction(AttentionView view, NamedImage image) => string.Create(CultureInfo.InvariantCulture,
        $"{(image.ClassNames is { } names ? names[view.Predicted] : $"class {view.Predicted}")} ({view.Probability * 100:0}\u00a0%)");

    private static string Plain(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
}
