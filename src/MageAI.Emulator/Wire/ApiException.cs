using System;
using System.Text.Json.Nodes;

namespace MageAI.Emulation.Wire;

/// <summary>An error that Mage answers in its typed shape: code, message, type.</summary>
internal sealed class ApiException(int code, string type, string message, JsonNode? errors = null) : Exception(message)
{
    public int Code => code;

    public string Type => type;

    public JsonNode? Errors => errors;

    /// <summary>Whether the HTTP status is the code; true only of what the middleware refuses.</summary>
    public bool RealStatus { get; private set; }

    public static ApiException InvalidApiKey() => new(401, "invalid_api_key", "Invalid API key.") { RealStatus = true };

    public static ApiException InvalidToken() => new(401, "invalid_oauth_token", "Invalid OAuth token.") { RealStatus = true };

    public static ApiException ExpiredToken() => new(401, "expired_oauth_token", "Expired OAuth token.") { RealStatus = true };

    public static ApiException Unauthorized(string message) => new(403, "unauthorized_access", message);

    public static ApiException Invalid(string message) => new(400, "record_invalid", message);
}
