using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using MageAI.Binding;
using MageAI.Errors;
using MageAI.Finding;
using MageAI.Operations;
using MageAI.Runs;
using MageAI.Transport;

namespace MageAI.Commands;

/// <summary>
/// Removes runs, with their block runs; the files of their logs and data stay on the server's disk. All that come down the pipeline are
/// collected before the first is removed, so that a list that is read page by page does not move meanwhile.
/// </summary>
[Cmdlet(VerbsCommon.Remove, "MagePipelineRun", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveMagePipelineRunCommand : RunTargetCmdlet
{
    private const string Activity = "Removing pipeline runs";
    private const int ProgressId = 0x4D616772;

    private readonly List<(MageSession Session, MageRunArgument Run)> _runs = [];
    private readonly HashSet<(MageSession, int)> _collected = [];

    /// <summary>Spare the newest so many runs of each pipeline, whatever is piped in. Default: 0.</summary>
    [Parameter]
    [ValidateRange(0, 100000)]
    public int KeepLast { get; set; }

    /// <summary>Cancel runs that have not ended, and then remove them. Without it they are an error each, and stay.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override void Handle(MageSession session, MageRunArgument argument)
    {
        if (_collected.Add((session, argument.Id!.Value)))
        {
            _runs.Add((session, argument));
        }
    }

    /// <summary>Removes them.</summary>
    protected override void EndProcessing()
    {
        ShowProgress(0);
        Dictionary<(MageSession, string), int> oldestKept = [];
        int done = 0;
        foreach ((MageSession session, MageRunArgument argument) in _runs)
        {
            Attempt(argument.Target, () =>
            {
                // One that had ended is looked at together with its removal, beside others; of any other the state is needed before.
                MagePipelineRun? known = argument.Source as MagePipelineRun;
                bool hadEnded = known is { HasEnded: true, PipelineUuid: not null };
                MagePipelineRun run = hadEnded ? known! : Await(call => RunFinder.ReadAsync(session, argument, call));
                if (KeepLast > 0 && hadEnded && OldestKept(session, run.PipelineUuid!, oldestKept) == int.MaxValue)
                {
                    // The server knows no run of that pipeline, so its name is another now.
                    run = Await(call => RunFinder.ReadAsync(session, argument, call));
                }

                if (KeepLast == 0 || run.PipelineUuid is not string pipeline || run.Id < OldestKept(session, pipeline, oldestKept))
                {
                    Remove(session, run, isOld: hadEnded);
                }
            });
            ShowProgress(++done);
        }

        base.EndProcessing();
        if (_runs.Count > 1 && Interactivity.IsInteractive)
        {
            WriteProgress(new ProgressRecord(ProgressId, Activity, "Done") { RecordType = ProgressRecordType.Completed });
        }
    }

    private void Remove(MageSession session, MagePipelineRun run, bool isOld)
    {
        if (!run.HasEnded && !Force)
        {
            Report(RunErrors.NotRemoved(run), run);
            return;
        }

        string what = $"run {run.Id.ToString(CultureInfo.InvariantCulture)}{(run.PipelineUuid is null ? "" : " of pipeline " + run.PipelineUuid)}";
        Perform(session, new Step<MagePipelineRun>(what, run.HasEnded ? "Remove" : "Cancel and remove", run, call => RemoveAsync(session, run, isOld, call)), _ => { });
    }

    private async Task<MagePipelineRun> RemoveAsync(MageSession session, MagePipelineRun run, bool isOld, MageCall call)
    {
        if (isOld)
        {
            // It may have been restarted, or removed and its id given to another.
            MagePipelineRun known = run;
            run = await RunFinder.ReadAsync(session, new MageRunArgument(known), call).ConfigureAwait(false);
            if (KeepLast > 0 && run.PipelineUuid != known.PipelineUuid)
            {
                throw RunErrors.Moved(known, run);
            }

            if (!run.HasEnded && !Force)
            {
                throw RunErrors.NotRemoved(run);
            }
        }

        if (!run.HasEnded)
        {
            await session.Runs.CancelAsync(run.Id, call).ConfigureAwait(false);
        }

        await session.Runs.DeleteAsync(run.Id, call).ConfigureAwait(false);
        return run;
    }

    /// <summary>The lowest id of the newest runs of a pipeline, as the server knows them; asked once a pipeline, before any of it is removed. No id is as high where it knows none.</summary>
    private int OldestKept(MageSession session, string pipeline, Dictionary<(MageSession, string), int> oldestKept)
    {
        if (!oldestKept.TryGetValue((session, pipeline), out int oldest))
        {
            List<MagePipelineRun> newest = Await(call => session.Runs.List(new RunQuery { Pipelines = [pipeline] }, call).ToListAsync(KeepLast, call.Cancellation));
            oldestKept[(session, pipeline)] = oldest = newest.Count == 0 ? int.MaxValue : newest.Min(kept => kept.Id);
        }

        return oldest;
    }

    private void ShowProgress(int done)
    {
        if (_runs.Count > 1 && Interactivity.IsInteractive)
        {
            WriteProgress(new ProgressRecord(ProgressId, Activity, $"{done} of {_runs.Count}") { PercentComplete = 100 * done / _runs.Count });
        }
    }
}
