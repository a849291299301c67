using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using MageAI.Json;

namespace MageAI.Transport;

/// <summary>
/// Makes one exception of any failure a server can report. Mage has two shapes: a typed one (<c>error.type</c>) and that of
/// an uncaught exception (<c>error.exception</c> with code 500), both mostly with HTTP status 200.
/// </summary>
internal static class ErrorReader
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    /// <summary>Where gateways put their words.</summary>
    private static readonly string[] s_words = ["message", "error_description", "detail", "error"];

    /// <summary>Reads the <c>error</c> object of a reply.</summary>
    public static MageException FromBody(MageReply reply, ReadOnlyMemory<byte> json, MageSession session)
    {
        object? content = JsonValue.Parse(json.Span);
        if (content is not Dictionary<string, object?> error)
        {
            string said = content as string ?? Encoding.UTF8.GetString(json.ToArray());
            return reply.Status >= 400
                ? FromStatus(new MageReply(reply.Request, reply.Status, Encoding.UTF8.GetBytes(said), null), session)
                : Finish(new MageException(MageErrorId.ServerError, said) { RecommendedAction = "Look at the server's log." }, reply, session);
        }

        if (Text(error, "exception") is string exception)
        {
            // What the endpoint for running a block says of a token that no trigger has.
            if (reply.Request.Bearer is not null && exception.StartsWith("No row was found when one was required", StringComparison.Ordinal))
            {
                return Finish(new MageException(MageErrorId.TriggerTokenInvalid, "No trigger has this token.") { RecommendedAction = "Check the trigger token; it changes when somebody rotates it.", IsRefusal = true }, reply, session);
            }

            return Finish(FromException(exception, Text(error, "message"), reply.Request.Subject), reply, session);
        }

        string? type = Text(error, "type");
        if (type is null && reply.Status == 401)
        {
            return Finish(SignInBefore(reply.Status, session, Text(error, "message") ?? string.Empty), reply, session);
        }

        MageException failure = FromType(type, error.TryGetValue("code", out object? code) ? code as int? : null, Message(error), reply.Request.Subject, session);
        failure.IsRefusal = type is not null;
        return Finish(failure, reply, session);
    }

    public static MageException FromStatus(MageReply reply, MageSession session)
    {
        string said = Encoding.UTF8.GetString(reply.Body.ToArray()).Trim();
        if (WantsTls(reply))
        {
            return Finish(
                new MageException(MageErrorId.TlsFailed, $"{session.Uri.Authority} speaks https, and was asked for plain http.")
                {
                    RecommendedAction = $"Connect to https://{session.Uri.Authority} [connect: -Uri https://{session.Uri.Authority}].",
                    IsRefusal = true,
                },
                reply,
                session);
        }

        string? proxy = session.Transport.Proxy;
        bool isOfGateway = IsOfGateway(reply.Status);
        string who = isOfGateway ? (proxy is null ? $"A proxy or gateway before {session.Uri}" : $"A gateway before the server, or the proxy {proxy},")
            : proxy is null ? "The server" : $"The server, or the proxy {proxy} before it,";
        string text = said.Length is > 0 and < 500 ? said : $"{who} answered with HTTP status {reply.Status.ToString(CultureInfo.InvariantCulture)}.";
        if (reply.Status == 407)
        {
            return Finish(
                new MageException(MageErrorId.ConnectionFailed, $"The proxy{(proxy is null ? "" : " " + proxy)} {ProxySignIn(session.Settings).What} (HTTP status 407); the server was not reached.")
                {
                    RecommendedAction = ProxySignIn(session.Settings).Advice,
                    IsRefusal = true,
                },
                reply,
                session);
        }

        MageException failure = reply.Status switch
        {
            429 or 503 => new(MageErrorId.RateLimited, text) { RecommendedAction = "The server or a proxy is overloaded; try again later." },
            401 => SignInBefore(reply.Status, session, said),
            403 => new(MageErrorId.Forbidden, text) { RecommendedAction = "The signed-in user, or a proxy, does not allow this. The header that a proxy wants is passed when connecting [connect: -Header]." },
            404 or 405 => new(MageErrorId.NotSupported, text) { RecommendedAction = "Check the address and the path; the Mage version may lack the endpoint." },
            400 => new(MageErrorId.RequestInvalid, text) { RecommendedAction = "Check the names that were sent." },
            _ when isOfGateway => new(MageErrorId.ServerError, text)
            {
                RecommendedAction = "Mage itself gives no such reply; what stands before it does where Mage does not answer. Check that Mage runs, and look at the log of the proxy or gateway.",
            },
            _ => new(MageErrorId.ServerError, text) { RecommendedAction = "Look at the server's log." },
        };

        // Mage's own, although it is empty: its route has no such method.
        failure.IsRefusal = reply.Status is 405 && said.Length == 0;
        return Finish(failure, reply, session);
    }

    /// <summary>Whether a status is one that Mage never gives, and proxies do (those beyond 511 are Cloudflare's).</summary>
    private static bool IsOfGateway(int status) => status is 502 or 504 or (>= 520 and <= 530);

    /// <summary>What a proxy wants that answers with HTTP status 407, and what to do: it may have had a user name and password.</summary>
    public static (string What, string Advice) ProxySignIn(ConnectionSettings settings) => settings.ProxyCredential is null
        ? ("asks for a sign-in of its own", "Connect with -ProxyCredential.")
        : ("refuses the user name and password that it was given", "Check the user name and password in -ProxyCredential, or those in the address in -Proxy.");

    /// <summary>Mage says in an envelope of its own whom it does not know; anybody else who does is something before it.</summary>
    private static MageException SignInBefore(int status, MageSession session, string said)
    {
        string words = Words(said);
        return new MageException(
            MageErrorId.NotMageServer,
            $"Something before Mage at {session.Uri} asks for a sign-in of its own (HTTP status {status.ToString(CultureInfo.InvariantCulture)}){(words.Length == 0 ? "." : ": " + words)}")
        {
            RecommendedAction = "A proxy or single sign-on stands before the server. Pass the header that it wants [connect: -Header], or connect to the server itself.",
        };
    }

    /// <summary>What a gateway says in JSON, or in a short text; nothing where it is a page.</summary>
    private static string Words(string said)
    {
        object? json;
        try
        {
            json = said.Length == 0 ? null : JsonValue.Parse(Encoding.UTF8.GetBytes(said));
        }
        catch (System.Text.Json.JsonException)
        {
            json = said;
        }

        string text = json switch
        {
            string plain => plain,
            Dictionary<string, object?> map => s_words.Select(key => Text(map, key)).FirstOrDefault(value => value is not null) ?? said,
            null => string.Empty,
            _ => said,
        };
        text = text.Trim();
        return text.Length is 0 or > 300 || text[0] == '<' ? string.Empty : text;
    }

    public static MageException Redirect(MageReply reply, MageSession session)
    {
        string to = reply.Location is null ? "another address" : new Uri(session.Uri, reply.Location).GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.Unescaped);
        return Finish(
            new MageException(MageErrorId.Redirected, $"The server sends us on to {to}. Key and token were not sent there.")
            {
                RecommendedAction = "If you trust that address, connect to it [connect: -Uri].",

                // Who is sent on has not been served; only 303 may follow on the work.
                IsRefusal = reply.Status != 303,
            },
            reply,
            session);
    }

    public static MageException Empty(MageReply reply, MageSession session) => reply.Status is >= 400
        ? FromStatus(reply, session)
        : Finish(
            new MageException(MageErrorId.EmptyResponse, "The server answered with an empty reply.")
            {
                RecommendedAction = "Mage does this when its own error handler fails: look at the server's log.",
            },
            reply,
            session);

    /// <summary>What a page means that comes in place of JSON. A page for a failure says that something failed, not that there is no Mage.</summary>
    public static MageException NotMage(MageReply reply, MageSession session) => reply.Status is 407 or 429 or >= 500 || WantsTls(reply)
        ? FromStatus(new MageReply(reply.Request, reply.Status, WantsTls(reply) ? reply.Body : ReadOnlyMemory<byte>.Empty, null), session)
        : Finish(
            reply.Status is 401 or 403 ? SignInBefore(reply.Status, session, string.Empty)
            : new MageException(MageErrorId.NotMageServer, $"{session.Uri} answers with a web page, not with Mage's API.")
            {
                RecommendedAction = "Check the address and its base path. A proxy or single sign-on may stand before the server and show its own page.",
                IsRefusal = IsWithoutRoute(reply),
            },
            reply,
            session);

    /// <summary>What servers of TLS say to a plain request, where they say anything (nginx, Apache, Go).</summary>
    private static bool WantsTls(MageReply reply) => reply.Status == 400 && Regex.IsMatch(
        Encoding.UTF8.GetString(reply.Body.ToArray()), "plain HTTP request was sent to HTTPS port|HTTP request to an HTTPS server|speaking plain HTTP to an SSL-enabled server port", Options);

    /// <summary>Whether the server is Mage and has no such route, which it says with the page of its web framework.</summary>
    public static bool IsWithoutRoute(MageReply reply) =>
        reply.Status == 404 && Encoding.UTF8.GetString(reply.Body.ToArray()).Trim() == "<html><title>404: Not Found</title><body>404: Not Found</body></html>";

    public static MageException Invalid(MageReply reply, string why, MageSession session, Exception? cause) => Finish(
        new MageException(MageErrorId.InvalidResponse, $"The server's reply cannot be used: {why}.", cause)
        {
            RecommendedAction = "Try again. If it stays so, something on the way changes the replies, or the Mage version is not supported.",
        },
        reply,
        session);

    private static MageException FromException(string exception, string? traceback, Subject subject)
    {
        // An error of the API inside a handler that does not know it: a Python dict as text.
        Match dict = Regex.Match(exception, @"^\{'code': (\d+), 'message': (['""])(.*)\2, 'type': '(\w+)'\}$", Options);
        if (dict.Success)
        {
            MageException typed = FromType(dict.Groups[4].Value, int.Parse(dict.Groups[1].Value, CultureInfo.InvariantCulture), dict.Groups[3].Value, subject, null);
            typed.IsRefusal = true;
            return typed;
        }

        // A database's error goes on with the statement and its values, and those of secrets are among them.
        int statement = exception.IndexOf("\n[SQL:", StringComparison.Ordinal);
        if (statement >= 0)
        {
            exception = exception.Substring(0, statement);
            traceback = null;
        }

        string text = exception.Length > 0 ? exception : "The server reports an error without a text.";
        if (KnownText.Of(ref text) is (MageErrorId id, string action))
        {
            // Any other failure may come after Mage has saved.
            return new MageException(id, id == MageErrorId.ServerError ? About(text, subject) : text)
            {
                RecommendedAction = action,
                Traceback = traceback,
                IsRefusal = id != MageErrorId.ServerError,
            };
        }

        return new MageException(MageErrorId.ServerError, About(text, subject))
        {
            RecommendedAction = "Mage raised this error itself; -Debug shows its traceback, the server's log more.",
            Traceback = traceback,
        };
    }

    /// <summary>The sentence, and what it is about.</summary>
    private static string About(string text, Subject subject) => text.EndsWith(".", StringComparison.Ordinal) ? $"{text.TrimEnd('.')} ({subject})." : $"{text} ({subject})";

    private static MageException FromType(string? type, int? code, string message, Subject subject, MageSession? session)
    {
        switch (type)
        {
            case "record_not_found" when subject.Noun == "session":
                return new(MageErrorId.SignInFailed, message) { RecommendedAction = "Check the e-mail or user name and the password." };
            case "record_not_found":
                // After any sign-in attempt Mage says "Email/username and/or password invalid." for everything missing.
                bool says = !message.StartsWith("Record not found", StringComparison.Ordinal) && !message.StartsWith("Email/username", StringComparison.Ordinal);
                return new(subject.NotFound, says ? message : $"{Capital(subject.ToString())} does not exist{(session is null ? "" : $" on {session.Uri}")}.")
                {
                    RecommendedAction = $"It may have been removed; list what there is [list {subject.Noun}s].",
                };
            case "record_invalid" when Regex.IsMatch(message, @"^Block .* does not exist in pipeline", Options):
                return new(MageErrorId.BlockNotFound, message) { RecommendedAction = "List the blocks [list blocks: -Pipeline]." };
            case "record_invalid":
                return new(MageErrorId.RequestInvalid, message) { RecommendedAction = "Check the values that were sent." };
            case "invalid_api_key":
                return new(MageErrorId.InvalidApiKey, message) { RecommendedAction = "Leave -ApiKey out to use Mage's own key, or pass the key of this server." };
            case "invalid_oauth_token":
                return new(MageErrorId.InvalidToken, message) { RecommendedAction = "Connect again with -Credential, or with a fresh token." };
            case "expired_oauth_token":
                return new(MageErrorId.TokenExpired, message) { RecommendedAction = "Connect again. With -Credential a session renews its token itself." };
            case "unauthorized_access" when message.IndexOf("invalid scope", StringComparison.OrdinalIgnoreCase) >= 0 && message.StartsWith("Private", StringComparison.OrdinalIgnoreCase):
                return new(MageErrorId.SignInRequired, message) { RecommendedAction = "Connect with -Credential or -Token." };
            case "unauthorized_access" when Regex.IsMatch(message, @"^The \w+ action is disabled for", Options):
                return new(MageErrorId.Forbidden, message) { RecommendedAction = "Mage lets nobody do this over its API; do it on Mage's own pages, if there." };
            case "unauthorized_access":
                return new(MageErrorId.Forbidden, message) { RecommendedAction = "Sign in as a user whose role may do this (editor or above for most writes)." };
        }

        return code switch
        {
            401 => new(MageErrorId.InvalidToken, message) { RecommendedAction = "Connect again." },
            403 => new(MageErrorId.Forbidden, message) { RecommendedAction = "Sign in as a user whose role may do this." },
            404 => new(subject.NotFound, message) { RecommendedAction = $"List what there is [list {subject.Noun}s]." },
            400 => new(MageErrorId.RequestInvalid, message) { RecommendedAction = "Check the values that were sent." },
            _ => new(MageErrorId.ServerError, message) { RecommendedAction = "Look at the server's log." },
        };
    }

    private static MageException Finish(MageException failure, MageReply reply, MageSession session)
    {
        IReadOnlyCollection<string> secrets = session.Transport.Secrets(reply.Request);

        // Mage writes some sentences with long runs of spaces inside.
        string text = Regex.Replace(failure.Message, @"(?<=\S) {2,}(?=\S)", " ", Options);
        return new MageException(failure.ErrorId, Redactor.Text(text, secrets), failure.InnerException)
        {
            StatusCode = reply.Status,
            Method = reply.Request.Method.Method,
            Path = Redactor.Path("/api/" + reply.Request.Target(), secrets),
            Advice = failure.Advice,
            Target = reply.Request.Subject.Identity,
            IsRefusal = failure.IsRefusal,
            Traceback = failure.Traceback is null ? null : Redactor.Text(failure.Traceback, secrets),
        };
    }

    /// <summary>The message, and what a validation adds to it (an object, or a list of lines).</summary>
    private static string Message(Dictionary<string, object?> error)
    {
        string message = Text(error, "message") ?? "The server reports an error without a text.";
        error.TryGetValue("errors", out object? details);
        string? more = details switch
        {
            Dictionary<string, object?> map when map.TryGetValue("error", out object? text) => text as string,
            List<object?> lines => string.Join(" ", lines.OfType<string>()),
            _ => null,
        };
        return string.IsNullOrWhiteSpace(more) ? message : $"{message.TrimEnd('.')}: {more}";
    }

    private static string? Text(Dictionary<string, object?> map, string key) => map.TryGetValue(key, out object? value) ? value as string : null;

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text.Substring(1);
}
