using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;

namespace MageAI.Commands;

/// <summary>What waiting for runs and restarting them share: which runs are meant.</summary>
public abstract class RunWatchTargetCmdlet : MageRunWatchCmdlet
{
    /// <summary>Ids or runs.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("RunId", "PipelineRunId", "Id")]
    [ArgumentCompleter(typeof(RunCompleter))]
    public MageRunArgument[] Run { get; set; } = [];
}
