using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Tasks;

namespace MageAI.Tests.Hosting;

/// <summary>A server that is no Mage: it gives the same reply to every request, plain or over TLS with a certificate of its own.</summary>
internal sealed class CannedServer : IDisposable
{
    private static readonly Lazy<Socket> s_dead = new(() =>
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    });

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2? _certificate;
    private readonly Func<string, byte[]> _reply;
    private readonly Func<string, byte[]>? _seesHeaders;
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly ConcurrentQueue<string> _headers = new();

    /// <param name="reply">Answers a method and target.</param>
    /// <param name="tls">Whether it speaks https.</param>
    /// <param name="seesHeaders">Answers a request's headers, a line each, in place of the former.</param>
    public CannedServer(Func<string, byte[]> reply, bool tls = false, Func<string, byte[]>? seesHeaders = null)
    {
        _reply = reply;
        _seesHeaders = seesHeaders;
        _certificate = tls ? SelfSigned() : null;
        _listener.Start();
        Uri = new Uri($"{(tls ? "https" : "http")}://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _ = Task.Run(Accept);
    }

    public Uri Uri { get; }

    /// <summary>Request lines in order of arrival.</summary>
    public string[] Requests => [.. _requests];

    /// <summary>The headers of each request, a line each, in order of arrival.</summary>
    public string[] Headers => [.. _headers];

    public static CannedServer Answering(int status, string contentType, string body, bool tls = false) => new(_ => Reply(status, contentType, body), tls);

    public static byte[] Reply(int status, string contentType, string body, params string[] headers)
    {
        byte[] content = Encoding.UTF8.GetBytes(body);
        string head = $"HTTP/1.1 {status} X\r\nContent-Type: {contentType}\r\nContent-Length: {content.Length}\r\nConnection: close\r\n"
            + string.Concat(headers.Select(header => header + "\r\n")) + "\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. content];
    }

    public void Dispose()
    {
        _listener.Stop();
        _certificate?.Dispose();
    }

    /// <summary>A port nobody listens on. It is taken as long as the tests run, so that nobody begins to.</summary>
    public static int DeadPort() => ((IPEndPoint)s_dead.Value.LocalEndPoint!).Port;

    private static X509Certificate2 SelfSigned()
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=mage.test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private async Task Accept()
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }

            _ = Task.Run(() => Serve(client));
        }
    }

    private async Task Serve(TcpClient client)
    {
        try
        {
            using (client)
            {
                await using Stream stream = await Open(client.GetStream());
                using StreamReader reader = new(stream, Encoding.Latin1, false, 1024, leaveOpen: true);
                string? line = await reader.ReadLineAsync();
                if (line is null)
                {
                    return;
                }

                List<string> headers = [];
                while (await reader.ReadLineAsync() is { Length: > 0 } header)
                {
                    headers.Add(header);
                }

                // A body left unread would reset the connection, and the client would lose the reply.
                if (Length(headers) is > 0 and int length)
                {
                    await reader.ReadBlockAsync(new char[length]);
                }

                string target = string.Join(' ', line.Split(' ')[..2]);
                string lines = string.Join('\n', headers);
                _headers.Enqueue(lines);
                _requests.Enqueue(target);
                byte[] reply = _seesHeaders?.Invoke(lines) ?? _reply(target);
                await stream.WriteAsync(reply);
                await stream.FlushAsync();
                client.Client.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
        {
            // The client left, which is what some tests are about.
        }
    }

    private static int Length(List<string> headers) => headers
        .Where(header => header.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
        .Select(header => int.Parse(header.Split(':')[1], CultureInfo.InvariantCulture))
        .FirstOrDefault();

    private async Task<Stream> Open(NetworkStream plain)
    {
        if (_certificate is null)
        {
            return plain;
        }

        SslStream secure = new(plain);
        await secure.AuthenticateAsServerAsync(_certificate);
        return secure;
    }
}
