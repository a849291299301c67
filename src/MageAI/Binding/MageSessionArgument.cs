using System;
using System.Linq;
using System.Management.Automation;
using MageAI.Sessions;

namespace MageAI.Binding;

/// <summary>
/// A session, the name of an open one, or what a session became on its way through a file or into another process. Looked up when the cmdlet
/// runs, so that a wrong one is an error with a name.
/// </summary>
public sealed class MageSessionArgument
{
    /// <summary>A session itself.</summary>
    /// <param name="session">The session.</param>
    public MageSessionArgument(MageSession session) => Session = session ?? throw new ArgumentNullException(nameof(session));

    /// <summary>The name of a session of this runspace.</summary>
    /// <param name="name">The name, in any case.</param>
    public MageSessionArgument(string name) => Name = name ?? throw new ArgumentNullException(nameof(name));

    /// <summary>A copy of a session: without connections and secrets, it can only say which one was meant.</summary>
    /// <param name="copy">The copy.</param>
    public MageSessionArgument(PSObject copy)
    {
        Session = copy?.BaseObject as MageSession;
        Name = Text(copy, nameof(MageSession.Name)) ?? copy?.ToString() ?? throw new ArgumentNullException(nameof(copy));
        Address = Uri.TryCreate(Text(copy, nameof(MageSession.Uri)), UriKind.Absolute, out Uri? address) ? address : null;
        IsCopy = Session is null;
    }

    /// <summary>A session that is piped in and stands for itself.</summary>
    internal static MageSessionArgument Itself(MageSession session) => new(session) { IsItself = true };

    internal MageSession? Session { get; }

    /// <summary>Whether it was bound of a session that was piped in, and not of an object that came from one.</summary>
    internal bool IsItself { get; private init; }

    internal string? Name { get; }

    /// <summary>Whether it is a copy, which stands for an open session with the same server, if there is one.</summary>
    internal bool IsCopy { get; }

    /// <summary>The address that a copy tells.</summary>
    internal Uri? Address { get; }

    /// <summary>The session that is meant; null if this runspace has none open that it can be.</summary>
    internal MageSession? In(SessionStore store)
    {
        if (Session is not null || !IsCopy || Address is null)
        {
            return Session ?? store.Find(Name!);
        }

        return new[] { store.Find(Name!), store.Default }.Concat(store.All).FirstOrDefault(open => open?.Uri == Address);
    }

    /// <summary>The name.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => Session?.Name ?? Name!;

    private static string? Text(PSObject? copy, string property) => copy?.Properties[property]?.Value?.ToString();
}
