using System.Management.Automation;
using System.Threading.Tasks;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Errors;
using MageAI.Runs;
using MageAI.Transport;

namespace MageAI.Commands;

/// <summary>Cancels runs that have not begun or are running. One that has ended in the meantime stays as it is, which is no error.</summary>
[Cmdlet(VerbsLifecycle.Stop, "MagePipelineRun", SupportsShouldProcess = true)]
[OutputType(typeof(MagePipelineRun))]
public sealed class StopMagePipelineRunCommand : MageRunCmdlet
{
    /// <summary>Ids or runs.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("RunId", "PipelineRunId", "Id")]
    [ArgumentCompleter(typeof(NoCompleter))]
    public MageRunArgument[] Run { get; set; } = [];

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
        foreach (MageRunArgument argument in Run)
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
        Write(session, what, "Cancel", (object?)known ?? id, call => CancelAsync(session, id, known, call), run =>
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

    /// <summary>What an object says of a run may be old: another may have its id since.</summary>
    private static async Task<MagePipelineRun> CancelAsync(MageSession session, int id, MagePipelineRun? known, MageCall call) =>
        known is not null && await ReadRunAsync(session, id, known, call).ConfigureAwait(false) is { HasEnded: true } ended
            ? ended
            : await session.Runs.CancelAsync(id, call).ConfigureAwait(false);
}
