using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using MageAI.Emulation.Faults;

namespace MageAI.Emulation.Http;

/// <summary>Reads requests from and writes replies to one connection, in the manner of Tornado.</summary>
internal sealed class HttpWire(Stream stream, MageEmulatorOptions options)
{
    private const int MaxHead = 64 * 1024;
    private const int MaxBody = 100 * 1024 * 1024;
    private static readonly Encoding Latin1 = Encoding.GetEncoding("iso-8859-1");

    private byte[] buffer = new byte[16 * 1024];
    private int start;
    private int end;

    /// <summary>The next request; null when the client is done or what it sent is not to be answered.</summary>
    public async Task<HttpRequest?> ReadRequest()
    {
        if (await ReadHead().ConfigureAwait(false) is not { } head)
        {
            return null;
        }

        var lines = head.Split(["\r\n"], StringSplitOptions.None);
        var parts = lines[0].Split(' ');
        if (parts.Length != 3)
        {
            return null;
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 1; i < lines.Length; i++)
        {
            var colon = lines[i].IndexOf(':');
            if (colon > 0)
            {
                var name = lines[i].Substring(0, colon);
                var value = lines[i].Substring(colon + 1).Trim();
                headers[name] = headers.TryGetValue(name, out var before) ? before + "," + value : value;
            }
        }

        var request = new HttpRequest(parts[0], parts[1], parts[2], headers);
        if (request.Header("Expect") is not null)
        {
            await Write("HTTP/1.1 100 (Continue)\r\n\r\n").ConfigureAwait(false);
        }

        if (request.Header("Transfer-Encoding") is { } coding && coding.IndexOf("chunked", StringComparison.OrdinalIgnoreCase) >= 0)
        {
            request.Body = await ReadChunks().ConfigureAwait(false);
        }
        else if (int.TryParse(request.Header("Content-Length"), NumberStyles.None, CultureInfo.InvariantCulture, out var length))
        {
            if (length > MaxBody)
            {
                await Write("HTTP/1.1 400 Bad Request\r\n\r\n").ConfigureAwait(false);
                return null;
            }

            request.Body = await ReadBytes(length).ConfigureAwait(false);
        }

        return request;
    }

    public async Task WriteReply(HttpRequest request, HttpReply reply, EmulatorFault? fault, CancellationToken gone)
    {
        var status = reply.Status;
        var body = reply.Body;
        var head = new StringBuilder();
        var etag = request.Method == "GET" && status == 200 && fault?.Kind is not (FaultKind.Canned or FaultKind.CannedAfterHandling) && reply.ContentType == "application/json" ? Etag(body) : null;
        if (etag is not null && request.Header("If-None-Match") is { } known && (known.Trim() == "*" || known.IndexOf(etag, StringComparison.Ordinal) >= 0))
        {
            status = 304;
            body = [];
        }

        head.Append("HTTP/1.1 ").Append(status.ToString(CultureInfo.InvariantCulture)).Append(' ').Append(Reason(status)).Append("\r\n");
        head.Append("Server: TornadoServer/6.4.2\r\n");
        if (reply.ContentType is not null && status is not (204 or 304))
        {
            head.Append("Content-Type: ").Append(reply.ContentType).Append("\r\n");
        }

        head.Append("Date: ").Append(options.Now.UtcDateTime.ToString("r", CultureInfo.InvariantCulture)).Append("\r\n");
        head.Append("Access-Control-Allow-Origin: *\r\nAccess-Control-Allow-Headers: *\r\n");
        head.Append("Access-Control-Allow-Methods: DELETE, GET, PATCH, POST, PUT, OPTIONS\r\n");
        foreach (var header in reply.Headers)
        {
            head.Append(header.Key).Append(": ").Append(header.Value).Append("\r\n");
        }

        if (etag is not null)
        {
            head.Append("Etag: ").Append(etag).Append("\r\n");
        }

        if (status is not (204 or 304))
        {
            head.Append("Content-Length: ").Append(body.Length.ToString(CultureInfo.InvariantCulture)).Append("\r\n");
        }

        if (!request.KeepAlive)
        {
            head.Append("Connection: close\r\n");
        }

        head.Append("\r\n");
        var headBytes = Latin1.GetBytes(head.ToString());
        if (request.Method == "HEAD")
        {
            body = [];
        }

        switch (fault?.Kind)
        {
            case FaultKind.CutBody:
                await stream.WriteAsync(headBytes, 0, headBytes.Length, gone).ConfigureAwait(false);
                await stream.WriteAsync(body, 0, body.Length / 2, gone).ConfigureAwait(false);
                break;
            case FaultKind.SlowDrip:
                await stream.WriteAsync(headBytes, 0, headBytes.Length, gone).ConfigureAwait(false);
                await Drip(body, fault.PerChunk, gone).ConfigureAwait(false);
                break;
            default:
                var all = new byte[headBytes.Length + body.Length];
                headBytes.CopyTo(all, 0);
                body.CopyTo(all, headBytes.Length);
                await stream.WriteAsync(all, 0, all.Length, gone).ConfigureAwait(false);
                break;
        }

        await stream.FlushAsync(gone).ConfigureAwait(false);
    }

