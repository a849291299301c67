using System;
using System.Collections.Generic;
using System.Security;
using MageAI.Json;

namespace MageAI.Transport;

/// <summary>
/// A user token. Sign-in hands out a JWT; headers want the token inside it, the cookie wants the whole. Decoding needs
/// no key: the payload is base64url.
/// </summary>
internal sealed class MageToken
{
    private MageToken(SecureString inner, SecureString? jwt, DateTimeOffset? expires)
    {
        Inner = inner;
        Jwt = jwt;
        Expires = expires;
    }

    /// <summary>For the headers <c>OAUTH-TOKEN</c> and <c>Authorization</c>.</summary>
    public SecureString Inner { get; }

    /// <summary>For the cookie; null when only the inner token is known.</summary>
    public SecureString? Jwt { get; }

    /// <summary>As the JWT says; off by the server's zone on a server that does not run in UTC.</summary>
    public DateTimeOffset? Expires { get; }

    public static MageToken Read(SecureString token)
    {
        string text = Secret.Reveal(token);
        string[] parts = text.Split('.');
        if (parts.Length == 3 && TryPayload(parts[1], out string? inner, out DateTimeOffset? expires))
        {
            return new MageToken(Secret.Protect(inner!), Secret.Protect(text), expires);
        }

        return new MageToken(Secret.Protect(text), null, null);
    }

    private static bool TryPayload(string segment, out string? inner, out DateTimeOffset? expires)
    {
        inner = null;
        expires = null;
        try
        {
            string base64 = segment.Replace('-', '+').Replace('_', '/');
            byte[] json = Convert.FromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '='));
            if (JsonValue.Parse(json) is not Dictionary<string, object?> payload || payload.TryGetValue("token", out object? token) is false)
            {
                return false;
            }

            inner = token as string;
            if (payload.TryGetValue("expires", out object? at) && at is double or int or long)
            {
                expires = DateTimeOffset.FromUnixTimeMilliseconds((long)(Convert.ToDouble(at, System.Globalization.CultureInfo.InvariantCulture) * 1000));
            }

            return !string.IsNullOrEmpty(inner);
        }
        catch (Exception e) when (e is FormatException or System.Text.Json.JsonException or ArgumentOutOfRangeException)
        {
            // Three parts with dots, but no JWT: then it is a token as it stands.
            return false;
        }
    }
}
