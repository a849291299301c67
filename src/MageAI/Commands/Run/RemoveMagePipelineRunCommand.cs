using System.Collections.Generic;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Finding;
using MageAI.Operations.Running;
using MageAI.Sessions;

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

    /// <summary>Spare the newest so many runs of each pipeline, whatever is piped in. Default: 0.</summary>
    [Parameter]
    [ValidateRange(0, 100000)]
    public int KeepLast { get; set; }

    /// <summary>
    /// Cancel runs that have not ended, and then remove them. Without it they are an error each, and stay. Remove also a run that Mage makes again at
    /// once; without it such a run stays, with a warning.
    /// </summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override void Handle(MageSession session, MageRunArgument argument) => _runs.Add((session, argument));

    /// <summary>Removes them.</summary>
    protected override void EndProcessing()
    {
        PerSession<RunRemoval> removals = new(session => new RunRemoval(session, KeepLast, Force));
        ShowProgress(0);
        int done = 0;
        foreach ((MageSession session, MageRunArgument argument) in _runs)
        {
            Attempt(argument.Target, () => Perform(
                session,
                Await(call => removals.Of(session).PlanAsync(argument.Source as MagePipelineRun, look => RunFinder.ReadAsync(session, argument, look), call)),
                _ => { }));
            ShowProgress(++done);
        }

        base.EndProcessing();
        if (_runs.Count > 1 && Interactivity.IsInteractive)
        {
            WriteProgress(new ProgressRecord(ProgressId, Activity, "Done") { RecordType = ProgressRecordType.Completed });
        }
    }

    private void ShowProgress(int done)
    {
        if (_runs.Count > 1 && Interactivity.IsInteractive)
        {
            WriteProgress(new ProgressRecord(ProgressId, Activity, $"{done} of {_runs.Count}") { PercentComplete = 100 * done / _runs.Count });
        }
    }
}
