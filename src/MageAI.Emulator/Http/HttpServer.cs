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
    private readonly TcpListener _listener;
    private readonly MageEmulatorOptions _options;
    private readonly Func<HttpRequest, CancellationToken, Task<Outcome>> _handle;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<Socket, byte> _connections = new();

    public HttpServer(int port, MageEmulatorOptions options, Func<HttpRequest, CancellationToken, Task<Outcome>> handle)
    {
        this._handle = handle;
        this._options = options;
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start(512);
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = Task.Run(Accept);
    }

    public int Port { get; }

    public int Connections => _connections.Count;

    public void Dispose()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        _stopping.Cancel();
        _listener.Stop();
        foreach (Socket connection in _connections.Keys)
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
        while (!_stopping.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptSocketAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }

            _connections.TryAdd(socket, 0);
            if (_stopping.IsCancellationRequested)
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
            using NetworkStream stream = new NetworkStream(socket);
            HttpWire wire = new HttpWire(stream, _options);
            while (!_stopping.IsCancellationRequested)
            {
                if (await wire.ReadRequest().ConfigureAwait(false) is not { } request)
                {
                    break;
                }

                using CancellationTokenSource gone = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
                using CancellationTokenSource done = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
                _ = Watch(socket, gone, done.Token);
                Outcome outcome = await _handle(request, gone.Token).ConfigureAwait(false);
                if (outcome.Reply is not { } reply || outcome.Fault?.Kind is FaultKind.DropAfterHandling)
                {
                    outcome.Entry.ClientClosed = gone.IsCancellationRequested && !_stopping.IsCancellationRequested;
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
                    outcome.Entry.ClientClosed = !_stopping.IsCancellationRequested;
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
            _connections.TryRemove(socket, out _);
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