    private async Task Drip(byte[] body, TimeSpan pause, CancellationToken gone)
    {
        const int Pieces = 16;
        for (var i = 0; i < Pieces; i++)
        {
            await options.Clock.Delay(pause, gone).ConfigureAwait(false);
            var from = (int)((long)body.Length * i / Pieces);
            var to = (int)((long)body.Length * (i + 1) / Pieces);
            await stream.WriteAsync(body, from, to - from, gone).ConfigureAwait(false);
        }
    }

    private static string Etag(byte[] body)
    {
#pragma warning disable CA5350 // Tornado's Etag is a SHA-1; it protects nothing.
        using var sha = SHA1.Create();
#pragma warning restore CA5350
        var text = new StringBuilder("\"");
        foreach (var b in sha.ComputeHash(body))
        {
            text.Append(b.ToString("x2", CultureInfo.InvariantCulture));
        }

        return text.Append('"').ToString();
    }

    private static string Reason(int status) => status switch
    {
        200 => "OK",
        204 => "No Content",
        302 => "Found",
        304 => "Not Modified",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "Unknown",
    };

    private async Task Write(string text)
    {
        var bytes = Latin1.GetBytes(text);
        await stream.WriteAsync(bytes, 0, bytes.Length).ConfigureAwait(false);
    }

    private async Task<string?> ReadHead()
    {
        var scanned = start;
        while (true)
        {
            for (var i = Math.Max(start, scanned - 3); i + 3 < end; i++)
            {
                if (buffer[i] == '\r' && buffer[i + 1] == '\n' && buffer[i + 2] == '\r' && buffer[i + 3] == '\n')
                {
                    var head = Latin1.GetString(buffer, start, i - start);
                    start = i + 4;
                    return head;
                }
            }

            scanned = end - start;
            if (end - start > MaxHead || !await Fill().ConfigureAwait(false))
            {
                return null;
            }

            // Filling may have moved what was read to the front.
            scanned += start;
        }
    }

    private async Task<byte[]> ReadChunks()
    {
        using var body = new MemoryStream();
        while (true)
        {
            var line = await ReadLine().ConfigureAwait(false);
            var semicolon = line.IndexOf(';');
            var size = int.Parse(semicolon < 0 ? line : line.Substring(0, semicolon), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (size > 0)
            {
                var chunk = await ReadBytes(size).ConfigureAwait(false);
                body.Write(chunk, 0, chunk.Length);
            }

            await ReadLine().ConfigureAwait(false);
            if (size == 0)
            {
                return body.ToArray();
            }
        }
    }

    private async Task<string> ReadLine()
    {
        var line = new StringBuilder();
        while (true)
        {
            if (start == end && !await Fill().ConfigureAwait(false))
            {
                throw new IOException("The client left in the middle of a request.");
            }

            var b = buffer[start++];
            if (b == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)b);
        }
    }

    private async Task<byte[]> ReadBytes(int count)
    {
        var bytes = new byte[count];
        var have = Math.Min(count, end - start);
        Array.Copy(buffer, start, bytes, 0, have);
        start += have;
        while (have < count)
        {
            var read = await stream.ReadAsync(bytes, have, count - have).ConfigureAwait(false);
            if (read == 0)
            {
                throw new IOException("The client left in the middle of a request.");
            }

            have += read;
        }

        return bytes;
    }

    private async Task<bool> Fill()
    {
        if (start > 0)
        {
            Array.Copy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
        }

        if (end == buffer.Length)
        {
            Array.Resize(ref buffer, buffer.Length * 2);
        }

        var read = await stream.ReadAsync(buffer, end, buffer.Length - end).ConfigureAwait(false);
        end += read;
        return read > 0;
    }
}
