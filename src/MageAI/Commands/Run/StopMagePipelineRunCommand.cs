using System.Management.Automation;
using MageAI.Binding;
using MageAI.Finding;
using MageAI.Operations.Running;

namespace MageAI.Commands;

/// <summary>Cancels runs that have not begun or are running. One that has ended in the meantime stays as it is, which is no error.</summary>
[Cmdlet(VerbsLifecycle.Stop, "MagePipelineRun", SupportsShouldProcess = true)]
[OutputType(typeof(MagePipelineRun))]
public sealed class StopMagePipelineRunCommand : RunTargetCmdlet
{
    /// <summary>Emit the runs as they are then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override void Handle(MageSession session, MageRunArgument argument)
    {
        MagePipelineRun known = RunFinder.Known(session, argument);
        Perform(session, RunEnd.Plan(session, known, argument.Identity is null ? null : call => RunFinder.ReadAsync(session, argument, call)), run =>
        {
            if (PassThru)
            {
                WriteObject(run);
            }
        });
    }
}
