using System;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using MageAI.Backfills;
using MageAI.Blocks;
using MageAI.Logs;
using MageAI.Pipelines;
using MageAI.Runs;
using MageAI.Schedules;
using MageAI.Server;
using MageAI.Transport;

namespace MageAI;

/// <summary>
/// A connection to a Mage server: where, as whom, until when. Safe to use from several threads and runspaces at once.
/// Its properties hold no secret.
/// </summary>
public sealed class MageSession : IDisposable
{
    private int _closed;

    internal MageSession(ConnectionSettings settings)
    {
        Settings = settings;
        Uri = settings.Uri;
        Name = settings.Name ?? settings.Uri.Authority;
        ConnectedAt = settings.Clock.GetUtcNow();
        Transport = new MageTransport(settings);
        Pipelines = new PipelineClient(this);
        Blocks = new BlockClient(this);
        Schedules = new ScheduleClient(this);
        Runs = new RunClient(this);
        Logs = new LogClient(this);
        Backfills = new BackfillClient(this);
        Server = new ServerClient(this);
        Raw = new RawClient(this);
    }

    /// <summary>The name to call it by in <c>-Session</c>.</summary>
    public string Name { get; }

    /// <summary>The server's root.</summary>
    public Uri Uri { get; }

    /// <summary>The signed-in user, or null.</summary>
    public string? User { get; internal set; }

    /// <summary>The user's role as the server names it, where it does.</summary>
    public string? Role { get; internal set; }

    /// <summary><c>None</c>, <c>Credential</c> or <c>Token</c>.</summary>
    public string Authentication { get; internal set; } = "None";

    /// <summary>Mage's version, or null where the server does not tell it.</summary>
    public string? ServerVersion { get; internal set; }

    /// <summary>When the token ends, in UTC; null without one, or where that is unknown.</summary>
    public DateTimeOffset? Expires { get; internal set; }

    /// <summary>When the connection was made, in UTC.</summary>
    public DateTimeOffset ConnectedAt { get; }

    /// <summary><c>Open</c> or <c>Closed</c>.</summary>
    public string State => Volatile.Read(ref _closed) == 0 ? "Open" : "Closed";

    internal ConnectionSettings Settings { get; }

    internal TimeProvider Clock => Settings.Clock;

    internal MageTransport Transport { get; }

    internal PipelineClient Pipelines { get; }

    internal BlockClient Blocks { get; }

    internal ScheduleClient Schedules { get; }

    internal RunClient Runs { get; }

    internal LogClient Logs { get; }

    internal BackfillClient Backfills { get; }

    internal ServerClient Server { get; }

    internal RawClient Raw { get; }

    /// <summary>Writes to one pipeline go one after another: Mage loses them otherwise.</summary>
    internal WriteGates Writes { get; } = new();

    /// <summary>The server's time, as far as its replies let us know it.</summary>
    internal DateTimeOffset Now => Clock.GetUtcNow() + Transport.ClockOffset;

    /// <summary>
    /// Whether something was made after a moment of <see cref="Now"/>. The Date header knows whole seconds only, and so do
    /// some of Mage's times.
    /// </summary>
    internal static bool IsSince(DateTimeOffset? made, DateTimeOffset moment) => made >= moment - TimeSpan.FromSeconds(3);

    /// <summary>The name.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => Name;

    /// <summary>Closes the connections. Does not sign out: <c>Disconnect-Mage</c> does.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            Transport.Dispose();
        }
    }

    /// <summary>Takes secrets out of a text that others will read: those of this session, and what looks like one.</summary>
    internal string Redact(string text) => Redactor.Text(text, Transport.Secrets());

    /// <summary>Takes the secrets of this session out of a value that a user's program wrote.</summary>
    internal object? Mask(object? output) => Redactor.Inside(output, Redactor.AllSpellings(Transport.Secrets(), Redactor.ShortestInOutput));

    /// <summary>Connects: looks at the server, signs in if it asks for that, learns its version.</summary>
    /// <exception cref="MageException">What stands in the way, in one sentence.</exception>
    internal static async Task<MageSession> ConnectAsync(ConnectionSettings settings, MageCall call)
    {
        MageSession session = new(settings);
        try
        {
            await session.OpenAsync(call).ConfigureAwait(false);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Ends the token on the server, where one was made for this session.</summary>
    internal async Task SignOutAsync(MageCall call)
    {
        if (Authentication != "Credential" || !Transport.HasToken || State == "Closed")
        {
            return;
        }

        try
        {
            await Server.SignOutAsync(call).ConfigureAwait(false);
        }
        catch (MageException e) when (e.ErrorId is MageErrorId.TokenExpired or MageErrorId.InvalidToken)
        {
            // It has ended already.
        }
    }

    private async Task OpenAsync(MageCall call)
    {
        MageServer server = await Server.StatusAsync(call, withActivity: false).ConfigureAwait(false);
        if (server.RequireUserAuthentication)
        {
            if (Settings.Token is not null)
            {
                Authentication = "Token";
                Expires = Transport.TokenExpires;
            }
            else if (Settings.HasCredential)
            {
                Transport.UseToken(await SignInAsync(call).ConfigureAwait(false));
                Transport.Renew = SignInAsync;
                Authentication = "Credential";
            }
            else
            {
                throw new MageException(MageErrorId.CredentialRequired, $"{Uri} asks for a sign-in and no credential or token was given.")
                {
                    RecommendedAction = "Pass -Credential or -Token, or set MAGE_EMAIL and MAGE_PASSWORD, or MAGE_TOKEN.",
                };
            }
        }

        ServerVersion = await Server.VersionAsync(call).ConfigureAwait(false);
    }

    private async Task<SecureString> SignInAsync(MageCall call)
    {
        SignIn signIn = await Server.SignInAsync(Settings.UserName!, Settings.Password!, call).ConfigureAwait(false);
        User = signIn.UserName ?? Settings.UserName;
        Role = signIn.Role;
        Expires = signIn.Expires;
        return signIn.Token;
    }
}
