using System.CommandLine;
using System.Globalization;
using Nad.Cli.Help;
using Nad.Data;
using Nad.Experiments;
using Nad.Reporting;

namespace Nad.Cli.Commands;

/// <summary><c>nad data</c>: what data is there, what is in it, how to get what is missing. Never loads libtorch.</summary>
internal static class DataCommand
{
    public static Command Make(TextWriter output)
    {
        Argument<string?> spec = new("SPEC")
        {
            Description = $"Data to look at: {string.Join(", ", DataSpec.KnownForms)}; without one, the known places are searched.",
            Arity = ArgumentArity.ZeroOrOne
        };
        Option<string?> download = new("--download")
        {
            HelpName = "DIR",
            Description = $"Fetch {string.Join(", ", OfficialData.All.Select(d => d.Kind))} (as SPEC, without a place) into a folder; a "
                + "broken download is continued."
        };
        Option<string?> from = new("--from")
        {
            HelpName = "URL",
            Description = "Mirror to fetch the same files from; checksums are those of the official ones."
        };
        Option<string?> classes = ClassesOption.Make();
        Option<bool> json = new("--json") { Description = "Print JSON." };
        Option<bool> quiet = new("--quiet") { Description = "Print no progress." };
        Command command = new("data", "Say what data is there, count what is in it, and how to get what is missing.")
        {
            spec, classes, download, from, json, quiet
        };
        command.Example("nad data", "Data sets in the known places.");
        command.Example("nad data cifar10 --download data", "Fetch a data set.");
        command.SetAction(parsed =>
        {
            bool asJson = parsed.GetValue(json);
            string? named = parsed.GetValue(spec), folder = parsed.GetValue(download), mirror = parsed.GetValue(from);
            using Interrupt interrupt = new();
            using ProgressView view = ProgressView.For(output, silent: asJson || parsed.GetValue(quiet));
            if (mirror is not null && folder is null)
                throw new NadException("--from needs --download DIR: it names where files are fetched from.");
            if (folder is not null) OutputGuard.Check(new OutputPlan { Option = download.Name, Path = folder });
            if (folder is not null)
                named = new OfficialDownload(Official(named), Mirror(mirror), view.Stage, interrupt.Token).Fetch(folder);
            if (named is null)
            {
                DataPlaces places = DataPlaces.Look();
                output.WriteLine(asJson ? StoredJson.Text(places, ResultJson.Default.DataPlaces) : Text(places));
                return 0;
            }

            DataFacts facts = DataSurvey.Of(named, view.Stage, interrupt.Token, parsed.GetValue(classes));
            view.Dispose();
            output.WriteLine(asJson ? StoredJson.Text(facts, ResultJson.Default.DataFacts) : Text(facts));
            return 0;
        });
        return command;
    }

    private static OfficialData Official(string? kind) =>
        kind is null
            ? throw new NadException($"--download needs the data set as SPEC: {string.Join(", ", OfficialData.All.Select(d => d.Kind))}.")
            : OfficialData.Of(kind)
                ?? throw new NadException(
                    $"--download fetches {string.Join(", ", OfficialData.All.Select(d => d.Kind))}, but not '{Printable.Of(kind)}'.");

    private static Uri? Mirror(string? address)
    {
        if (address is null) return null;
        return Uri.TryCreate(address.TrimEnd('/') + "/", UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw new NadException($"--from must be an address that begins with http:// or https://, but is '{Printable.Of(address)}'.");
    }

    private static string Text(DataPlaces places)
    {
        List<string> lines = [$"Looked in {string.Join(", ", places.Looked)} (NAD_DATA names another folder)."];
        lines.AddRange(places.Found.Count == 0 ? ["Found nothing."] : places.Found.Select(f => "  " + Printable.Of(f)));
        if (places.Found.Count > 0) lines.Add("'nad data SPEC' counts what is in one.");
        foreach (MissingData missing in places.Missing)
        {
            lines.Add("");
            lines.Add($"{missing.Name} was not found. Its authors' page: {missing.Page}");
            lines.Add($"  nad data {missing.Kind} --download data    fetches, checks and unpacks it:");
            lines.AddRange(missing.Files.Select(file => $"  {file.Address}  MD5 {file.Md5}"));
        }

        return string.Join('\n', lines);
    }

    private static string Text(DataFacts facts)
    {
        TextTable splits = new(
            ("split", TextAlign.Left), ("images", TextAlign.Right), ("loaded as", TextAlign.Left), ("stored as", TextAlign.Left),
            ("tracks", TextAlign.Right), ("fewest per class", TextAlign.Right), ("most per class", TextAlign.Right),
            ("loaded in, s", TextAlign.Right));
        foreach (SplitFacts s in facts.Splits)
        {
            splits.Add(
                s.Split, Text(s.Images), s.Size, s.StoredSizes, s.Tracks is { } tracks ? Text(tracks) : "-", Text(s.ImagesByClass.Min()),
                Text(s.ImagesByClass.Max()), s.LoadSeconds.ToString("0.0", CultureInfo.InvariantCulture));
        }

        TextTable classes =
            new([("label", TextAlign.Right), ("class", TextAlign.Left), .. facts.Splits.Select(s => (s.Split, TextAlign.Right))]);
        for (int c = 0; c < facts.Classes; c++)
            classes.Add([Text(c), Printable.Of(facts.ClassNames[c], 40), .. facts.Splits.Select(s => Text(s.ImagesByClass[c]))]);

        List<string> lines =
        [
            $"{Printable.Of(facts.Spec)}: {Printable.Of(facts.Name)}, {Text(facts.Classes)} classes, "
                + $"{(facts.FlipIsSafe ? "mirroring is safe" : "never mirrored")}.",
            "",
            splits.ToString(),
            classes.ToString(),
            .. facts.Splits.Select(s => $"SHA-256 of {s.Split}: {s.Sha256}"),
            .. facts.Splits is [{ Split: "train" }]
                && !facts.Remarks.Any(r => r.StartsWith("There is no test split", StringComparison.Ordinal))
                ? ["There is no test split."]
                : Array.Empty<string>(),
            .. facts.Remarks,
            string.Create(CultureInfo.InvariantCulture, $"Peak memory {facts.PeakMemoryBytes / 1e6:0} MB."),
        ];
        return string.Join('\n', lines);
    }

    private static string Text(int number) => number.ToString("#,##0", CultureInfo.InvariantCulture);
}
