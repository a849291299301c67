using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using MageAI.Transport;

namespace MageAI.Sessions;

/// <summary>
/// The sessions of one runspace and which of them is the default. Never static for the process: jobs of different owners share
/// one in Azure Automation. What a runspace holds goes with it.
/// </summary>
internal sealed class SessionStore
{
    private static readonly ConditionalWeakTable<Runspace, SessionStore> s_stores = new();

    private readonly object _lock = new();
    private readonly List<MageSession> _sessions = [];
    private MageSession? _default;

    /// <summary>The store of the runspace that runs on this thread. Ask on the pipeline thread only.</summary>
    public static SessionStore Current => s_stores.GetValue(
        Runspace.DefaultRunspace ?? throw new InvalidOperationException("There is no runspace on this thread."), Open);

    /// <summary>The open session of a name; null if there is none, and on a thread without a runspace.</summary>
    public static MageSession? Named(string name) => Runspace.DefaultRunspace is null ? null : Current.Find(name);

    public MageSession? Default
    {
        get
        {
            lock (_lock)
            {
                return _default;
            }
        }
    }

    public IReadOnlyList<MageSession> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _sessions];
            }
        }
    }

    /// <summary>
    /// Adds a session; one of the same name makes room, but stays usable by whoever holds it: it keeps no connection that it does not use.
    /// Beside the default, one that nobody named takes a name that no other server and no other user has.
    /// </summary>
    public void Add(MageSession session, bool asDefault)
    {
        lock (_lock)
        {
            if (!asDefault && session.Settings.Name is null)
            {
                session.Name = Names(session).First(name => Find(name) is not MageSession open || IsSame(open, session));
            }

            MageSession? replaced = Find(session.Name);
            if (replaced is not null)
            {
                _sessions.Remove(replaced);
                replaced.Rest();
            }

            _sessions.Add(session);
            if (asDefault || ReferenceEquals(_default, replaced) && replaced is not null)
            {
                _default = session;
            }
        }
    }

    /// <summary>Refuses a name under which a connection would take the place of the default session, with another server or as another user.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.InvalidName"/>.</exception>
    public void RequireBesideDefault(ConnectionSettings settings)
    {
        if (settings.Name is not string name || Default is not MageSession current || !string.Equals(current.Name, name, StringComparison.OrdinalIgnoreCase)
            || (settings.OfPage().Prepend(settings).Any(place => place.Uri == current.Uri) && (current.Authentication == "None" || IsSameUser(current.Settings, settings))))
        {
            return;
        }

        throw new MageException(
            MageErrorId.InvalidName,
            $"'{name}' is the default session, with {current.Uri}{(current.User is string user ? " as " + user : "")}, and another one of that name would take its place; nothing was sent.")
        {
            Target = name,
            RecommendedAction = "Pass another -Name, or leave -NotDefault out to replace it.",
        };
    }

    /// <summary>Leaves no default, so that what goes on after a connection that failed does not act on another server.</summary>
    public void ForgetDefault()
    {
        lock (_lock)
        {
            _default = null;
        }
    }

    public MageSession? Find(string name)
    {
        lock (_lock)
        {
            return _sessions.FirstOrDefault(session => string.Equals(session.Name, name, StringComparison.OrdinalIgnoreCase));
        }
    }

    public void Remove(MageSession session)
    {
        lock (_lock)
        {
            _sessions.Remove(session);
            if (ReferenceEquals(_default, session))
            {
                _default = null;
            }
        }
    }

    /// <summary>The names that a session may have which nobody named, the best first.</summary>
    private IEnumerable<string> Names(MageSession session)
    {
        string name = session.Name;
        yield return name;
        if (session.User is not null && Find(name)?.Uri == session.Uri)
        {
            yield return $"{session.User}@{name}";
        }

        for (int number = 2; ; number++)
        {
            yield return $"{name}-{number.ToString(CultureInfo.InvariantCulture)}";
        }
    }

    /// <summary>Whether one is the other made anew: the same server, as the same user.</summary>
    private static bool IsSame(MageSession open, MageSession session) =>
        open.Uri == session.Uri && open.Authentication == session.Authentication && string.Equals(open.User, session.User, StringComparison.OrdinalIgnoreCase)
        && (open.Authentication != "Token" || IsSameUser(open.Settings, session.Settings));

    private static bool IsSameUser(ConnectionSettings one, ConnectionSettings other) =>
        string.Equals(one.UserName, other.UserName, StringComparison.OrdinalIgnoreCase) && TokenOf(one) == TokenOf(other);

    private static string? TokenOf(ConnectionSettings settings) => settings.Token is null ? null : Secret.Reveal(MageToken.Read(settings.Token).Inner);

    /// <summary>Makes the store of a runspace. When that is closed, its sessions keep no connection; others may hold them and go on.</summary>
    private static SessionStore Open(Runspace runspace)
    {
        SessionStore store = new();
        runspace.StateChanged += (_, change) =>
        {
            if (change.RunspaceStateInfo.State is RunspaceState.Closed or RunspaceState.Broken)
            {
                foreach (MageSession session in store.All)
                {
                    session.Rest();
                }
            }
        };
        return store;
    }

    /// <summary>Closes what this runspace holds, at removal of the module.</summary>
    public static void CloseRunspace()
    {
        if (Runspace.DefaultRunspace is not Runspace runspace || !s_stores.TryGetValue(runspace, out SessionStore? store))
        {
            return;
        }

        s_stores.Remove(runspace);
        foreach (MageSession session in store.All)
        {
            session.Dispose();
        }
    }
}
