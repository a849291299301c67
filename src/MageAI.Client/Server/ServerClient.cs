using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Security;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using MageAI.Json;
using MageAI.Resources;
using MageAI.Transport;

namespace MageAI.Server;

/// <summary>The server itself: its status, its version, signing in and out.</summary>
internal sealed class ServerClient(MageSession session) : ResourceClient(session)
{
    /// <summary>Reads the open status route: it needs neither key nor token.</summary>
    public async Task<MageServer> StatusAsync(MageCall call, bool withActivity)
    {
        MageRequest request = new(HttpMethod.Get, "statuses") { Anonymous = !withActivity };
        if (withActivity)
        {
            request.With("_format", "with_activity_details");
        }

        MageReply reply = await SendAsync(request, call).ConfigureAwait(false);
        if (reply.Status is 404 or 405 || IsForeign(reply))
        {
            throw Foreign(reply);
        }

        (string key, object? value, _, _) = Envelope.Any(reply, Session);
        if (key != "statuses" || value is not List<object?> { Count: > 0 } list || list[0] is not Dictionary<string, object?> status)
        {
            throw Foreign(reply);
        }

        return new MageServer
        {
            Session = Session,
            Uri = Session.Uri,
            Version = Session.ServerVersion,
            Project = Field<string>(status, "repo_path_relative"),
            RepoPath = Field<string>(status, "repo_path"),
            SchedulerStatus = Field<string>(status, "scheduler_status"),
            RequireUserAuthentication = Flag(status, "require_user_authentication"),
            RequireUserPermissions = Flag(status, "require_user_permissions"),
            DisablePipelineEditAccess = Flag(status, "disable_pipeline_edit_access"),
            ActivePipelineRunCount = status.TryGetValue("active_pipeline_run_count", out object? count) ? count as int? : null,
            LastSchedulerActivity = MageTime.TryParse(Field<string>(status, "last_scheduler_activity"), out DateTimeOffset at) ? at : null,
            Latency = reply.Elapsed,
            ClockOffset = Session.Transport.ClockOffset,
        };
    }

    /// <summary>
    /// Whether the session's address is the root of the API and not one of its endpoints: Mage takes <c>status/api/statuses</c> for a list of
    /// statuses of a status, and so for any other resource; but nothing of it goes deeper.
    /// </summary>
    public async Task<bool> IsRootAsync(MageCall call)
    {
        MageReply reply = await SendAsync(new MageRequest(HttpMethod.Get, "statuses", "api", "statuses") { Anonymous = true }, call).ConfigureAwait(false);
        try
        {
            return Envelope.Any(reply, Session).Key == "statuses";
        }
        catch (MageException)
        {
            // Whatever it is, no list of statuses.
            return false;
        }
    }

    /// <summary>Status, version and activity in one object.</summary>
    public async Task<MageServer> ReadAsync(MageCall call)
    {
        MageServer server = await StatusAsync(call, withActivity: true).ConfigureAwait(false);
        Dictionary<string, object?>? project = await ProjectAsync(call).ConfigureAwait(false);
        if (project is not null)
        {
            server.Version = Field<string>(project, "version") ?? server.Version;
            server.LatestVersion = Field<string>(project, "latest_version");
            server.Project = Field<string>(project, "name") ?? server.Project;
        }

        return server;
    }

    /// <summary>Mage's version, which only the project list tells; null where the user may not see it.</summary>
    public async Task<string?> VersionAsync(MageCall call) =>
        await ProjectAsync(call).ConfigureAwait(false) is { } project ? Field<string>(project, "version") : null;

