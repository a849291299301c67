namespace MageAI;

/// <summary>How a trigger token travels to a server that is triggered without a session.</summary>
public enum TriggerTokenPlacement
{
    /// <summary>As a Bearer token, out of sight of logs and proxies; falls back to the path on servers before 0.9.35.</summary>
    Header,

    /// <summary>In the path, as Mage's OpenAPI document says: for proxies that take the header away.</summary>
    Path,
}
