using System.Management.Automation;
using MageAI.Blocks;
using MageAI.Completion;
using MageAI.Operations;

namespace MageAI.Commands;

/// <summary>Removes blocks from a pipeline. The file with the code stays in the project.</summary>
[Cmdlet(VerbsCommon.Remove, "MageBlock", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveMageBlockCommand : BlockTargetCmdlet
{
    /// <summary>The block's type, where a callback or a conditional has the same uuid as a block. Without it the blocks come first.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(BlockTypeCompleter))]
    public string? Type { get; set; }

    /// <summary>Link the blocks below to the blocks above, instead of refusing while blocks depend on it.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override void Handle(MageSession session, MageBlock found)
    {
        MageBlock block = Type is null || found.Type is not null ? found : new MageBlock { Uuid = found.Uuid, PipelineUuid = found.PipelineUuid, Type = Type, Session = session };
        string what = $"{block.Kind} {block.Uuid} of pipeline {block.PipelineUuid}";
        Perform(session, new Step<MageBlock>(what, Force ? "Remove, linking its neighbours" : "Remove", block.Uuid, async call =>
        {
            await session.Blocks.DeleteAsync(block, Force, call).ConfigureAwait(false);
            return block;
        }), _ => { });
    }
}
