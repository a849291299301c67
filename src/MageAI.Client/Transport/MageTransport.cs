using System;
using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security;
using System.Security.Authentication;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using MageAI.Http;
using MageAI.Json;

namespace MageAI.Transport;

/// <summary>
/// The HTTP pipeline of one session: key and token, timeout, retry, renewal of an expired token, and one log line an
/// attempt. It gives back whole replies, good or bad; what they mean is read in <see cref="Envelope"/>.
/// </summary>
internal sealed class MageTransport : IDisposable
{
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(20);

    /// <summary>A TLS server has answered by then, if only with its certificate, unless the way is very long.</summary>
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(1.5);

    /// <summary>What .NET says when a proxy refuses to connect us on.</summary>
    private static readonly Regex s_tunnel = new(@"proxy tunnel request .* failed with status code '(?<status>\d+)'", RegexOptions.CultureInvariant);

    private readonly ConnectionSettings _settings;
    private readonly object _gate = new();
    private readonly Repeater<Attempt> _retry;
    private readonly SemaphoreSlim _renewing = new(1, 1);
    private readonly string _apiKey;
    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentBag<HttpClientHandler> _handlers = [];
    private volatile MageToken? _token;
    private HttpClients? _clients;
    private int _underWay;
    private bool _rests;
    private volatile bool _disposed;
    private volatile bool _hasAnswered;

    public MageTransport(ConnectionSettings settings)
    {
        _settings = settings;
        _apiKey = settings.ApiKey is null ? ConnectionSettings.PublicApiKey : Secret.Reveal(settings.ApiKey);
        _token = settings.Token is null ? null : MageToken.Read(settings.Token);
        _retry = new Repeater<Attempt>(settings.RetryCount, settings.RetryDelay, s_longestPause, attempt => attempt.Reply?.RetryAfter, PauseAsync);
    }

    /// <summary>Signs in again after a token expired; set once the session knows how to.</summary>
    public Func<MageCall, Task<SecureString>>? Renew { get; set; }

    public bool HasToken => _token is not null;

    public DateTimeOffset? TokenExpires => _token?.Expires;

    /// <summary>The server's clock less ours, to a second.</summary>
    public TimeSpan ClockOffset => ServerClock.Offset;

    public ServerClock ServerClock { get; } = new();

    /// <summary>The address of the proxy that requests go through, named by the caller or by the environment; null for none.</summary>
    public string? Proxy
    {
        get
        {
            // As the handler does it: a proxy of the environment stands elsewhere, and this machine's own addresses mean another machine there.
            Uri? proxy = _settings.Proxy ?? (_settings.Uri.IsLoopback ? null : WebRequest.DefaultWebProxy?.GetProxy(_settings.Uri));
            return proxy is null || proxy == _settings.Uri ? null : proxy.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
        }
    }

    public void UseToken(SecureString? token) => _token = token is null ? null : MageToken.Read(token);

    private TimeProvider Clock => _settings.Clock;

    /// <summary>Sends a request, repeating it where that is safe: a read after any fault that may pass, a write only where it cannot have arrived.</summary>
    /// <exception cref="MageException">No reply was had: connection, TLS, timeout.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<MageReply> SendAsync(MageRequest request, MageCall call)
    {
        try
        {
            return await SendOrRenewAsync(request, call).ConfigureAwait(false);
        }
        catch (Exception e) when (_disposed && !call.Cancellation.IsCancellationRequested && e is ObjectDisposedException or OperationCanceledException or MageException)
        {
            throw new MageException(MageErrorId.NotConnected, "The session was closed while a request was under way.", e)
            {
                RecommendedAction = "Connect again [connect].",
            };
        }
    }

    private async Task<MageReply> SendOrRenewAsync(MageRequest request, MageCall call)
    {
        MageToken? used = _token;
        MageReply reply = await SendWithRetryAsync(request, call).ConfigureAwait(false);
        if (reply.Status == 401 && !request.Anonymous && !request.WithoutToken && !request.WithoutRenewal && Renew is not null
            && Envelope.ErrorType(reply) is "expired_oauth_token" or "invalid_oauth_token")
        {
            // The server refuses a token before it looks at anything else, so repeating is safe, also for POST.
            try
            {
                await RenewAsync(used, call).ConfigureAwait(false);
            }
            catch (MageException failure)
            {
                failure.IsRefusal = true;
                throw;
            }

            reply = await SendWithRetryAsync(request, call).ConfigureAwait(false);
        }

        return reply;
    }

