using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Operations;
using MageAI.Sessions;

namespace MageAI.Commands;

/// <summary>
/// Copies a pipeline. Without <c>-Independent</c> both use the same block files, as Mage does it: who changes the code of one changes it in both.
/// </summary>
[Cmdlet(VerbsCommon.Copy, "MagePipeline", SupportsShouldProcess = true)]
[OutputType(typeof(MagePipeline))]
public sealed class CopyMagePipelineCommand : MageSessionCmdlet
{
    private readonly PerSession<PromisedNames> _promised = new(_ => new PromisedNames());

    /// <summary>The pipeline: uuid, name or object.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Uuid", "PipelineUuid")]
    [ArgumentCompleter(typeof(PipelineCompleter))]
    public MagePipelineArgument? Pipeline { get; set; }

    /// <summary>The copy's uuid, which becomes its name too: small letters, digits and underscores. Mage can give a copy no other name.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [Trimmed]
    [ArgumentCompleter(typeof(NoCompleter))]
    [Text(IsName = true)]
    public string NewName { get; set; } = string.Empty;

    /// <summary>
    /// Give the copy's blocks, callbacks, conditionals and blocks of extensions names and files of their own. The name is the block's with what the copy's has more than the
    /// pipeline's: load of orders becomes load_v2 of orders_v2, and sub/load becomes sub_load_v2, since Mage renames no block into a folder.
    /// </summary>
    [Parameter]
    public SwitchParameter Independent { get; set; }

    /// <summary>Copy the schedules too. They are made switched off, with tokens of their own.</summary>
    [Parameter]
    public SwitchParameter IncludeSchedule { get; set; }

    /// <summary>Refuses a name that no copy could have.</summary>
    private protected override void CheckTyped()
    {
        if (IsTyped(nameof(NewName)))
        {
            PipelineCopy.RequireName(NewName);
        }
    }

    /// <summary>Copies it.</summary>
    protected override void ProcessRecord()
    {
        if (IsMeant(Pipeline!, "pipeline", Noun.Pipeline))
        {
            ForEachPipeline([Pipeline!], Copy);
        }
    }

    /// <summary>A preview says what it comes to.</summary>
    protected override void EndProcessing() => Steps.End();

    private void Copy(MageSession session, string uuid)
    {
        if (Perform(session, new PipelineCopy(session, _promised.Of(session), NewName, Independent, IncludeSchedule).Plan(uuid)) is MagePipeline copy)
        {
            WriteObject(copy);
        }
    }
}
