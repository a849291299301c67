using System.Management.Automation;
using System.Threading.Tasks;
using MageAI.Binding;
using MageAI.Errors;
using MageAI.Finding;
using MageAI.Operations;
using MageAI.Runs;
using MageAI.Transport;

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
        string what = argument.Identity?.Pipeline is string pipeline ? $"run {argument.Id} of pipeline {pipeline}" : $"pipeline run {argument.Id}";
        Perform(session, new Step<MagePipelineRun>(what, "Cancel", argument.Target, call => CancelAsync(session, argument, call)), run =>
        {
            if (!run.HasEnded)
            {
                Report(RunErrors.NotCancelled(run), run);
            }
            else if (PassThru)
            {
                WriteObject(run);
            }
        });
    }

    /// <summary>What an object or a row says of a run may be old: another may have its id since.</summary>
    private static async Task<MagePipelineRun> CancelAsync(MageSession session, MageRunArgument argument, MageCall call) =>
        argument.Identity is not null && await RunFinder.ReadAsync(session, argument, call).ConfigureAwait(false) is { HasEnded: true } ended
            ? ended
            : await session.Runs.CancelAsync(argument.Id!.Value, call).ConfigureAwait(false);
}