    /// <summary>Every text that must not be shown, for the redactor.</summary>
    /// <param name="request">The request whose own secrets count too.</param>
    public IReadOnlyCollection<string> Secrets(MageRequest? request = null)
    {
        List<string> secrets = [.. request?.Secrets ?? [], .. request?.Headers.Secrets ?? [], .. _settings.Headers.Secrets];
        if (_settings.ApiKey is not null && _apiKey != ConnectionSettings.PublicApiKey)
        {
            secrets.Add(_apiKey);
        }

        foreach (SecureString? secret in new[] { _token?.Jwt, _token?.Inner, _settings.Token, _settings.Password, request?.Bearer, _settings.ProxyCredential?.SecurePassword })
        {
            if (secret is { Length: > 0 })
            {
                secrets.Add(Secret.Reveal(secret));
            }
        }

        return secrets;
    }

    /// <summary>From now on closes the connections whenever no request is under way; those that come open new ones.</summary>
    public void Rest()
    {
        lock (_gate)
        {
            _rests = true;
            if (_underWay == 0)
            {
                CloseConnections();
            }
        }
    }

    /// <summary>Ends the requests under way and closes the connections.</summary>
    public void Dispose()
    {
        _disposed = true;
        _closing.Cancel();
        lock (_gate)
        {
            CloseConnections();
        }

        _renewing.Dispose();
        _closing.Dispose();
    }

    /// <summary>The factory would keep them for minutes.</summary>
    private void CloseConnections()
    {
        _clients?.Dispose();
        _clients = null;
        while (_handlers.TryTake(out HttpClientHandler? handler))
        {
            handler.Dispose();
        }
    }

