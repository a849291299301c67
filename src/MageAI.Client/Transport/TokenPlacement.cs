namespace MageAI;

/// <summary>Where a request carries the user's token.</summary>
public enum TokenPlacement
{
    /// <summary>Decoded, in the header <c>OAUTH-TOKEN</c>.</summary>
    Header,

    /// <summary>As the whole JWT, in the cookie <c>oauth_token</c>.</summary>
    Cookie,
}
