using System.Management.Automation;
using MageAI.Binding;
using MageAI.Errors;

namespace MageAI.Commands;

/// <summary>Cancels runs that have not begun or are running. One that has ended in the meantime stays as it is, which is no error.</summary>
[Cmdlet(VerbsLifecycle.Stop, "MagePipelineRun", SupportsShouldProcess = true)]
[OutputType(typeof(MagePipelineRun))]
public sealed class StopMagePipelineRunCommand : MageRunCmdlet
{
    /// <summary>Ids or runs.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("RunId", "PipelineRunId")]
    public MageRunArgument[] Id { get; set; } = [];

    /// <summary>Emit the runs as they are then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>
    /// How many writes may be under way at once. Mage answers one request at a time, so more than a few save
    /// no time.
    /// </summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 1;

    private protected override int Throttle => ThrottleLimit;

    /// <summary>Cancels the runs.</summary>
    protected override void ProcessRecord()
    {
        foreach (MageRunArgument argument in Id)
        {
            MageSession session = Resolve(argument.Session);
            if (IsMeant<MagePipelineRun>(argument.Source, "pipeline run") && TryRunId(argument, out int id))
            {
                Cancel(session, id, argument.Source as MagePipelineRun);
            }
        }
    }

    private void Cancel(MageSession session, int id, MagePipelineRun? known)
    {
        string what = known?.PipelineUuid is string pipeline ? $"run {id} of pipeline {pipeline}" : $"pipeline run {id}";
        Write(session, what, "Cancel", (object?)known ?? id, call => session.Runs.CancelAsync(id, call), run =>
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
}
