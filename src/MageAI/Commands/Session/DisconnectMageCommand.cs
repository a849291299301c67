using System.Collections.Generic;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Errors;
using MageAI.Operations;
using MageAI.Sessions;

namespace MageAI.Commands;

/// <summary>Ends sessions: the default one, those named, or those piped in. Signs out where the session signed in itself.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "Mage", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class DisconnectMageCommand : MageCmdlet
{
    /// <summary>The sessions to end: objects, names or wildcard patterns. Default: the default session.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(SessionCompleter))]
    [SupportsWildcards]
    public MageSessionArgument[]? Session { get; set; }

    /// <summary>Ends the sessions.</summary>
    protected override void ProcessRecord()
    {
        foreach (MageSession session in Chosen())
        {
            if (!ShouldProcess($"session {session.Name} ({session.Uri})", "Disconnect"))
            {
                continue;
            }

            SessionStore.Current.Remove(session);
            try
            {
                Await(session.SignOutAsync);
            }
            catch (MageException failure)
            {
                // The session ends here in any case; the token may live on at the server until it expires.
                WriteWarning($"Signing out of {session.Uri} did not succeed: {failure.Message}");
            }
            finally
            {
                session.Dispose();
            }
        }
    }

    private List<MageSession> Chosen()
    {
        SessionStore store = SessionStore.Current;
        if (CommandLine.IsEmpty(Session) && (MyInvocation.ExpectingInput || IsBound(nameof(Session))))
        {
            ThrowTerminatingError(ErrorRecords.From(CommandLine.Empty(nameof(Session), "end the default session")));
        }

        if (Session is null)
        {
            if (store.Default is MageSession current)
            {
                return [current];
            }

            ThrowTerminatingError(ErrorRecords.From(ErrorRecords.NotConnected()));
        }

        List<MageSession> chosen = [];
        foreach (MageSessionArgument argument in Session!)
        {
            if (argument.In(store) is MageSession session)
            {
                chosen.Add(session);
                continue;
            }

            if (argument.IsCopy)
            {
                WriteError(ErrorRecords.From(ErrorRecords.SessionNotFound(argument)));
                continue;
            }

            NamePattern pattern = new(argument.Name!);
            IReadOnlyList<MageSession> named = pattern.Among(store.All, open => open.Name);
            if (named.Count == 0 && pattern.IsLiteral)
            {
                WriteError(ErrorRecords.From(ErrorRecords.SessionNotFound(argument.Name!)));
            }

            chosen.AddRange(named);
        }

        return chosen;
    }
}
