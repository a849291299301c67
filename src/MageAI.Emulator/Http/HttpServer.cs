using System;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using MageAI.Emulation.Faults;

namespace MageAI.Emulation.Http;

/// <summary>
/// A small HTTP/1.1 server. HttpListener would do for good replies, but can neither see a client leave, nor cut a reply, nor
/// pass on every path as it was sent, and needs a reservation on Windows.
/// </summary>
internal sealed class HttpServer : IDisposable
{
    private readonly TcpListener listener;
    private readonly MageEmulatorOptions options;
    private readonly Func<HttpRequest, CancellationToken, Task<Outcome>> handle;
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<Socket, byte> connections = new();

    public HttpServer(int port, MageEmulatorOptions options, Func<HttpRequest, CancellationToken, Task<Outcome>> handle)
    {
        this.handle = handle;
        this.options = options;
        listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start(512);
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _ = Task.Run(Accept);
    }

    public int Port { get; }

    public int Connections => connections.Count;

    public void Dispose()
    {
        if (stopping.IsCancellationRequested)
        {
            return;
        }

        stopping.Cancel();
        listener.Stop();
        foreach (var connection in connections.Keys)
        {
            Abort(connection);
        }
    }

    private static void Abort(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The other side was faster.
        }

        socket.Dispose();
    }

    private async Task Accept()
    {
        while (!stopping.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                socket = await listener.AcceptSocketAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }

            connections.TryAdd(socket, 0);
            if (stopping.IsCancellationRequested)
            {
                Abort(socket);
                return;
            }

            _ = Task.Run(() => Serve(socket));
        }
    }

    private async Task Serve(Socket socket)
    {
        try
        {
            socket.NoDelay = true;
            using var stream = new NetworkStream(socket);
            var wire = new HttpWire(stream, options);
            while (!stopping.IsCancellationRequested)
            {
                if (await wire.ReadRequest().ConfigureAwait(false) is not { } request)
                {
                    break;
                }

                using var gone = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
                using var done = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
                _ = Watch(socket, gone, done.Token);
                var outcome = await handle(request, gone.Token).ConfigureAwait(false);
                if (outcome.Reply is not { } reply || outcome.Fault?.Kind is FaultKind.DropAfterHandling)
                {
                    outcome.Entry.ClientClosed = gone.IsCancellationRequested && !stopping.IsCancellationRequested;
                    done.Cancel();
                    Abort(socket);
                    return;
                }

                // Before the reply goes out: a client that has it may look at the log at once.
                outcome.Entry.Status = reply.Status;
                try
                {
                    await wire.WriteReply(request, reply, outcome.Fault, gone.Token).ConfigureAwait(false);
                }
                catch (Exception e) when (e is System.IO.IOException or SocketException or ObjectDisposedException or OperationCanceledException)
                {
                    outcome.Entry.ClientClosed = !stopping.IsCancellationRequested;
                    return;
                }
                finally
                {
                    done.Cancel();
                }

                if (outcome.Fault?.Kind is FaultKind.CutBody)
                {
                    socket.Shutdown(SocketShutdown.Both);
                    return;
                }

                if (!request.KeepAlive)
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is System.IO.IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The client left, or the emulator stopped.
        }
        finally
        {
            connections.TryRemove(socket, out _);
            socket.Dispose();
        }
    }

    /// <summary>Notices that the client closed its end. A half-closed socket reads as ready with nothing in it.</summary>
    private static async Task Watch(Socket socket, CancellationTokenSource gone, CancellationToken done)
    {
        try
        {
            while (!done.IsCancellationRequested)
            {
                await Task.Delay(15, done).ConfigureAwait(false);
                if (socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0)
                {
                    gone.Cancel();
                    return;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Served, or gone.
        }
    }

    /// <summary>What became of a request: a reply, or none when the connection is to be dropped.</summary>
    internal sealed class Outcome(EmulatorRequest entry, HttpReply? reply, EmulatorFault? fault)
    {
        public EmulatorRequest Entry => entry;

        public HttpReply? Reply => reply;

        public EmulatorFault? Fault => fault;
    }
}