    private HttpClient Enter()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                throw new ObjectDisposedException(nameof(MageTransport));
            }

            _clients ??= new HttpClients(CreateHandler);
            HttpClient client = _clients.Create();
            _underWay++;
            return client;
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            if (--_underWay == 0 && _rests)
            {
                CloseConnections();
            }
        }
    }

    private async Task RenewAsync(MageToken? used, MageCall call)
    {
        await _renewing.WaitAsync(call.Cancellation).ConfigureAwait(false);
        try
        {
            // Somebody else may have renewed it while we waited.
            if (ReferenceEquals(used, _token))
            {
                _token = MageToken.Read(await Renew!(call).ConfigureAwait(false));
            }
        }
        finally
        {
            _renewing.Release();
        }
    }

    private async Task<MageReply> SendWithRetryAsync(MageRequest request, MageCall call)
    {
        long begun = Clock.GetTimestamp();
        int number = 0;
        Attempt attempt = await _retry.RunAsync(
            cancellation => SendOnceAsync(request, call, ++number, cancellation),
            made => ShouldRepeat(made, request, Clock.GetElapsedTime(begun)),
            call.Cancellation).ConfigureAwait(false);
        return attempt.Failure is MageException failure ? throw failure : attempt.Reply!;
    }

    private async Task<Attempt> SendOnceAsync(MageRequest request, MageCall call, int number, CancellationToken cancellation)
    {
        long begun = Clock.GetTimestamp();
        using CancellationTokenSource deadline = Clock.CreateCancellationTokenSource(_settings.Timeout);
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _closing.Token, deadline.Token);
        IReadOnlyCollection<string> secrets = Secrets(request);
        string shown = Redactor.Path("/api/" + request.Target(), secrets);
        HttpClient client = Enter();
        try
        {
            using HttpRequestMessage message = Build(request);
            DateTimeOffset sent = Clock.GetUtcNow();
            using HttpResponseMessage response = await AnswerAsync(client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, timeout.Token), timeout.Token).ConfigureAwait(false);
            _hasAnswered = true;
            if (response.Headers.Date is DateTimeOffset date)
            {
                ServerClock.Observe(date, sent, Clock.GetUtcNow());
            }

            (ReadOnlyMemory<byte> body, byte[]? lent) = await ReadBodyAsync(response, timeout.Token).ConfigureAwait(false);
            call.Log.Enqueue(new RequestLogEntry(request.Method.Method, shown, (int)response.StatusCode, Clock.GetElapsedTime(begun), body.Length, number, null));
            return new Attempt(
                new MageReply(request, (int)response.StatusCode, body, response.Content.Headers.ContentType?.MediaType)
                {
                    Lent = lent,
                    RetryAfter = RetryAfterOf(response),
                    Location = response.Headers.Location,
                    Elapsed = Clock.GetElapsedTime(begun),
                },
                null,
                Arrived: true);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e) when (e is PlainServerException or HttpRequestException or OperationCanceledException or IOException or InvalidDataException or SocketException or WebException
            || (e is NotSupportedException && Proxy is not null))
        {
            if (e is PlainServerException)
            {
                timeout.Cancel();
            }

            (MageException failure, bool arrived) = Explain(e, secrets);
            failure.Method = request.Method.Method;
            failure.Path = shown;
            failure.NeverSent = !arrived;
            call.Log.Enqueue(new RequestLogEntry(request.Method.Method, shown, null, Clock.GetElapsedTime(begun), 0, number, failure.ErrorId.ToString()));
            return new Attempt(null, failure, arrived);
        }
        finally
        {
            Leave();
        }
    }

    private static async Task<(ReadOnlyMemory<byte> Body, byte[]? Lent)> ReadBodyAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        using Stream stream = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
        long? length = response.Content.Headers.ContentLength;
        if (length is > 0 and < int.MaxValue)
        {
            // Lent by the pool; MageReply.Release gives it back, and what is never released is garbage like any other.
            byte[] buffer = ArrayPool<byte>.Shared.Rent((int)length);
            int filled = 0;
            while (filled < length)
            {
                int read = await stream.ReadAsync(buffer, filled, (int)length - filled, cancellation).ConfigureAwait(false);
                if (read == 0)
                {
                    throw new IOException("The reply ended before its announced length.");
                }

                filled += read;
            }

            return (buffer.AsMemory(0, filled), buffer);
        }

        using MemoryStream unknown = new();
        await stream.CopyToAsync(unknown, 81920, cancellation).ConfigureAwait(false);
        return (unknown.ToArray(), null);
    }

    private HttpRequestMessage Build(MageRequest request)
    {
        bool withKey = !request.Anonymous;
        bool keyInQuery = withKey && _settings.ApiKeyIn == KeyPlacement.Parameter && (request.Method != HttpMethod.Post || request.Body is null);
        HttpRequestMessage message = new(request.Method, new Uri(_settings.Uri, "api/" + request.Target(keyInQuery ? _apiKey : null)));
        message.Headers.ExpectContinue = false;
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (withKey && _settings.ApiKeyIn == KeyPlacement.Header)
        {
            message.Headers.TryAddWithoutValidation("X-API-KEY", _apiKey);
        }

        if (request.Bearer is not null)
        {
            message.Headers.TryAddWithoutValidation("Authorization", "Bearer " + Secret.Reveal(request.Bearer));
        }
        else if (!request.Anonymous && !request.WithoutToken && _token is MageToken token)
        {
            if (_settings.TokenIn == TokenPlacement.Cookie && token.Jwt is not null)
            {
                message.Headers.TryAddWithoutValidation("Cookie", "oauth_token=" + Secret.Reveal(token.Jwt));
            }
            else
            {
                message.Headers.TryAddWithoutValidation("OAUTH-TOKEN", Secret.Reveal(token.Inner));
            }
        }

        request.Headers.AddTo(message);
        _settings.Headers.AddTo(message);

        // Without a content, even an empty one, the handler repeats a request by itself when the connection is closed instead
        // of a reply, and nobody learns that the first one may have been carried out.
        if (request.Body is not null || request.Method != HttpMethod.Get)
        {
            object? body = request.Body;
            if (withKey && !keyInQuery && _settings.ApiKeyIn == KeyPlacement.Parameter && body is IDictionary<string, object?> fields)
            {
                body = new Dictionary<string, object?>(fields) { ["api_key"] = _apiKey };
            }

            message.Content = new ByteArrayContent(body is null ? [] : JsonValue.ToUtf8(body));
            message.Content.Headers.ContentType = body is null && request.Method == HttpMethod.Delete ? null : new MediaTypeHeaderValue("application/json");
        }

        return message;
    }

    private HttpClientHandler CreateHandler()
    {
        HttpClientHandler handler = new()
        {
            // A redirect would carry key and token to a host nobody named.
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate,
        };
        if (_settings.Proxy is not null)
        {
            handler.Proxy = new WebProxy(_settings.Proxy) { Credentials = _settings.ProxyCredential };
            handler.UseProxy = true;
        }
        else if (_settings.Uri.IsLoopback)
        {
            // A proxy of the environment stands elsewhere: this machine's own addresses mean another machine there.
            handler.UseProxy = false;
        }
        else if (_settings.ProxyCredential is not null)
        {
            handler.DefaultProxyCredentials = _settings.ProxyCredential;
        }

        if (_settings.SkipCertificateCheck)
        {
            // Asked for by name, for this session only.
#pragma warning disable CA5359
            handler.ServerCertificateCustomValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        _handlers.Add(handler);
        return handler;
    }

    /// <summary>The pause before a write is sent again, after a look has shown that it was not carried out; null where it is not to be.</summary>
    /// <param name="tries">How often it was sent.</param>
    /// <param name="asked">The pause that the server asked for.</param>
    /// <param name="begun">When it was first sent, by the session's clock.</param>
    public TimeSpan? PauseBeforeRepeat(int tries, TimeSpan? asked, long begun)
    {
        TimeSpan pause = asked ?? TimeSpan.FromTicks(Math.Min(_settings.RetryDelay.Ticks << Math.Min(tries - 1, 16), s_longestPause.Ticks));
        return tries <= _settings.RetryCount && Clock.GetElapsedTime(begun) + pause < _settings.RetryBudget ? pause : null;
    }

    public Task PauseAsync(TimeSpan pause, CancellationToken cancellation) => Clock.Delay(pause, cancellation);

    private bool ShouldRepeat(Attempt attempt, MageRequest request, TimeSpan elapsed)
    {
        TimeSpan pause = attempt.Reply?.RetryAfter ?? TimeSpan.Zero;
        if (_disposed || elapsed + pause >= _settings.RetryBudget)
        {
            return false;
        }

        return attempt.Reply is MageReply reply
            ? request.IsRead && reply.Status is 429 or 502 or 503 or 504
            : attempt.Failure!.ErrorId is MageErrorId.ConnectionFailed or MageErrorId.RequestTimeout && (request.IsRead || !attempt.Arrived);
    }

    private TimeSpan? RetryAfterOf(HttpResponseMessage response)
    {
        RetryConditionHeaderValue? header = response.Headers.RetryAfter;
        TimeSpan? pause = header?.Delta
            ?? (header?.Date is DateTimeOffset at ? at - (response.Headers.Date ?? Clock.GetUtcNow()) : null);
        return pause < TimeSpan.Zero ? TimeSpan.Zero : pause;
    }

    /// <summary>
    /// Waits for the answer. As long as a server of https has never given one, and is silent, it may be a plain one that waits for more:
    /// that is found out beside.
    /// </summary>
    /// <exception cref="PlainServerException">It is.</exception>
    private async Task<HttpResponseMessage> AnswerAsync(Task<HttpResponseMessage> flight, CancellationToken cancellation)
    {
        if (_hasAnswered || _settings.Uri.Scheme != Uri.UriSchemeHttps || Proxy is not null)
        {
            return await flight.ConfigureAwait(false);
        }

        using CancellationTokenSource pause = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(flight, Clock.Delay(TimeSpan.FromTicks(Math.Min(s_silence.Ticks, _settings.Timeout.Ticks / 3)), pause.Token)).ConfigureAwait(false);
        pause.Cancel();
        bool mayBePlain = !flight.IsCompleted || (flight.Exception is Exception failed && Causes(failed).Any(cause => cause is AuthenticationException));
        if (!cancellation.IsCancellationRequested && mayBePlain && await PlainProbe.AnswersAsync(_settings.Uri).ConfigureAwait(false) && flight.Status != TaskStatus.RanToCompletion)
        {
            _ = flight.ContinueWith(late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw new PlainServerException();
        }

        return await flight.ConfigureAwait(false);
    }

    /// <summary>Says what a broken attempt means, and whether the request may have reached the server.</summary>
    private (MageException Failure, bool Arrived) Explain(Exception e, IReadOnlyCollection<string> secrets)
    {
        string server = _settings.Uri.GetLeftPart(UriPartial.Authority);
        string? proxy = Proxy;
        MageException failure;
        bool arrived = true;
        if (e is PlainServerException)
        {
            arrived = false;
            string plain = "http" + server.Substring("https".Length);
            failure = new(MageErrorId.TlsFailed, $"{_settings.Uri.Authority} speaks plain http, and was asked for https.", e)
            {
                RecommendedAction = $"Connect to {plain} [connect: -Uri {plain}], where nothing is encrypted on the way, or ask for the server's https address.",
            };
        }
        else if (Causes(e).Select(cause => s_tunnel.Match(cause.Message)).FirstOrDefault(match => match.Success) is Match tunnel)
        {
            arrived = false;
            failure = new(MageErrorId.ConnectionFailed, $"The proxy {proxy} does not let us through to {server}: it {(tunnel.Groups["status"].Value == "407" ? ErrorReader.ProxySignIn(_settings).What + " (HTTP status 407)" : "answers with HTTP status " + tunnel.Groups["status"].Value)}.", e)
            {
                RecommendedAction = tunnel.Groups["status"].Value == "407" ? ErrorReader.ProxySignIn(_settings).Advice : "Ask those who run the proxy; the server itself was not reached.",
            };
        }
        else if (e is OperationCanceledException)
        {
            failure = new(
                MageErrorId.RequestTimeout,
                $"{(proxy is null ? server : $"The proxy {proxy}, or {server} behind it,")} did not answer within {_settings.Timeout.TotalSeconds:0.##} s.",
                e)
            {
                RecommendedAction = "Try again, or connect with a larger -TimeoutSec. Mage answers one request at a time and may be busy."
                    + (proxy is null ? string.Empty : " " + AboutProxy),
            };
        }
        else if (e is NotSupportedException)
        {
            arrived = false;
            failure = new(MageErrorId.NotSupported, $"No way leads through the proxy {proxy} from here: {Redactor.Text(e.Message, secrets)}", e)
            {
                RecommendedAction = AboutProxy,
            };
        }
        else if (Causes(e).OfType<AuthenticationException>().FirstOrDefault() is AuthenticationException tls)
        {
            arrived = false;
            string with = proxy is not null && _settings.Uri.Scheme == Uri.UriSchemeHttp ? $"the proxy {proxy}" : server;
            failure = new(MageErrorId.TlsFailed, $"No trusted TLS connection to {with}: {Redactor.Text(tls.Message, secrets)}", e)
            {
                RecommendedAction = "Check the certificate and the address (http or https). For a self-signed certificate of your own, connect with -SkipCertificateCheck.",
            };
        }
        else
        {
            Exception cause = Causes(e).Last();
            arrived = !NeverConnected(e);
            string why = Redactor.Text(cause.Message, secrets);
            failure = new(
                MageErrorId.ConnectionFailed,
                arrived ? $"The connection to {server} broke: {why}"
                    : proxy is not null ? $"Nobody answers at the proxy {proxy}, so {server} was not asked: {why}"
                    : IsUnknownName(e) ? $"Nobody knows the name {_settings.Uri.Host}: {why}"
                    : $"Nobody answers at {server}: {why}",
                e)
            {
                RecommendedAction = arrived
                    ? "Try again; if it happens again, look at the server's log and at proxies on the way."
                        + (_hasAnswered || _settings.Uri.Scheme == Uri.UriSchemeHttps ? string.Empty : $" It may speak https: connect to https://{_settings.Uri.Authority} then.")
                    : proxy is null ? "Check that Mage runs there, and the address, port, proxy and firewall."
                    : AboutProxy,
            };
        }

        return (failure, arrived);
    }

    private string AboutProxy => _settings.Proxy is not null
        ? "Check the address in -Proxy and that the proxy runs; leave -Proxy out to connect directly."
        : "The environment or the system names this proxy (HTTP_PROXY, HTTPS_PROXY, NO_PROXY): check it there, or pass another with -Proxy.";

    private static bool IsUnknownName(Exception e) => Causes(e).Any(cause => cause switch
    {
        SocketException socket => socket.SocketErrorCode is SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData,
        WebException web => web.Status is WebExceptionStatus.NameResolutionFailure,
        _ => false,
    });

    private static IEnumerable<Exception> Causes(Exception? e)
    {
        for (; e is not null; e = e.InnerException)
        {
            yield return e;
        }
    }

    /// <summary>True only when no byte can have left: then even a POST may be repeated.</summary>
    private static bool NeverConnected(Exception e) => Causes(e).Any(cause => cause switch
    {
        SocketException socket => socket.SocketErrorCode is SocketError.ConnectionRefused or SocketError.HostNotFound
            or SocketError.TryAgain or SocketError.NoData,
        WebException web => web.Status is WebExceptionStatus.ConnectFailure or WebExceptionStatus.NameResolutionFailure
            or WebExceptionStatus.ProxyNameResolutionFailure,
        _ => false,
    });

    /// <summary>The server speaks no TLS.</summary>
    private sealed class PlainServerException : Exception;

    /// <summary>One try: a reply, or why there is none and whether the server may have seen it.</summary>
    private sealed record Attempt(MageReply? Reply, MageException? Failure, bool Arrived);
}
