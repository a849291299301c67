using System;
using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Net;
using System.Security;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Emulation;
using MageAI.Operations;
using MageAI.Sessions;
using MageAI.Transport;

namespace MageAI.Commands;

/// <summary>Makes a session with a Mage server and, unless told otherwise, the default of this runspace.</summary>
[Cmdlet(VerbsCommunications.Connect, "Mage", DefaultParameterSetName = CredentialSet)]
[OutputType(typeof(MageSession))]
public sealed class ConnectMageCommand : MageCmdlet
{
    private const string CredentialSet = "Credential";
    private const string TokenSet = "Token";
    private const string ConnectionSet = "Connection";
    private const string EmulatorSet = "Emulator";

    /// <summary>The server's address, with or without a base path or <c>/api</c>. Default: <c>MAGE_URI</c>, else http://localhost:6789.</summary>
    [Parameter(Position = 0, ParameterSetName = CredentialSet)]
    [Parameter(Position = 0, ParameterSetName = TokenSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(AddressCompleter))]
    public string? Uri { get; set; }

    /// <summary>
    /// A name to call the session by. Default: host and port, with the base path if there is one; beside a session of that name with
    /// another user, and <c>-NotDefault</c>, the user too.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? Name { get; set; }

    /// <summary>E-mail or user name, and password. Default: <c>MAGE_EMAIL</c> and <c>MAGE_PASSWORD</c>. Used only where the server asks for a sign-in.</summary>
    [Parameter(ParameterSetName = CredentialSet)]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>A user token instead of a credential: the whole JWT or the token inside it. Default: <c>MAGE_TOKEN</c>.</summary>
    [Parameter(Mandatory = true, ParameterSetName = TokenSet)]
    [Secret]
    public SecureString? Token { get; set; }

    /// <summary>What <c>Get-AutomationConnection</c> gives, or any hashtable with Uri, UserName, Password, Token, ApiKey.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ConnectionSet)]
    [Protected]
    public IDictionary? Connection { get; set; }

    /// <summary>An emulator, as <c>Start-MageEmulator</c> emits it; its owner is signed in.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = EmulatorSet)]
    public MageEmulator? Emulator { get; set; }

    /// <summary>The API key. Default: <c>MAGE_API_KEY</c>, else the public key of every open-source Mage.</summary>
    [Parameter]
    [Secret]
    public SecureString? ApiKey { get; set; }

    /// <summary>Whether the API key travels in a header or as a parameter.</summary>
    [Parameter]
    [OneWord]
    public KeyPlacement ApiKeyIn { get; set; }

    /// <summary>Whether the token travels decoded in a header or whole in the cookie.</summary>
    [Parameter]
    [OneWord]
    public TokenPlacement TokenIn { get; set; }

