using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Nad.Data;

/// <summary>
/// Fetches one file over HTTP: into <c>NAME.part</c>, which a later call continues; renamed to its name only when its checksum is right, so that a file of that name is whole.
/// </summary>
/// <param name="page">Where to get the file by hand, for messages.</param>
/// <param name="stage">Told how far it is; null where nobody listens.</param>
/// <param name="cancel">Ends it early.</param>
internal sealed class FileDownload(string page, Action<string>? stage, CancellationToken cancel)
{
    // Twelve times the largest file that is fetched.
    private const long LargestFile = 4L << 30;
    private const int BufferBytes = 1 << 16;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Fetches a file that is not there yet.</summary>
    /// <exception cref="NadException">The server cannot be reached or has no such file.</exception>
    /// <exception cref="DamagedFileException">What came has another checksum; it is removed.</exception>
    internal void Fetch(Uri address, string path, string md5)
    {
        if (File.Exists(path))
        {
            if (Md5(path) == md5) return;
            throw new NadException($"{path} is there already, and it is another file than the official one: its MD5 differs. Move it away, or name another folder with --download DIR.");
        }

        string part = path + ".part";
        if (!(File.Exists(part) && Md5(part) == md5)) Continue(address, part);
        string found = Md5(part);
        if (found != md5)
        {
            File.Delete(part);
            throw new DamagedFileException($"{address} has MD5 {found}, but {md5} is expected; it was removed. Try again, or get the file by hand from {page}.");
        }

        File.Move(part, path, overwrite: true);
    }

    private void Continue(Uri address, string part)
    {
        using SocketsHttpHandler handler = new() { ConnectTimeout = TimeSpan.FromSeconds(15) };
        using HttpClient client = new(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("nad", "0.1"));
        try
        {
            long there = File.Exists(part) ? new FileInfo(part).Length : 0;
            using HttpResponseMessage answer = Ask(client, address, there);
            if (answer.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                // The part is longer than the file: it belongs to something else.
                File.Delete(part);
                using HttpResponseMessage again = Ask(client, address, 0);
                Save(again, address, part, 0);
                return;
            }

            // A server that knows no ranges sends the whole file.
            Save(answer, address, part, answer.StatusCode == HttpStatusCode.PartialContent ? there : 0);
        }
        catch (HttpRequestException e)
        {
            throw new NadException($"{address} cannot be fetched: {e.Message} Try again (what came is kept), or get the file by hand from {page} and unpack it.", e);
        }
        catch (IOException e) when (e is HttpIOException || e.InnerException is System.Net.Sockets.SocketException)
        {
            throw new NadException($"{address}: the connection broke. Try again: what came is kept.", e);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new NadException($"{address}: no byte came for {Patience.TotalSeconds} seconds. Try again: what came is kept.", e);
        }
    }

    private HttpResponseMessage Ask(HttpClient client, Uri address, long there)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, address);
        if (there > 0) request.Headers.Range = new RangeHeaderValue(there, null);
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        return client.Send(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
    }

    private void Save(HttpResponseMessage answer, Uri address, string part, long start)
    {
        if (!answer.IsSuccessStatusCode) throw new NadException($"{address} cannot be fetched: the server answered {(int)answer.StatusCode}. Get the file by hand from {page} and unpack it.");
        if (start > 0 && answer.Content.Headers.ContentRange?.From != start) throw new NadException($"{address}: the server sent another part of the file than was asked for. Remove {part} and try again.");
        long? whole = answer.Content.Headers.ContentLength + start;
        if (whole > LargestFile) throw new UnsupportedInputException($"{address} has {whole} bytes; at most {LargestFile} are fetched.");

        using FileStream file = new(part, start > 0 ? FileMode.Append : FileMode.Create, FileAccess.Write);
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using Stream body = answer.Content.ReadAsStream(cancel);
        byte[] buffer = new byte[BufferBytes];
        int told = -1;
        for (long done = start; ;)
        {
            Tell(address, done, whole, ref told);
            patience.CancelAfter(Patience);
            int read = body.ReadAsync(buffer, patience.Token).AsTask().GetAwaiter().GetResult();
            if (read == 0) return;
            done += read;
            if (done > LargestFile) throw new UnsupportedInputException($"{address} has more than {LargestFile} bytes, and no more are fetched.");
            file.Write(buffer, 0, read);
        }
    }

    private void Tell(Uri address, long done, long? whole, ref int told)
    {
        int tenth = whole is > 0 ? (int)(10 * done / whole.Value) : 0;
        if (tenth == told) return;
        told = tenth;
        stage?.Invoke(FormattableString.Invariant($"fetching {address.Segments[^1]}: {done / 1e6:0.0} of {(whole is { } w ? (w / 1e6).ToString("0.0", System.Globalization.CultureInfo.InvariantCulture) : "?")} MB"));
    }

    // Broken downloads are what it is for: MD5 is what the publishers give.
    private static string Md5(string path)
    {
        using FileStream file = File.OpenRead(path);
#pragma warning disable CA5351
        return Convert.ToHexStringLower(MD5.HashData(file));
#pragma warning restore CA5351
    }
}
