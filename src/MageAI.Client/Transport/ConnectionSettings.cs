using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Security;

namespace MageAI.Transport;

/// <summary>Everything that makes up a connection, as the caller gave it.</summary>
internal sealed record ConnectionSettings
{
    /// <summary>The first words of the addresses of Mage's web pages, and of its API.</summary>
    private static readonly string[] s_pages =
    [
        "api", "block-layout", "compute", "files", "global-data-products", "global-hooks", "manage", "oauth", "overview", "pipeline-runs", "pipelines", "platform", "settings",
        "sign-in", "templates", "terminal", "triggers", "v2", "version-control",
    ];

    /// <summary>
    /// The one API key of every open-source Mage: a constant of its source (<c>OAUTH2_APPLICATION_CLIENT_ID</c>), shipped
    /// in its web page, so no secret. Newer or hosted servers may want another.
    /// </summary>
    public const string PublicApiKey = "zkWlN0PkIKSN0C11CfUHUj84OT5XOJ6tDZ6bDRO2";

    public required Uri Uri { get; init; }

    /// <summary>The session's name, as somebody chose it.</summary>
    public string? Name { get; init; }

    /// <summary>The name where nobody chose one: two servers of one host differ by their base paths.</summary>
    public string DefaultName
    {
        get => field ?? Uri.Authority + Uri.AbsolutePath.TrimEnd('/');
        init;
    }

    /// <summary>An e-mail address, or a user name.</summary>
    public string? UserName
    {
        get;
        init => field = StrayCharacters.Around(value);
    }

    public SecureString? Password
    {
        get;
        init
        {
            field = StrayCharacters.OfPassword(value);
            PasswordDoubt = value is null ? null : StrayCharacters.DoubtOf(value);
        }
    }

    /// <summary>What may be wrong with the password should it be refused; null for nothing.</summary>
    public string? PasswordDoubt { get; private init; }

    /// <exception cref="MageException"><see cref="MageErrorId.InvalidAddress"/>: it can be none.</exception>
    public SecureString? Token
    {
        get;
        init => field = value is null ? null : StrayCharacters.OfToken(value, "token");
    }

    /// <exception cref="MageException"><see cref="MageErrorId.InvalidAddress"/>: it can be none.</exception>
    public SecureString? ApiKey
    {
        get;
        init => field = value is null ? null : StrayCharacters.OfToken(value, "API key");
    }

    public KeyPlacement ApiKeyIn { get; init; }

    public TokenPlacement TokenIn { get; init; }

    /// <summary>For one attempt at one request.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>Further attempts after the first.</summary>
    public int RetryCount { get; init; } = 4;

    /// <summary>Before the first repetition; doubled for each further one, with jitter.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>No repetition begins later than this after the first attempt did.</summary>
    public TimeSpan RetryBudget { get; init; } = TimeSpan.FromSeconds(90);

    public Uri? Proxy { get; init; }

    /// <summary>For that proxy, or for the system's.</summary>
    public NetworkCredential? ProxyCredential { get; init; }

    public bool SkipCertificateCheck { get; init; }

    /// <summary>Sent along with every request.</summary>
    public RequestHeaders Headers { get; init; } = RequestHeaders.None;

    /// <summary>Where the session's time comes from: pauses, deadlines and what has passed meanwhile go by it.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public bool HasCredential => UserName is not null && Password is not null;

    /// <summary>Whether the address may be that of an endpoint, below which Mage finds its endpoints once more.</summary>
    public bool MayBeEndpoint => ("/" + Uri.AbsolutePath.Trim('/')).IndexOf("/api/", StringComparison.Ordinal) >= 0;

    /// <summary>
    /// The same for the servers that the address may belong to if it is that of a page or an endpoint of Mage, copied from somewhere; the
    /// longest base path first. A base path may have such a name too, so they are tried after the address itself.
    /// </summary>
    public IEnumerable<ConnectionSettings> OfPage()
    {
        string[] parts = Uri.AbsolutePath.Trim('/').Split('/');
        for (int i = parts.Length - 1; i >= 0; i--)
        {
            if (s_pages.Contains(parts[i], StringComparer.OrdinalIgnoreCase))
            {
                yield return this with { Uri = new Uri(Uri.GetLeftPart(UriPartial.Authority) + "/" + string.Concat(parts.Take(i).Select(part => part + "/"))) };
            }
        }
    }

    /// <summary>
    /// Makes the server's root of any way people write it: with a trailing slash, with or without <c>/api</c>, with a base
    /// path. The result ends in a slash.
    /// </summary>
    /// <exception cref="MageException"><see cref="MageErrorId.InvalidAddress"/> for anything but http and https.</exception>
    public static Uri Normalize(string address)
    {
        string text = StrayCharacters.OfAddress(address) ?? string.Empty;
        if (text.Length > 0 && text.IndexOf("://", StringComparison.Ordinal) < 0)
        {
            text = "http://" + text;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
            || uri.Host.Length == 0)
        {
            throw new MageException(MageErrorId.InvalidAddress, $"'{Redactor.Text(text, [])}' is no address of a server.")
            {
                RecommendedAction = "Pass an address such as http://localhost:6789 or https://mage.example.com/base.",
            };
        }

        if (uri.UserInfo.Length > 0)
        {
            throw new MageException(MageErrorId.InvalidAddress, "The address holds a user name or password.")
            {
                RecommendedAction = "Leave them out of -Uri and pass -Credential.",
            };
        }

        string path = uri.AbsolutePath.TrimEnd('/');
        if (path.EndsWith("/api", StringComparison.OrdinalIgnoreCase))
        {
            path = path.Substring(0, path.Length - 4);
        }

        return new Uri(uri.GetLeftPart(UriPartial.Authority) + path.TrimEnd('/') + "/");
    }
}
