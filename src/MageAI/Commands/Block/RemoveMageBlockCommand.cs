using System.Management.Automation;
using MageAI.Blocks;

namespace MageAI.Commands;

/// <summary>Removes blocks from a pipeline. The file with the code stays in the project.</summary>
[Cmdlet(VerbsCommon.Remove, "MageBlock", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveMageBlockCommand : BlockWriterCommand
{
    /// <summary>The block's type, which callbacks and conditionals need to be found.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(Completion.BlockTypeCompleter))]
    public string? Type { get; set; }

    /// <summary>Link the blocks below to the blocks above, instead of refusing while blocks depend on it.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override void Handle(MageSession session, string pipeline, string uuid) =>
        Write(session, $"block {uuid} of pipeline {pipeline}", Force ? "Remove, linking its neighbours" : "Remove", uuid, async call =>
        {
            await session.Blocks.DeleteAsync(pipeline, uuid, Type, Force, call).ConfigureAwait(false);
            return uuid;
        },
        _ => { });
}
