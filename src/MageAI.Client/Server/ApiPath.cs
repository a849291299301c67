using System;
using System.Linq;
using System.Text.RegularExpressions;
using MageAI.Transport;

namespace MageAI.Server;

/// <summary>A path below <c>/api/</c>, out of what people have: the path, with or without that, or the whole address.</summary>
internal static class ApiPath
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline;

    private static readonly Regex s_address = new(@"^(?<server>https?://[^/?#\\]*)(?<path>.*)$", Options);

    private static readonly Regex s_prefix = new("^/?(?:api/)?", Options);

    /// <summary>The path that is meant, with its query.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.InvalidAddress"/>: it is none, or one of another server.</exception>
    public static string Of(string text, MageSession session)
    {
        string whole = StrayCharacters.Around(text) ?? string.Empty;
        string root = session.Uri.AbsolutePath;
        if (s_address.Match(whole) is { Success: true } address)
        {
            string path = address.Groups["path"].Value is { Length: > 0 } below ? below : "/";
            if (!IsAt(session, address.Groups["server"].Value) || !path.StartsWith(root, StringComparison.Ordinal))
            {
                throw new MageException(MageErrorId.InvalidAddress, $"'{Shown(text)}' is not on {session.Uri}, the server of this session; nothing was sent.")
                {
                    RecommendedAction = "Connect to that server [connect] and pass its session, or pass the path alone, such as pipelines/etl/blocks.",
                };
            }

            whole = path.Substring(root.Length);
        }
        else if (root.Length > 1 && whole.StartsWith(root + "api/", StringComparison.Ordinal))
        {
            whole = whole.Substring(root.Length);
        }

        string clean = s_prefix.Replace(whole, string.Empty, 1);
        int end = clean.IndexOf('?');
        string resource = end < 0 ? clean : clean.Substring(0, end);
        string query = end < 0 ? string.Empty : clean.Substring(end);
        resource = resource.EndsWith("/", StringComparison.Ordinal) ? resource.Substring(0, resource.Length - 1) : resource;

        // Dot segments, backslashes and fragments never reach a server as they stand, and another endpoint would be hit.
        if (resource.IndexOf("://", StringComparison.Ordinal) >= 0 || clean.IndexOfAny(['\\', '#']) >= 0
            || resource.Split('/').Any(part => Uri.UnescapeDataString(part) is "." or ".." or ""))
        {
            throw new MageException(MageErrorId.InvalidAddress, $"'{Shown(text)}' is no path of Mage's API; nothing was sent.")
            {
                RecommendedAction = "Pass a path such as pipelines/etl/blocks, or its address on the server of the session.",
            };
        }

        return resource + query;
    }

    /// <summary>What was passed, without the secrets that such a path may hold.</summary>
    public static string Shown(string text)
    {
        // What holds a secret is known by its place below /api/.
        string prefix = text.IndexOf("api/", StringComparison.OrdinalIgnoreCase) >= 0 ? string.Empty : "/api/";
        return Redactor.Text(prefix + text, []).Substring(prefix.Length);
    }

    private static bool IsAt(MageSession session, string server) =>
        Uri.TryCreate(server, UriKind.Absolute, out Uri? address) && address.UserInfo.Length == 0
        && address.GetLeftPart(UriPartial.Authority) == session.Uri.GetLeftPart(UriPartial.Authority);
}
