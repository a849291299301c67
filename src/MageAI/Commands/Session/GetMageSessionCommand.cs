using System.Collections.Generic;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Errors;
using MageAI.Sessions;

namespace MageAI.Commands;

/// <summary>Lists the sessions of this runspace.</summary>
[Cmdlet(VerbsCommon.Get, "MageSession")]
[OutputType(typeof(MageSession))]
public sealed class GetMageSessionCommand : MageCmdlet
{
    /// <summary>The sessions' names, or wildcard patterns. Default: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(SessionCompleter))]
    [SupportsWildcards]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Only the default session.</summary>
    [Parameter]
    public SwitchParameter Default { get; set; }

    /// <summary>Emits the sessions.</summary>
    protected override void ProcessRecord()
    {
        SessionStore store = SessionStore.Current;
        if (Default)
        {
            if (store.Default is MageSession current)
            {
                WriteObject(current);
                return;
            }

            WriteError(ErrorRecords.From(ErrorRecords.NotConnected()));
            return;
        }

        if (CommandLine.IsEmpty(Name) || (MyInvocation.ExpectingInput && !IsBound(nameof(Name))))
        {
            ThrowTerminatingError(ErrorRecords.From(CommandLine.Empty(nameof(Name), "list all")));
        }

        foreach (string name in Name)
        {
            NamePattern pattern = new(name);
            IReadOnlyList<MageSession> matches = pattern.Among(store.All, session => session.Name);
            if (matches.Count == 0 && pattern.IsLiteral)
            {
                WriteError(ErrorRecords.From(ErrorRecords.SessionNotFound(name)));
            }

            WriteObject(matches, enumerateCollection: true);
        }
    }
}
