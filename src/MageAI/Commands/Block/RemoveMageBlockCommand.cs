using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Operations;
using MageAI.Sessions;

namespace MageAI.Commands;

/// <summary>Removes blocks from a pipeline. The file with the code stays in the project, unless <c>-DeleteFile</c> asks for more.</summary>
[Cmdlet(VerbsCommon.Remove, "MageBlock", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveMageBlockCommand : BlockTargetCmdlet
{
    private readonly PerSession<BlockRemoval> _removals;

    /// <summary>Made by PowerShell.</summary>
    public RemoveMageBlockCommand() => _removals = new(session => new BlockRemoval(session, new BlockFiles(session), Force, DeleteFile));

    /// <summary>The block's type, where a callback, a conditional or one of an extension has the same uuid as a block. Without it the blocks come first.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(BlockTypeCompleter))]
    public string? Type { get; set; }

    /// <summary>
    /// Delete the file with the code too. Where another pipeline, another block of this one or a template uses it, nothing is removed. Code that imports the
    /// file is not looked for.
    /// </summary>
    [Parameter]
    public SwitchParameter DeleteFile { get; set; }

    /// <summary>Link the blocks below to the blocks above, instead of refusing while blocks depend on it.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Removes the blocks, and of what <c>Get-MageBlock -Unused</c> found the files.</summary>
    protected override void ProcessRecord()
    {
        if (IsTyped(nameof(Pipeline)) || IsTyped(nameof(Block)) || Pipeline!.Identity is not { Noun: Noun.Block, Pipeline: null or "", File: string path })
        {
            base.ProcessRecord();
            return;
        }

        MageSession session = Resolve(Pipeline.Session);
        Attempt(path, () =>
        {
            if (!DeleteFile)
            {
                throw new MageException(MageErrorId.InvalidInput, $"No pipeline has the block of the file {path}, so there is nothing to remove but the file; nothing was sent.")
                {
                    Target = path,
                    RecommendedAction = "Pass -DeleteFile to delete it.",
                };
            }

            Perform(session, _removals.Of(session).PlanFile(path), _ => { });
        });
    }

    private protected override void Handle(MageSession session, MageBlock found)
    {
        if (!IsFirst(session, Noun.Block, (found.PipelineUuid, found.Uuid, found.Type ?? Type)))
        {
            return;
        }

        MageBlock block = Type is null || found.Type is not null ? found : new MageBlock { Uuid = found.Uuid, PipelineUuid = found.PipelineUuid, Type = Type, Session = session };
        Perform(session, _removals.Of(session).Plan(block), _ => { });
    }
}
