using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Nad.Data;

/// <summary>
/// Fetches one file over HTTP: into <c>NAME.part</c>, which a later call continues; renamed to its name only when its checksum is right, so
/// that a file of that name is whole.
/// </summary>
/// <param name="folder">Where to.</param>
/// <param name="page">Where to get the file by hand, for messages.</param>
/// <param name="stage">Told how far it is; null where nobody listens.</param>
/// <param name="cancel">Ends it early.</param>
internal sealed class FileDownload(SafeFolder folder, string page, Action<string>? stage, CancellationToken cancel)
{
    // Twelve times the largest file that is fetched.
    private const long LargestFile = 4L << 30;
    private const int BufferBytes = 1 << 16;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Fetches a file, if it is not there yet.</summary>
    /// <returns>The file whose checksum is right, from its beginning; the caller disposes it.</returns>
    /// <exception cref="NadException">The server cannot be reached or has no such file, or another process fetches it.</exception>
    /// <exception cref="DamagedFileException">What came has another checksum; it is removed.</exception>
    internal FileStream Fetch(Uri address, string name, string md5)
    {
        if (folder.OpenRead(name) is { } whole)
        {
            if (Md5(whole) == md5) return whole;
            whole.Dispose();
            throw new NadException(
                $"{Printable.Of(Path.Combine(folder.Path, name))} is there already, and it is another file than the official one: "
                + "its MD5 differs. Move it away, or name another folder with --download DIR.");
        }

        string part = name + ".part";
        SafeFileHandle handle = folder.TryLock(part)
            ?? throw new NadException(
                $"Another process fetches {Printable.Of(Path.Combine(folder.Path, name))}. "
                + "Wait for its end, or name another folder with --download DIR.");
        FileStream file = new(handle, FileAccess.ReadWrite, BufferBytes);
        try
        {
            if (Md5(file) != md5) Continue(address, file);
            string found = Md5(file);
            if (found != md5)
            {
                file.SetLength(0);
                throw new DamagedFileException(
                    $"{address} has MD5 {found}, but {md5} is expected; it was removed. Try again, or get the file by hand from {page}.");
            }

            folder.Rename(part, folder, name);
            return file;
        }
        catch
        {
            if (file.Length == 0) folder.Delete(part);
            file.Dispose();
            throw;
        }
    }

    private void Continue(Uri address, FileStream part)
    {
        using SocketsHttpHandler handler = new() { ConnectTimeout = TimeSpan.FromSeconds(15) };
        using HttpClient client = new(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("nad", "0.1"));
        try
        {
            long there = part.Length;
            using HttpResponseMessage answer = Ask(client, address, there);
            if (answer.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                // The part is longer than the file: it belongs to something else.
                using HttpResponseMessage again = Ask(client, address, 0);
                Save(again, address, part, 0);
                return;
            }

            // A server that knows no ranges sends the whole file.
            Save(answer, address, part, answer.StatusCode == HttpStatusCode.PartialContent ? there : 0);
        }
        catch (HttpRequestException e)
        {
            throw new NadException(
                $"{address} cannot be fetched: "
                    + $"{e.Message} Try again (what came is kept), or get the file by hand from {page} and unpack it.",
                e);
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

    private void Save(HttpResponseMessage answer, Uri address, FileStream file, long start)
    {
        if (!answer.IsSuccessStatusCode)
            throw new NadException(
                $"{address} cannot be fetched: the server answered {(int)answer.StatusCode}. "
                + $"Get the file by hand from {page} and unpack it.");
        if (start > 0 && answer.Content.Headers.ContentRange?.From != start)
            throw new NadException(
                $"{address}: the server sent another part of the file than was asked for. "
                + $"Remove {Printable.Of(Path.Combine(folder.Path, address.Segments[^1]))}.part and try again.");
        long? whole = answer.Content.Headers.ContentLength + start;
        if (whole > LargestFile) throw new UnsupportedInputException($"{address} has {whole} bytes; at most {LargestFile} are fetched.");

        file.SetLength(start);
        file.Position = start;
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
            if (done > LargestFile)
                throw new UnsupportedInputException($"{address} has more than {LargestFile} bytes, and no more are fetched.");
            file.Write(buffer, 0, read);
        }
    }

    private void Tell(Uri address, long done, long? whole, ref int told)
    {
        int tenth = whole is > 0 ? (int)(10 * done / whole.Value) : 0;
        if (tenth == told) return;
        told = tenth;
        string all = whole is { } w ? FormattableString.Invariant($"{w / 1e6:0.0}") : "?";
        stage?.Invoke(FormattableString.Invariant($"fetching {address.Segments[^1]}: {done / 1e6:0.0} of {all} MB"));
    }

    // Broken downloads are what it is for: MD5 is what the publishers give. The stream is read from its beginning and left there.
    private string Md5(FileStream file)
    {
#pragma warning disable CA5351
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
#pragma warning restore CA5351
        byte[] buffer = new byte[1 << 20];
        file.Position = 0;
        for (int read; (read = file.Read(buffer)) > 0;)
        {
            cancel.ThrowIfCancellationRequested();
            hash.AppendData(buffer.AsSpan(0, read));
        }

        file.Position = 0;
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
