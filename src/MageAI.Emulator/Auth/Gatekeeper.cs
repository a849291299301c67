using System;
using System.Linq;
using System.Text.Json.Nodes;
using MageAI.Emulation.Http;
using MageAI.Emulation.Store;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Auth;

/// <summary>Finds out who is calling, by the rules of Mage's middleware.</summary>
internal static class Gatekeeper
{
    /// <summary>The user of a request, null for an anonymous one; throws for a wrong key or token.</summary>
    public static User? Admit(EmulatorState state, HttpRequest request, QueryArguments query)
    {
        if (KeyOf(request, query) != state.Options.ApiKey)
        {
            throw ApiException.InvalidApiKey();
        }

        if (TokenOf(request) is not { Length: > 0 } token)
        {
            return null;
        }

        AccessToken row = state.Data.Tokens.FirstOrDefault(t => t.Token == token) ?? throw ApiException.InvalidToken();
        User user = state.Data.Users.FirstOrDefault(u => u.Id == row.UserId);
        return row.Expires > state.Now && user is not null ? user : throw ApiException.ExpiredToken();
    }

    /// <summary>The token that a request carries, taken out of its wrapping.</summary>
    public static string? TokenOf(HttpRequest request)
    {
        if (request.Header("OAUTH-TOKEN") is { Length: > 0 } header)
        {
            return header;
        }

        if (Bearer(request) is { } bearer)
        {
            return bearer;
        }

        string cookie = (request.Header("Cookie") ?? "").Split(';').Select(c => c.Trim()).FirstOrDefault(c => c.StartsWith("oauth_token=", StringComparison.Ordinal));
        return cookie is null ? null : Jwt.Decode(cookie.Substring("oauth_token=".Length).Trim('"'));
    }

    public static string? Bearer(HttpRequest request) =>
        (request.Header("Authorization") ?? "").Split(',').Select(p => p.Trim())
            .FirstOrDefault(p => p.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))?.Substring("Bearer ".Length).Trim();

    private static string? KeyOf(HttpRequest request, QueryArguments query)
    {
        if (request.Header("X-API-KEY") is { Length: > 0 } header)
        {
            return header;
        }

        if (request.Method != "POST")
        {
            return query.First("api_key");
        }

        // Mage asks the query only when the body is no JSON.
        JsonNode? body;
        try
        {
            body = PythonJson.Parse(request.Body);
        }
        catch (PythonException)
        {
            return query.First("api_key");
        }

        return body switch
        {
            JsonObject o => PythonJson.Text(o["api_key"]),
            null => throw new PythonException("'NoneType' object has no attribute 'get'", "AttributeError"),
            _ => throw new PythonException($"'{PythonJson.TypeName(body)}' object has no attribute 'get'", "AttributeError"),
        };
    }
}
