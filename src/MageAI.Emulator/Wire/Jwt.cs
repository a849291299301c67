using System;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace MageAI.Emulation.Wire;

/// <summary>Mage's wrapping of a token: HS256 with the secret that every Mage has unless its admin changed it.</summary>
internal static class Jwt
{
    private static readonly byte[] s_secret = Encoding.ASCII.GetBytes("materia");

    public static string Encode(string token, DateTime expires)
    {
        JsonObject payload = new JsonObject { ["expires"] = Stamps.Epoch(expires), ["token"] = token };
        string signed = Base64Url(Encoding.UTF8.GetBytes("""{"alg":"HS256","typ":"JWT"}""")) + "." + Base64Url(Encoding.UTF8.GetBytes(payload.ToJsonString()));
        return signed + "." + Sign(signed);
    }

    /// <summary>The token inside; fails as Mage's jwt library does.</summary>
    public static string Decode(string jwt)
    {
        string[] parts = jwt.Split('.');
        if (parts.Length != 3)
        {
            throw new PythonException("Not enough segments", "jwt.exceptions.DecodeError");
        }

        if (Sign(parts[0] + "." + parts[1]) != parts[2])
        {
            throw new PythonException("Signature verification failed", "jwt.exceptions.InvalidSignatureError");
        }

        string base64 = parts[1].Replace('-', '+').Replace('_', '/');
        byte[] json = Convert.FromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '='));
        return PythonJson.Text((JsonNode.Parse(json) as JsonObject)?["token"]) ?? "";
    }

    public static string NewToken()
    {
        byte[] bytes = new byte[32];
        using RandomNumberGenerator random = RandomNumberGenerator.Create();
        random.GetBytes(bytes);
        return Base64Url(bytes);
    }

    private static string Sign(string text)
    {
        using HMACSHA256 hmac = new HMACSHA256(s_secret);
        return Base64Url(hmac.ComputeHash(Encoding.ASCII.GetBytes(text)));
    }

    private static string Base64Url(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
