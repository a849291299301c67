using System.Linq;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Operations.Maintenance;
using MageAI.Terms;

namespace MageAI.Commands;

/// <summary>
/// Ends a maintenance: switches on what its snapshot says was on, each schedule by itself, and nothing else. Whatever ended the beginning, or an
/// earlier end, half-way: with the same file this puts it right.
/// </summary>
[Cmdlet(VerbsLifecycle.Stop, "MageMaintenance", SupportsShouldProcess = true)]
[OutputType(typeof(MageMaintenance))]
public sealed class StopMageMaintenanceCommand : MaintenanceCommand
{
    /// <summary>What to do about the times that schedules missed: None, the default; Last makes a run for the last time that each missed, All for each time. The runs have the dates that were missed.</summary>
    [Parameter]
    [OneWord]
    public MageCatchUp CatchUp { get; set; }

    /// <summary>Switch on also what somebody switched off meanwhile.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Switches on.</summary>
    protected override void ProcessRecord()
    {
        MageSession session = Resolve();
        Attempt(Path, () => End(session));
    }

    private void End(MageSession session)
    {
        string path = FullPath;
        MaintenanceEnd end = Await(call => MaintenanceEnd.PlanAsync(session, path, CatchUp, Force, call));
        if (end.Snapshot.EndedAt is { } ended)
        {
            WriteWarning($"The maintenance of '{path}' is over since {Wording.Moment(ended)}; nothing was done.");
            return;
        }

        (SnapshotSchedule Schedule, MageMaintenanceSchedule Result)[] all = [.. end.Snapshot.Schedules.Select(known => (known, end.Judge(known)))];
        Go("Switching schedules on", all, (known, result) =>
        {
            if (result.Outcome == "On")
            {
                result.Outcome = "Skipped";
                Perform(session, end.SwitchOn(known, result));
            }
        });
        foreach (MageMaintenanceSchedule result in all.Select(item => item.Result).Where(result => result.Notes.Length > 0 && result.Outcome != "Failed"))
        {
            WriteWarning($"Schedule {result.ScheduleName} (id {result.ScheduleId}) of pipeline {result.PipelineUuid} {Words(result)}: {string.Join("; ", result.Notes)}.");
        }

        foreach (MageSchedule other in end.OthersOn)
        {
            WriteWarning($"Schedule {other} of pipeline {other.PipelineUuid} was not on before and was switched on, or made, meanwhile; it is left as it is.");
        }

        if (Steps.IsWhatIf)
        {
            return;
        }

        if (all.All(item => item.Result.Outcome is not ("Failed" or "Skipped")))
        {
            end.Complete();
        }

        if (end.Unwritten is MageException unwritten)
        {
            Report(unwritten, path);
        }

        WriteObject(new MageMaintenance
        {
            Path = path,
            Server = session.Uri,
            Reason = end.Snapshot.Reason,
            StartedAt = end.Snapshot.StartedAt,
            EndedAt = end.Snapshot.EndedAt,
            Schedules = [.. all.Select(item => item.Result)],
            OthersOn = end.OthersOn,
        });
    }

    private static string Words(MageMaintenanceSchedule result) => result.Outcome switch
    {
        "SwitchedOn" => "was switched on",
        "OnAlready" => "was on already",
        "LeftOff" => "is left off",
        "Gone" => "is gone",
        _ => "was not switched on",
    };
}
