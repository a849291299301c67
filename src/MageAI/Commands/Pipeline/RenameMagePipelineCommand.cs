using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Operations;
using MageAI.Pipelines;
using MageAI.Sessions;
using MageAI.Terms;

namespace MageAI.Commands;

/// <summary>Renames a pipeline, which changes its uuid; schedules, runs and secrets move along, the logs and outputs of its runs do not.</summary>
[Cmdlet(VerbsCommon.Rename, "MagePipeline", SupportsShouldProcess = true)]
[OutputType(typeof(MagePipeline))]
public sealed class RenameMagePipelineCommand : MageWriteCmdlet
{
    private readonly PerSession<PromisedNames> _promised = new(_ => new PromisedNames());

    /// <summary>The pipeline: uuid, name or object.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Uuid", "PipelineUuid")]
    [ArgumentCompleter(typeof(PipelineCompleter))]
    public MagePipelineArgument? Pipeline { get; set; }

    /// <summary>The new name. Its uuid must be free and differ from the old one.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [Trimmed]
    [ArgumentCompleter(typeof(NoCompleter))]
    [Text(IsName = true)]
    public string NewName { get; set; } = string.Empty;

    /// <summary>Rename it although it has runs in progress, whose later blocks then read nothing of what the earlier ones returned.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Emit the renamed pipeline, with its new uuid.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override void CheckTyped()
    {
        if (IsTyped(nameof(NewName)))
        {
            MageName.RequireUsable("pipeline", NewName);
        }
    }

    /// <summary>Renames the pipeline.</summary>
    protected override void ProcessRecord()
    {
        if (IsMeant(Pipeline!, "pipeline", Noun.Pipeline))
        {
            ForEachPipeline([Pipeline!], Rename);
        }
    }

    private void Rename(MageSession session, string uuid)
    {
        Perform(session, new PipelineWriting(session, _promised.Of(session), new PipelineChanges(), NewName, Force).Plan(uuid, null), renamed =>
        {
            if (PassThru)
            {
                WriteObject(renamed);
            }
        });
    }
}
