using System;
using System.Collections.Concurrent;
using System.Management.Automation.Runspaces;
using System.Text.RegularExpressions;
using MageAI.Sessions;

namespace MageAI.Tests.Hosting;

/// <summary>
/// A runspace with the staged module in it. To open one takes longer than most tests do, so it serves one after another, without the sessions, emulators
/// and variables of those before; unless a test changed more of it than these.
/// </summary>
internal sealed partial class UsedRunspace : IDisposable
{
    private static readonly ConcurrentBag<Runspace> s_free = [];

    private bool _isSpoiled;

    private UsedRunspace(Runspace runspace) => Runspace = runspace;

    public Runspace Runspace { get; }

    public static UsedRunspace Take() => new(s_free.TryTake(out Runspace? free) ? free : Open());

    /// <summary>One for a host that listens.</summary>
    public static UsedRunspace For(ListeningHost host) => new(Open(host)) { _isSpoiled = true };

    /// <summary>Nobody gets it afterwards.</summary>
    public Runspace Spoil()
    {
        _isSpoiled = true;
        return Runspace;
    }

    /// <summary>Looks whether a script leaves anything that is not taken back.</summary>
    public void Note(string script) => _isSpoiled |= Lasting().IsMatch(script);

    public void Dispose()
    {
        if (_isSpoiled || Runspace.RunspaceAvailability != RunspaceAvailability.Available)
        {
            Runspace.Dispose();
            return;
        }

        Runspace? before = Runspace.DefaultRunspace;
        Runspace.DefaultRunspace = Runspace;
        try
        {
            SessionStore.CloseRunspace();
            EmulatorStore.CloseRunspace();
        }
        finally
        {
            Runspace.DefaultRunspace = before;
        }

        Runspace.ResetRunspaceState();
        s_free.Add(Runspace);
    }

    private static Runspace Open(ListeningHost? host = null)
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.ThrowOnRunspaceOpenError = true;
        state.ImportPSModule([Repository.StagedModule]);
        Runspace runspace = host is null ? RunspaceFactory.CreateRunspace(state) : RunspaceFactory.CreateRunspace(host, state);
        runspace.Open();
        return runspace;
    }

    [GeneratedRegex(@"\b(function|filter|class|enum|(Import|Remove|New)-Module|(Set|Push|Pop)-Location|cd|(Register|Unregister|Update|Set)-(?!Mage)|Add-Type|New-(Alias|Variable|PSDrive)|LanguageMode|Culture|Runspace|Job)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Lasting();
}