    public async Task<SignIn> SignInAsync(string userName, SecureString password, MageCall call)
    {
        string name = userName.IndexOf('@') >= 0 ? "email" : "username";
        MageRequest request = new(HttpMethod.Post, "sessions")
        {
            Subject = new Subject("session", null, MageErrorId.SignInFailed),
            WithoutToken = true,
            Body = new Dictionary<string, object?>
            {
                ["session"] = new Dictionary<string, object?> { [name] = userName, ["password"] = Secret.Reveal(password) },
            },
        };
        try
        {
            (_, object? value, _, _) = Envelope.Any(await SendAsync(request, call).ConfigureAwait(false), Session);
            if (value is not Dictionary<string, object?> session)
            {
                throw Unreadable();
            }

            if (Field<string>(session, "token") is not { Length: > 0 } token)
            {
                throw WantsSecondFactor(session) ? SecondFactor() : Unreadable();
            }

            Dictionary<string, object?>? user = Field<Dictionary<string, object?>>(session, "user");
            return new SignIn(
                Secret.Protect(token),
                user is null ? null : Field<string>(user, "username"),
                user is null ? null : Field<string>(user, "roles_display") ?? FirstRole(user),
                MageTime.TryParse(Field<string>(session, "expires"), out DateTimeOffset expires) ? expires : null);
        }
        catch (MageException e) when (s_secondFactor.IsMatch(e.Message))
        {
            throw SecondFactor();
        }
    }

    /// <summary>Ends the current token; the route ignores the id in its path.</summary>
    public async Task SignOutAsync(MageCall call) =>
        Envelope.Any(
            await SendAsync(
                new MageRequest(HttpMethod.Put, "sessions", "1") { WithoutRenewal = true, Body = new Dictionary<string, object?> { ["session"] = new Dictionary<string, object?>() } },
                call).ConfigureAwait(false),
            Session);

    private static readonly Regex s_secondFactor = new(@"\b(mfa|totp|two[- ]factor|second factor|one[- ]time)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    private async Task<Dictionary<string, object?>?> ProjectAsync(MageCall call)
    {
        MageReply reply = await SendAsync(new MageRequest(HttpMethod.Get, "projects"), call).ConfigureAwait(false);
        try
        {
            (_, object? value, _, _) = Envelope.Any(reply, Session);
            return value is List<object?> { Count: > 0 } list ? list[0] as Dictionary<string, object?> : null;
        }
        catch (MageException e) when (e.ErrorId is MageErrorId.Forbidden or MageErrorId.ServerError or MageErrorId.NotSupported)
        {
            // A user without a role sees no projects, and the version is nice to have, no more.
            call.Warnings.Enqueue($"The server does not tell its version: {e.Message}");
            return null;
        }
    }

    /// <summary>The status route of every Mage is open and answers with an object; its errors are objects of type or exception.</summary>
    private static bool IsForeign(MageReply reply)
    {
        if (reply.Status >= 300 || reply.Body.Length == 0 || reply.Body.Span[0] == '<' || reply.ContentType == "text/html")
        {
            return false;
        }

        if (reply.Body.Span[0] != '{')
        {
            return true;
        }

        try
        {
            return JsonValue.TryFindField(reply.Body, "error", out ReadOnlyMemory<byte> error) && error.Span[0] is not ((byte)'{' or (byte)'n');
        }
        catch (System.Text.Json.JsonException)
        {
            // Cut off: the envelope says so.
            return false;
        }
    }

    private MageException Foreign(MageReply reply) => new(MageErrorId.NotMageServer, $"{Session.Uri} answers, but not as a Mage server does.")
    {
        StatusCode = reply.Status,
        Method = "GET",
        Path = "/api/statuses",
        RecommendedAction = "Check the address, the port and the base path.",
    };

    private static bool WantsSecondFactor(Dictionary<string, object?> session)
    {
        foreach (string key in session.Keys)
        {
            if (s_secondFactor.IsMatch(key.Replace('_', ' ')))
            {
                return true;
            }
        }

        return false;
    }

    private static MageException SecondFactor() => new(MageErrorId.MfaRequired, "The server asks for a second factor.")
    {
        RecommendedAction = "Sign in with a browser and pass its token [connect: -Token].",
    };

    private MageException Unreadable() => new(MageErrorId.InvalidResponse, $"{Session.Uri} accepted the sign-in but sent no token.")
    {
        RecommendedAction = "Check that the address is Mage's own and no proxy answers in its place.",
    };

    private static string? FirstRole(Dictionary<string, object?> user) =>
        Field<List<object?>>(user, "roles_new") is { Count: > 0 } roles && roles[0] is Dictionary<string, object?> role ? Field<string>(role, "name") : null;

    private static T? Field<T>(Dictionary<string, object?> map, string key)
        where T : class =>
        map.TryGetValue(key, out object? value) ? value as T : null;

    private static bool Flag(Dictionary<string, object?> map, string key) => map.TryGetValue(key, out object? value) && value is true;
}
