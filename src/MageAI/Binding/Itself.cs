using System.ComponentModel;
using System.Management.Automation;

namespace MageAI.Binding;

/// <summary>What an object is to a parameter that its own kind is meant by; a property by MageAI.Types.ps1xml.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Itself
{
    /// <summary>A session as what <c>-Session</c> takes, so that it binds there where it is piped in.</summary>
    /// <param name="thing">The session.</param>
    /// <returns>The session.</returns>
    public static object? Session(PSObject thing) => thing?.BaseObject is MageSession session ? MageSessionArgument.Itself(session) : null;
}
