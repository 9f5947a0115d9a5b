using System.Globalization;
using Nad.Cli.Sarif;
using Nad.Files.Checkpoints;

namespace Nad.Cli.Commands;

/// <summary>
/// What is in a checkpoint, as text or JSON, without ever executing it. Text from the file is escaped, so it cannot steer a terminal.
/// </summary>
internal static class InspectReport
{
    private const int LongestValue = 120;

    /// <summary>Inspects <paramref name="path"/> and writes the report.</summary>
    /// <returns>Exit code: 0 safe and a known architecture, 1 readable but unknown, 2 refused, damaged, unsupported or missing.</returns>
    public static int Write(string path, TextWriter output, string form)
    {
        Inspection found = Inspection.Of(path);
        if (form == FormatOption.Json) output.WriteLine(InspectJson.Of(found));
        else if (form == FormatOption.Sarif) output.WriteLine(InspectSarif.Text(found));
        else WriteText(found, output);
        return found.ExitCode;
    }

    private static void WriteText(Inspection found, TextWriter output)
    {
        Line(output, "file", Printable.Of(found.Path, 4096));
        if (found.File is CheckpointFile file)
        {
            Line(output, "format", file.Kind);
            Line(output, "size", string.Create(CultureInfo.InvariantCulture, $"{file.Length:N0} bytes"));
            Line(output, "sha-256", file.Sha256);
            WriteGlobals(file, output);
        }

        if (found.Checkpoint is Checkpoint checkpoint) WriteContent(checkpoint, output);
        if (found.Checkpoint is not null)
        {
            Line(
                output,
                "architecture",
                found.Architecture is { } known ? $"{known.Architecture}, {known.Classes} classes" : "unknown: " + found.Reason);
        }

        output.WriteLine();
        output.WriteLine("verdict: " + found.Verdict switch
        {
            "ok" => $"SAFE TO READ, and a known architecture ({found.Architecture!.Architecture}). "
                + "This says nothing about a backdoor in the weights.",
            "unknown-architecture" => $"SAFE TO READ, but not a known architecture: {found.Reason}.",
            _ => $"{found.Verdict.ToUpperInvariant()}. {found.Reason}",
        });
    }

    private static void WriteGlobals(CheckpointFile file, TextWriter output)
    {
        if (file.Format is CheckpointFormat.SafeTensors or CheckpointFormat.Onnx or CheckpointFormat.Unsupported) return;
        int refused = file.Globals.Count(g => !g.Allowed);
        Line(
            output,
            "globals",
            string.Create(CultureInfo.InvariantCulture, $"{file.Globals.Count} named by its pickles, {refused} refused"));
        foreach (PickleGlobal global in file.Globals) output.WriteLine($"  {(global.Allowed ? "allowed" : "REFUSED")}  {global.FullName}");
    }

    private static void WriteContent(Checkpoint checkpoint, TextWriter output)
    {
        string where = checkpoint.StateDictKey.Length > 0 ? $"under \"{Printable.Of(checkpoint.StateDictKey)}\"" : "at the top level";
        Line(
            output,
            "state dict",
            where + (checkpoint.StrippedPrefix.Length > 0 ? $", prefix \"{Printable.Of(checkpoint.StrippedPrefix)}\" stripped" : ""));
        foreach (string note in checkpoint.Notes) Line(output, "note", note);
        if (checkpoint.Module is { } module) Line(output, "module", module.Type);
        if (checkpoint.Normalisation is { } scaled)
        {
            Line(
                output,
                "inputs",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"(x - mean) / std by {Printable.Of(scaled.MeanName)}: mean {Values(scaled.Mean)}, std {Values(scaled.Std)}"));
        }

        foreach ((string key, object? value) in checkpoint.Metadata)
            Line(output, "metadata", $"{Printable.Of(key)} = {Printable.Of(ValueText(value), LongestValue)}");
        if (checkpoint.LeftOut.Count > 0)
            Line(
                output,
                "left out",
                string.Join(", ", checkpoint.LeftOut.Take(20).Select(k => Printable.Of(k)))
                    + (checkpoint.LeftOut.Count > 20 ? ", ..." : ""));

        Line(
            output,
            "tensors",
            string.Create(CultureInfo.InvariantCulture, $"{checkpoint.Tensors.Count}, {checkpoint.ParameterCount:N0} parameters"));
        int width = Math.Min(60, checkpoint.Tensors.Select(t => Printable.Of(t.Name).Length).DefaultIfEmpty(0).Max());
        foreach (NamedTensor tensor in checkpoint.Tensors)
        {
            output.WriteLine($"  {Printable.Of(tensor.Name).PadRight(width)}  {TypeText(tensor.Data),-8}  {ShapeText(tensor.Data)}");
        }

        (long nan, long infinite) = checkpoint.NonFiniteCount();
        Line(output, "not finite", string.Create(CultureInfo.InvariantCulture, $"{nan:N0} NaN, {infinite:N0} infinite"));
    }

    /// <summary>Metadata as text, independent of the locale.</summary>
    internal static string ValueText(object? value) => value switch
    {
        null => "None",
        string text => text,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>Element type as PyTorch spells it.</summary>
    internal static string TypeText(TensorData tensor) => tensor.Type.ToString().ToLowerInvariant();

    private static string Values(double[] values) =>
        string.Join(' ', values.Select(v => v.ToString("0.####", CultureInfo.InvariantCulture)));

    private static string ShapeText(TensorData tensor) => $"[{string.Join(", ", tensor.Shape)}]";

    private static void Line(TextWriter output, string label, string text) => output.WriteLine($"{label + ":",-14}{text}");
}
