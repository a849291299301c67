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
    private static readonly Encoding s_latin1 = Encoding.GetEncoding("iso-8859-1");

    private byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    /// <summary>The next request; null when the client is done or what it sent is not to be answered.</summary>
    public async Task<HttpRequest?> ReadRequest()
    {
        if (await ReadHead().ConfigureAwait(false) is not { } head)
        {
            return null;
        }

        string[] lines = head.Split(["\r\n"], StringSplitOptions.None);
        string[] parts = lines[0].Split(' ');
        if (parts.Length != 3)
        {
            return null;
        }

        Dictionary<string, string> headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (int i = 1; i < lines.Length; i++)
        {
            int colon = lines[i].IndexOf(':');
            if (colon > 0)
            {
                string name = lines[i].Substring(0, colon);
                string value = lines[i].Substring(colon + 1).Trim();
                headers[name] = headers.TryGetValue(name, out string before) ? before + "," + value : value;
            }
        }

        HttpRequest request = new HttpRequest(parts[0], parts[1], parts[2], headers);
        if (request.Header("Expect") is not null)
        {
            await Write("HTTP/1.1 100 (Continue)\r\n\r\n").ConfigureAwait(false);
        }

        if (request.Header("Transfer-Encoding") is { } coding && coding.IndexOf("chunked", StringComparison.OrdinalIgnoreCase) >= 0)
        {
            request.Body = await ReadChunks().ConfigureAwait(false);
        }
        else if (int.TryParse(request.Header("Content-Length"), NumberStyles.None, CultureInfo.InvariantCulture, out int length))
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
        int status = reply.Status;
        byte[] body = reply.Body;
        StringBuilder head = new StringBuilder();
        string? etag = request.Method == "GET" && status == 200 && fault?.Kind is not (FaultKind.Canned or FaultKind.CannedAfterHandling) && reply.ContentType == "application/json" ? Etag(body) : null;
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
        foreach (KeyValuePair<string, string> header in reply.Headers)
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
        byte[] headBytes = s_latin1.GetBytes(head.ToString());
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
                byte[] all = new byte[headBytes.Length + body.Length];
                headBytes.CopyTo(all, 0);
                body.CopyTo(all, headBytes.Length);
                await stream.WriteAsync(all, 0, all.Length, gone).ConfigureAwait(false);
                break;
        }

        await stream.FlushAsync(gone).ConfigureAwait(false);
    }

    private async Task Drip(byte[] body, TimeSpan pause, CancellationToken gone)
    {
        const int pieces = 16;
        for (int i = 0; i < pieces; i++)
        {
            await options.Clock.Delay(pause, gone).ConfigureAwait(false);
            int from = (int)((long)body.Length * i / pieces);
            int to = (int)((long)body.Length * (i + 1) / pieces);
            await stream.WriteAsync(body, from, to - from, gone).ConfigureAwait(false);
        }
    }

    private static string Etag(byte[] body)
    {
#pragma warning disable CA5350 // Tornado's Etag is a SHA-1; it protects nothing.
        using SHA1 sha = SHA1.Create();
#pragma warning restore CA5350
        StringBuilder text = new StringBuilder("\"");
        foreach (byte b in sha.ComputeHash(body))
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
        byte[] bytes = s_latin1.GetBytes(text);
        await stream.WriteAsync(bytes, 0, bytes.Length).ConfigureAwait(false);
    }

    private async Task<string?> ReadHead()
    {
        int scanned = _start;
        while (true)
        {
            for (int i = Math.Max(_start, scanned - 3); i + 3 < _end; i++)
            {
                if (_buffer[i] == '\r' && _buffer[i + 1] == '\n' && _buffer[i + 2] == '\r' && _buffer[i + 3] == '\n')
                {
                    string head = s_latin1.GetString(_buffer, _start, i - _start);
                    _start = i + 4;
                    return head;
                }
            }

            scanned = _end - _start;
            if (_end - _start > MaxHead || !await Fill().ConfigureAwait(false))
            {
                return null;
            }

            // Filling may have moved what was read to the front.
            scanned += _start;
        }
    }

    private async Task<byte[]> ReadChunks()
    {
        using MemoryStream body = new MemoryStream();
        while (true)
        {
            string line = await ReadLine().ConfigureAwait(false);
            int semicolon = line.IndexOf(';');
            int size = int.Parse(semicolon < 0 ? line : line.Substring(0, semicolon), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (size > 0)
            {
                byte[] chunk = await ReadBytes(size).ConfigureAwait(false);
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
        StringBuilder line = new StringBuilder();
        while (true)
        {
            if (_start == _end && !await Fill().ConfigureAwait(false))
            {
                throw new IOException("The client left in the middle of a request.");
            }

            byte b = _buffer[_start++];
            if (b == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)b);
        }
    }

    private async Task<byte[]> ReadBytes(int count)
    {
        byte[] bytes = new byte[count];
        int have = Math.Min(count, _end - _start);
        Array.Copy(_buffer, _start, bytes, 0, have);
        _start += have;
        while (have < count)
        {
            int read = await stream.ReadAsync(bytes, have, count - have).ConfigureAwait(false);
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
        if (_start > 0)
        {
            Array.Copy(_buffer, _start, _buffer, 0, _end - _start);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        int read = await stream.ReadAsync(_buffer, _end, _buffer.Length - _end).ConfigureAwait(false);
        _end += read;
        return read > 0;
    }
}
