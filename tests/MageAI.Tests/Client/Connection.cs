using System;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using MageAI.Emulation;
using MageAI.Operations;
using MageAI.Tests.Hosting;
using MageAI.Transport;

namespace MageAI.Tests.Client;

/// <summary>A session of the client without PowerShell, with an emulator of its own and quick retries.</summary>
internal sealed class Connection : IDisposable
{
    private Connection(EagerClock clock, MageEmulator emulator, MageSession session)
    {
        Clock = clock;
        Emulator = emulator;
        Session = session;
        emulator.ClearRequests();
    }

    /// <summary>The time of both: no pause takes any, and what passed on it is what was waited for.</summary>
    public EagerClock Clock { get; }

    public MageEmulator Emulator { get; }

    public MageSession Session { get; }

    public string[] Wire => [.. Emulator.Requests.Select(request => $"{request.Method} {request.Path}")];

    public static async Task<Connection> OpenAsync(int retries = 3, TimeSpan? timeout = null, TimeSpan? budget = null, TimeSpan? delay = null)
    {
        EagerClock clock = new();
        MageEmulator emulator = MageEmulator.Start(new MageEmulatorOptions { TickMilliseconds = 0, Clock = clock });
        return new Connection(clock, emulator, await MageSession.ConnectAsync(
            new ConnectionSettings
            {
                Uri = new Uri(emulator.Uri + (emulator.Uri.AbsolutePath.EndsWith('/') ? "" : "/")),
                RetryCount = retries,
                RetryDelay = delay ?? TimeSpan.FromMilliseconds(20),
                RetryBudget = budget ?? TimeSpan.FromSeconds(30),
                Timeout = timeout ?? TimeSpan.FromSeconds(20),
                Clock = clock,
            },
            new MageCall()));
    }

    /// <summary>A session whose server is never asked: for reading replies.</summary>
    public static MageSession Offline() => new(new ConnectionSettings { Uri = new Uri("http://mage.test/") });

    public static MageReply Reply(string body, int status = 200, string? contentType = "application/json", MageRequest? request = null) =>
        new(request ?? new MageRequest(HttpMethod.Get, "pipelines"), status, Encoding.UTF8.GetBytes(body), contentType);

    public Task<MageReply> SendAsync(string method, MageCall? call = null, object? body = null) =>
        Session.Transport.SendAsync(MageRequest.Raw(new HttpMethod(method), "pipelines", body), call ?? new MageCall(CancellationToken.None));

    public void Dispose()
    {
        Session.Dispose();
        Emulator.Dispose();
    }
}
