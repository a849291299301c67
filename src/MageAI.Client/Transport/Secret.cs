using System.Net;
using System.Security;

namespace MageAI.Transport;

/// <summary>Between SecureString and text; the text lives as short as possible and is never kept in a field.</summary>
internal static class Secret
{
    public static string Reveal(SecureString secret) => new NetworkCredential(string.Empty, secret).Password;

    public static SecureString Protect(string text)
    {
        SecureString secret = new NetworkCredential(string.Empty, text).SecurePassword;
        secret.MakeReadOnly();
        return secret;
    }
}
