using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Finding;

namespace MageAI.Commands;

/// <summary>What ending and removing runs share: which runs are meant.</summary>
public abstract class RunTargetCmdlet : MageWriteCmdlet
{
    /// <summary>Ids or runs.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("RunId", "PipelineRunId", "Id")]
    [ArgumentCompleter(typeof(RunCompleter))]
    public MageRunArgument[] Run { get; set; } = [];

    /// <summary>Handles each run that is meant.</summary>
    protected override void ProcessRecord() => ForEach(Run, (session, argument) =>
    {
        // A block run is shown as a thing of its own, live and as a row: it is not taken for all of its run.
        if (IsMeant(argument, "pipeline run", Noun.Run) && IsFirst(session, Noun.Run, RunFinder.IdOf(argument)))
        {
            Handle(session, argument);
        }
    });

    private protected abstract void Handle(MageSession session, MageRunArgument argument);
}