    /// <summary>How long one attempt at one request may take: seconds, a text such as 5m, or a TimeSpan.</summary>
    [Parameter]
    [Seconds]
    [ValidateRange(1, 86400)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int TimeoutSec { get; set; } = 100;

    /// <summary>How often a request is repeated that can safely be; 0 for never.</summary>
    [Parameter]
    [ValidateRange(0, 20)]
    public int RetryCount { get; set; } = 4;

    /// <summary>The proxy to go through: its address, or host and port. Default: the system's.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NoCompleter))]
    public MageProxyArgument? Proxy { get; set; }

    /// <summary>User name and password for the proxy.</summary>
    [Parameter]
    [Credential]
    public PSCredential? ProxyCredential { get; set; }

    /// <summary>
    /// Headers to send along with every request, for what stands before Mage: a gateway that wants a key of its own, a single sign-on. The
    /// values are kept secret.
    /// </summary>
    [Parameter]
    [Headers]
    public IDictionary? Header { get; set; }

    /// <summary>Trust any certificate, for this session only.</summary>
    [Parameter]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>Do not make it the default session of this runspace.</summary>
    [Parameter]
    public SwitchParameter NotDefault { get; set; }

    /// <summary>Emit the session.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Connects.</summary>
    protected override void ProcessRecord()
    {
        bool isConnected = false;
        try
        {
            ConnectionSettings settings = Settings();
            if (NotDefault)
            {
                SessionStore.Current.RequireBesideDefault(settings);
            }

            MageSession session;
            try
            {
                session = Await(call => MageSession.ConnectAsync(settings, call));
            }
            catch (MageException missing) when (missing.ErrorId == MageErrorId.CredentialRequired && Ask(settings) is PSCredential asked)
            {
                Credential = asked;
                settings = Settings();
                session = Await(call => MageSession.ConnectAsync(settings, call));
            }

            WarnIfReadable(settings, session);
            SessionStore.Current.Add(session, asDefault: !NotDefault);
            isConnected = true;
            Tell(session);
            if (PassThru)
            {
                WriteObject(session);
            }
        }
        catch (MageException failure)
        {
            if (failure.Traceback is not null)
            {
                WriteDebug(failure.Traceback);
            }

            ThrowTerminatingError(Errors.ErrorRecords.From(failure));
        }
        finally
        {
            if (!isConnected && !NotDefault)
            {
                SessionStore.Current.ForgetDefault();
            }
        }
    }

    /// <summary>On the information stream, which a prompt shows only of what is marked so; where nobody looks on it is shown when it is asked for.</summary>
    private void Tell(MageSession session) => WriteInformation(
        $"Connected to {session.Uri} {(session.User is string user ? "as " + user : "without a sign-in")}{(NotDefault ? $", as session '{session.Name}'" : "")}.",
        Interactivity.IsWatched && !IsBound("InformationAction") ? ["PSHOST", "Mage"] : ["Mage"]);

    private ConnectionSettings Settings()
    {
        ConnectionSource source = new()
        {
            Address = Uri,
            Name = Name,
            User = Credential?.UserName,
            Password = Credential?.Password,
            Token = Token,
            ApiKey = ApiKey,
            Header = Header,
        };
        if (Connection is not null)
        {
            source.Take(Connection);
        }

        if (Emulator is not null)
        {
            source.Take(Emulator);
        }
        else
        {
            source.TakeEnvironment(WriteWarning);
        }

        NetworkCredential? proxyCredential = ProxyCredential?.GetNetworkCredential();
        if (proxyCredential is not null)
        {
            proxyCredential.UserName = StrayCharacters.Around(proxyCredential.UserName);
            proxyCredential.SecurePassword = StrayCharacters.OfPassword(proxyCredential.SecurePassword);
        }

        ConnectionSettings settings = new()
        {
            Uri = ConnectionSettings.Normalize(source.Address ?? "http://localhost:6789"),
            Name = source.Name,
            UserName = source.User,
            Password = source.Password,
            Token = source.Token,
            ApiKey = source.ApiKey,
            ApiKeyIn = ApiKeyIn,
            TokenIn = TokenIn,
            Timeout = TimeSpan.FromSeconds(TimeoutSec),
            RetryCount = RetryCount,
            Proxy = Proxy?.Address.Address,
            ProxyCredential = proxyCredential ?? Proxy?.Address.Credential,
            SkipCertificateCheck = SkipCertificateCheck,
            Headers = RequestHeaders.Of(source.Header),
            Clock = Emulator?.Options.Clock ?? TimeProvider.System,
        };
        return source.DefaultName is string name ? settings with { DefaultName = name } : settings;
    }

    /// <summary>Asks for a credential where somebody is there to answer; null everywhere else.</summary>
    private PSCredential? Ask(ConnectionSettings settings)
    {
        if (!Interactivity.IsInteractive)
        {
            return null;
        }

        try
        {
            return Host.UI.PromptForCredential("Mage", $"Sign in to {settings.Uri}", settings.UserName ?? string.Empty, string.Empty);
        }
        catch (Exception e) when (e is PSInvalidOperationException or HostException or NotImplementedException or PSNotImplementedException)
        {
            // The host cannot ask, and says so only when it is asked to.
            return null;
        }
    }

    /// <summary>Whether a key, password or token of the caller's own goes to another machine unencrypted.</summary>
    internal static bool IsReadableOnTheWay(Uri uri, bool withSecrets) => uri.Scheme == System.Uri.UriSchemeHttp && !uri.IsLoopback && withSecrets;

    private void WarnIfReadable(ConnectionSettings settings, MageSession session)
    {
        if (IsReadableOnTheWay(settings.Uri, session.Authentication != "None" || settings.ApiKey is not null || !settings.Headers.IsEmpty))
        {
            WriteWarning($"The connection to {settings.Uri.Host} is not encrypted: key, password, token and data can be read on the way. Use https.");
        }
    }
}
