using System.Globalization;
using System.Net;

namespace Nad.TestSupport;

/// <summary>
/// A web server on this machine alone, with files in memory; it can break off, forget ranges, and remembers what it was asked.
/// </summary>
internal sealed class HttpFiles : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly Dictionary<string, byte[]> files = [];
    private readonly Thread thread;
    private bool disposed;

    public HttpFiles()
    {
        // A free port: the system's choice may be taken by somebody else a moment later, so several are tried.
        for (int attempt = 0; ; attempt++)
        {
            using System.Net.Sockets.TcpListener probe = new(IPAddress.Loopback, 0);
            probe.Start();
            int port = ((IPEndPoint)probe.LocalEndpoint).Port;
            probe.Stop();
            Address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/");
            listener.Prefixes.Clear();
            listener.Prefixes.Add(Address);
            try
            {
                listener.Start();
                break;
            }
            catch (HttpListenerException) when (attempt < 10)
            {
            }
        }

        thread = new Thread(Serve) { IsBackground = true };
        thread.Start();
    }

    public string Address { get; }

    /// <summary>Bytes after which an answer breaks off; null for none.</summary>
    public int? BreakAfter { get; set; }

    /// <summary>Whether ranges are understood.</summary>
    public bool Ranges { get; set; } = true;

    /// <summary>File and first byte of each request.</summary>
    public List<(string File, long From)> Asked { get; } = [];

    public void Add(string name, byte[] content) => files[name] = content;

    public void Dispose()
    {
        if (disposed) return;
        disposed = true;
        // A last request ends the thread: closing a listener that waits for one can leave it waiting for ever, and
        // a flag could be seen by the thread before this request, which nobody would answer then.
        using (HttpClient client = new())
        {
            using HttpResponseMessage last = client.Send(new HttpRequestMessage(HttpMethod.Delete, Address));
        }

        thread.Join();
        listener.Close();
    }

    private void Serve()
    {
        for (bool last = false; !last;)
        {
            try
            {
                HttpListenerContext context = listener.GetContext();
                last = context.Request.HttpMethod == "DELETE";
                Answer(context);
            }
            catch (Exception e) when (e is HttpListenerException or IOException)
            {
                // The client went away; the next request is waited for.
            }
        }
    }

    private void Answer(HttpListenerContext context)
    {
        string name = context.Request.Url!.Segments[^1];
        string? range = context.Request.Headers["Range"];
        long from = range is null || !Ranges ? 0 : long.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture);
        lock (Asked) Asked.Add((name, from));
        HttpListenerResponse response = context.Response;
        if (!files.TryGetValue(name, out byte[]? content) || from >= content.Length)
        {
            response.StatusCode = content is null ? 404 : 416;
            response.Close();
            return;
        }

        if (from > 0)
        {
            response.StatusCode = 206;
            response.Headers["Content-Range"] =
                string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{content.Length - 1}/{content.Length}");
        }

        ReadOnlyMemory<byte> body = content.AsMemory((int)from);
        response.ContentLength64 = body.Length;
        if (BreakAfter is { } limit && limit < body.Length)
        {
            response.OutputStream.Write(body.Span[..limit]);
            response.OutputStream.Flush();
            response.Abort();
            return;
        }

        response.OutputStream.Write(body.Span);
        response.Close();
    }
}
