using System;

namespace MageAI.Binding;

/// <summary>A session, or the name of an open one. Looked up when the cmdlet runs, so that a wrong name is an error with a name.</summary>
public sealed class MageSessionArgument
{
    /// <summary>A session itself.</summary>
    /// <param name="session">The session.</param>
    public MageSessionArgument(MageSession session) => Session = session ?? throw new ArgumentNullException(nameof(session));

    /// <summary>The name of a session of this runspace.</summary>
    /// <param name="name">The name, in any case.</param>
    public MageSessionArgument(string name) => Name = name ?? throw new ArgumentNullException(nameof(name));

    internal MageSession? Session { get; }

    internal string? Name { get; }

    /// <summary>The name.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => Session?.Name ?? Name!;
}
