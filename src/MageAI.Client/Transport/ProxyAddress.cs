using System;
using System.Linq;
using System.Net;
using System.Text.RegularExpressions;

namespace MageAI.Transport;

/// <summary>The address of a proxy as people write it, and whom it names; what is none is refused when it is used.</summary>
internal sealed class ProxyAddress
{
    private static readonly string[] s_schemes = ["http", "https", "socks4", "socks4a", "socks5"];

    private static readonly Regex s_port = new(@":\d+/?$", RegexOptions.CultureInvariant);

    private readonly Uri? _address;
    private readonly string _shown;

    private ProxyAddress(Uri? address, NetworkCredential? credential, string shown) => (_address, Credential, _shown) = (address, credential, shown);

    /// <summary>The address, without whom it names.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.InvalidAddress"/>: it is none.</exception>
    public Uri Address => _address ?? throw new MageException(MageErrorId.InvalidAddress, $"'{_shown}' is no address of a proxy; nothing was sent.")
    {
        RecommendedAction = "Pass -Proxy with host and port, such as http://proxy.example.com:8080, and user name and password with -ProxyCredential.",
    };

    /// <summary>The user name and password in it; null if there are none.</summary>
    public NetworkCredential? Credential { get; }

    public static ProxyAddress Read(string address)
    {
        string text = StrayCharacters.OfAddress(address) ?? string.Empty;
        bool hasScheme = text.IndexOf("://", StringComparison.Ordinal) >= 0;
        string whole = hasScheme ? text : "http://" + text;
        if ((!hasScheme && !s_port.IsMatch(text)) || !Uri.TryCreate(whole, UriKind.Absolute, out Uri? uri) || !s_schemes.Contains(uri.Scheme) || uri.Host.Length == 0
            || uri.PathAndQuery is not ("" or "/"))
        {
            string shown = Redactor.Text(whole, []);
            return new ProxyAddress(null, null, hasScheme ? shown : shown.Substring("http://".Length));
        }

        string[] user = uri.UserInfo.Split([':'], 2);
        return new ProxyAddress(
            new Uri(uri.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)),
            uri.UserInfo.Length == 0 ? null : new NetworkCredential(Uri.UnescapeDataString(user[0]), user.Length > 1 ? Uri.UnescapeDataString(user[1]) : string.Empty),
            uri.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped));
    }

    /// <summary>The address without whom it names.</summary>
    /// <returns>The address.</returns>
    public override string ToString() => _shown;
}
