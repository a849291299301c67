namespace MageAI;

/// <summary>Where a request carries the API key.</summary>
public enum KeyPlacement
{
    /// <summary>In the header <c>X-API-KEY</c>: the only place every Mage reads on every method.</summary>
    Header,

    /// <summary>As the parameter <c>api_key</c>: in the query, or in the body on POST, as Mage's OpenAPI document says.</summary>
    Parameter,
}
