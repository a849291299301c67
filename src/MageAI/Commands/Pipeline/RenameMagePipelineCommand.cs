using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Pipelines;
using MageAI.Terms;

namespace MageAI.Commands;

/// <summary>Renames a pipeline, which changes its uuid; schedules, runs and secrets move along.</summary>
[Cmdlet(VerbsCommon.Rename, "MagePipeline", SupportsShouldProcess = true)]
[OutputType(typeof(MagePipeline))]
public sealed class RenameMagePipelineCommand : MageSessionCmdlet
{
    /// <summary>The pipeline: uuid, name or object.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PipelineUuid", "Pipeline")]
    [ArgumentCompleter(typeof(PipelineCompleter))]
    public MagePipelineArgument? Uuid { get; set; }

    /// <summary>The new name. Its uuid must be free and differ from the old one.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string NewName { get; set; } = string.Empty;

    /// <summary>Emit the renamed pipeline, with its new uuid.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Renames the pipeline.</summary>
    protected override void ProcessRecord()
    {
        MageSession session = Resolve(Uuid!.Session);
        if (!IsMeant<MagePipeline>(Uuid.Source, "pipeline"))
        {
            return;
        }

        Attempt(Uuid.Name, () =>
        {
            MageName.RequireUsable("pipeline", NewName);
            string uuid = Uuid.Uuid;
            if (Write(session, $"pipeline {uuid}", $"Rename to {MageName.PipelineUuid(NewName)}", uuid, call => session.Pipelines.RenameAsync(uuid, NewName, call)) is MagePipeline renamed && PassThru)
            {
                WriteObject(renamed);
            }
        });
    }
}
