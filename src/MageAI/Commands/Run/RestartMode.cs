namespace MageAI.Commands;

/// <summary>What becomes of a run that is restarted.</summary>
public enum RestartMode
{
    /// <summary>The same run goes on: what is completed stays, the rest runs again.</summary>
    Incomplete,

    /// <summary>Another run is made, for the same time and with the same variables.</summary>
    New,
}
