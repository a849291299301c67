using System;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace MageAI.Transport;

/// <summary>
/// Finds out whether a server that was asked over TLS speaks plain HTTP. Mage's own waits in silence for the end of what it takes for a
/// very long first line. Neither key nor token is sent.
/// </summary>
internal static class PlainProbe
{
    /// <summary>A server that takes longer is not called a plain one.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    /// <summary>Whether a plain request is answered, and not by a server of TLS that says so in plain words (400).</summary>
    public static async Task<bool> AnswersAsync(Uri server)
    {
        using TcpClient client = new();
        using CancellationTokenSource end = new();
        try
        {
            Task<string> reply = AskAsync(client, server);
            Task first = await Task.WhenAny(reply, Task.Delay(s_patience, end.Token)).ConfigureAwait(false);
            end.Cancel();
            if (first == reply)
            {
                string line = await reply.ConfigureAwait(false);
                return line.StartsWith("HTTP/1.", StringComparison.Ordinal) && line.IndexOf(" 400", StringComparison.Ordinal) < 0;
            }

            // Closing it ends the asking, whose failure nobody waits for.
            _ = reply.ContinueWith(late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            // Then it does not speak plain HTTP either.
        }

        return false;
    }

    private static async Task<string> AskAsync(TcpClient client, Uri server)
    {
        await client.ConnectAsync(server.Host, server.Port).ConfigureAwait(false);
        NetworkStream stream = client.GetStream();
        byte[] request = Encoding.ASCII.GetBytes($"GET {server.AbsolutePath}api/statuses HTTP/1.1\r\nHost: {server.Authority}\r\nConnection: close\r\n\r\n");
        await stream.WriteAsync(request, 0, request.Length).ConfigureAwait(false);
        byte[] reply = new byte[16];
        int filled = 0;
        while (filled < reply.Length && await stream.ReadAsync(reply, filled, reply.Length - filled).ConfigureAwait(false) is > 0 and int read)
        {
            filled += read;
        }

        return Encoding.ASCII.GetString(reply, 0, filled);
    }
}
