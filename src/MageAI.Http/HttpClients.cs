using System;
using System.Net.Http;
using System.Threading;
using Microsoft.Extensions.DependencyInjection;

namespace MageAI.Http;

/// <summary>
/// The HTTP clients of one session, over a factory that renews their connections. No type of a dependency stands in a
/// signature here: callers live in another load context, where such a name may mean another version.
/// </summary>
internal sealed class HttpClients : IDisposable
{
    private const string Name = "Mage";

    private readonly ServiceProvider _services;

    /// <summary>Nothing is opened yet.</summary>
    /// <param name="createHandler">Makes the handler at the end of the chain, each time connections are renewed.</param>
    public HttpClients(Func<HttpMessageHandler> createHandler) => _services = new ServiceCollection()
        .AddHttpClient(Name, client => client.Timeout = Timeout.InfiniteTimeSpan)
        .ConfigurePrimaryHttpMessageHandler(createHandler)
        .RemoveAllLoggers()
        .Services.BuildServiceProvider();

    /// <summary>A client for one request; it need not be disposed.</summary>
    public HttpClient Create() => _services.GetRequiredService<IHttpClientFactory>().CreateClient(Name);

    /// <summary>Lets the factory go. It would keep the handlers for minutes, so who made them disposes them.</summary>
    public void Dispose() => _services.Dispose();
}
