using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;

namespace MageAI.Commands;

/// <summary>What changing and removing pipelines share: which pipelines are meant.</summary>
public abstract class PipelineTargetCmdlet : MageWriteCmdlet
{
    /// <summary>Uuids, names, wildcard patterns or pipelines.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Uuid", "PipelineUuid")]
    [ArgumentCompleter(typeof(PipelineCompleter))]
    [SupportsWildcards]
    public MagePipelineArgument[] Pipeline { get; set; } = [];

    /// <summary>Handles each pipeline that is meant.</summary>
    protected override void ProcessRecord()
    {
        foreach (MagePipelineArgument argument in Pipeline)
        {
            if (IsMeant(argument, "pipeline", Noun.Pipeline))
            {
                ForEachPipeline([argument], Handle);
            }
        }
    }

    private protected abstract void Handle(MageSession session, string uuid);
}
