using System.Text.Encodings.Web;
using System.Text.Json;

namespace Nad.Cli;

/// <summary>For services: each event of a run is a line of JSON on standard error, so that standard output has the result alone.</summary>
internal sealed class JsonView(TextWriter errors) : ProgressView
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override void Stage(string text) => Write("stage", json => json.WriteString("text", text));

    /// <summary>An error, as the last line.</summary>
    public static void Error(TextWriter errors, string message, int code) => new JsonView(errors).Write("error", json =>
    {
        json.WriteString("message", message);
        json.WriteNumber("exit_code", code);
    });

    protected override void Show(TrainingProgress p, TimeSpan left)
    {
        if (p.Finished is not { } e) return;
        Write("epoch", json =>
        {
            json.WriteString("phase", e.Phase);
            json.WriteNumber("epoch", e.Epoch);
            json.WriteNumber("epochs", p.Epochs);
            json.WriteNumber("lr", e.Lr);
            Number(json, "loss", e.Loss);
            Number(json, "cross_entropy", e.CrossEntropy);
            Number(json, "val_acc", e.ValAcc);
            Number(json, "images_per_second", e.ImagesPerSecond);
            json.WriteNumber("seconds_left", Math.Round(left.TotalSeconds));
        });
    }

    // JSON has no word for what is no number.
    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number)) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }

    private void Write(string what, Action<Utf8JsonWriter> rest)
    {
        using MemoryStream line = new();
        using (Utf8JsonWriter json = new(line, Options))
        {
            json.WriteStartObject();
            json.WriteString("time", DateTimeOffset.UtcNow.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
            json.WriteString("event", what);
            rest(json);
            json.WriteEndObject();
        }

        errors.WriteLine(System.Text.Encoding.UTF8.GetString(line.ToArray()));
        errors.Flush();
    }
}
