using System;
using System.Linq;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Errors;
using MageAI.Finding;
using MageAI.Operations.Maintenance;
using MageAI.Resources;
using MageAI.Terms;

namespace MageAI.Commands;

/// <summary>
/// Begins a maintenance: writes down which schedules are on, and switches them off, each by itself. Runs under way go on; with <c>-Drain</c> their
/// end is waited for. Begun again with the same file it goes on with what is written there.
/// </summary>
[Cmdlet(VerbsLifecycle.Start, "MageMaintenance", SupportsShouldProcess = true)]
[OutputType(typeof(MageMaintenance))]
public sealed class StartMageMaintenanceCommand : MaintenanceCommand
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);
    private readonly NamedSchedules _named = new();

    /// <summary>Only these schedules: ids, names, wildcard patterns or schedules; a pipeline means all of its. Default: every schedule of the server.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(ScheduleCompleter))]
    [SupportsWildcards]
    public MageScheduleArgument[]? Schedule { get; set; }

    /// <summary>Only schedules whose name, or whose pipeline, is or matches one of these; wildcard patterns are allowed. A literal that nothing is called is refused.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PipelineCompleter))]
    [SupportsWildcards]
    public string[]? Include { get; set; }

    /// <summary>No schedule whose name, or whose pipeline, is or matches one of these; wildcard patterns are allowed. A literal that nothing is called is refused.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PipelineCompleter))]
    [SupportsWildcards]
    public string[]? Exclude { get; set; }

    /// <summary>Wait until the runs of these schedules that are running have ended. Those that have not begun wait themselves, until their schedules are on again.</summary>
    [Parameter]
    public SwitchParameter Drain { get; set; }

    /// <summary>How long to wait at most with <c>-Drain</c>: seconds, a text such as 5m or 2h, or a TimeSpan. 0, the default: until they have ended.</summary>
    [Parameter]
    [Seconds]
    [ValidateRange(0, int.MaxValue)]
    public int TimeoutSec { get; set; }

    /// <summary>The pause between two looks with <c>-Drain</c>: seconds, of which fractions are allowed, a text such as 5s, or a TimeSpan. Default: 5 s.</summary>
    [Parameter]
    [Seconds(HasFraction = true)]
    [ValidateRange(0.0, 3600.0)]
    public double PollSec { get; set; }

    /// <summary>Cancel the runs that are running: at once, or with <c>-Drain</c> those that have not ended in time.</summary>
    [Parameter]
    public SwitchParameter StopRuns { get; set; }

    /// <summary>Why; kept in the file.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? Reason { get; set; }

    /// <summary>Refuses what cannot be meant.</summary>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        RequireFilled(nameof(Schedule), Schedule);
        RequireFilled(nameof(Include), Include);
        RequireFilled(nameof(Exclude), Exclude);
        if (!Drain && new[] { nameof(TimeoutSec), nameof(PollSec) }.FirstOrDefault(IsBound) is string idle)
        {
            Terminate(RunErrors.NeedsWait(idle, nameof(Drain)));
        }
    }

    /// <summary>Notes the schedules that are named: one file takes all that is piped in. A file that is piped in itself is begun at once.</summary>
    protected override void ProcessRecord()
    {
        if (IsTyped(nameof(Path)))
        {
            Note(Schedule ?? []);
        }
        else
        {
            MageSession session = Resolve();
            Attempt(Path, () => Begin(session, null));
        }
    }

    /// <summary>Switches off, and waits.</summary>
    protected override void EndProcessing()
    {
        if (IsTyped(nameof(Path)))
        {
            Attempt(Path, BeginNamed);
        }

        base.EndProcessing();
    }

    private void BeginNamed()
    {
        // An empty pipeline names nothing, and is not everything.
        if (!MyInvocation.ExpectingInput && !IsTyped(nameof(Schedule)))
        {
            Begin(Resolve(), null);
        }
        else if (_named.Session() is MageSession session)
        {
            Begin(session, _named);
        }
        else
        {
            WriteWarning("No schedule is meant: nothing was switched off, and no file was written.");
        }
    }

    private void Note(MageScheduleArgument[] schedules) => ForEach(
        schedules.Where(argument => IsMeant(argument, "schedule", Noun.Schedule, Noun.Pipeline)),
        (session, argument, call) => new ScheduleFinder(session).FindAsync(argument, Within.Everything, call),
        _named.Add);

    private void Begin(MageSession session, NamedSchedules? named)
    {
        ScheduleChoice choice = new(named, Include, Exclude);
        string path = FullPath;
        MaintenanceStart start = Await(call => MaintenanceStart.PlanAsync(session, path, async all =>
        {
            await choice.RequireKnownAsync(all, PipelinesOf(session), call).ConfigureAwait(false);
            return choice.Has;
        }, Reason, call));
        if (start.GoesOn)
        {
            WriteWarning($"'{path}' is the snapshot of a maintenance that began at {Wording.Moment(start.Snapshot.StartedAt)} and is not over. It stays as it is, and what it says is switched off.");
        }
        else if (!Saves(start.Save()) && !Steps.IsWhatIf)
        {
            return;
        }

        foreach (MageSchedule other in start.OthersOn)
        {
            WriteWarning($"Schedule {other} of pipeline {other.PipelineUuid} was not on when the maintenance began, and is now; it is left on.");
        }

        (SnapshotSchedule Schedule, MageMaintenanceSchedule Result)[] all = [.. start.Snapshot.Schedules.Select(known => (known, new MageMaintenanceSchedule(known.Id, known.Name, known.PipelineUuid, known.ScheduleInterval)))];
        Go("Switching schedules off", all, (known, result) =>
        {
            if (!start.IsOn(known))
            {
                result.Outcome = "OffAlready";
            }
            else if (Perform(session, start.SwitchOff(known)) is not null)
            {
                result.Outcome = "SwitchedOff";
            }
        });
        if (Steps.IsWhatIf)
        {
            Array.ForEach<MagePipelineRun>(StopRuns ? [.. Await(start.UnderWayAsync)["running"]] : [], run => Perform(session, start.Cancel(run, Drain)));
            return;
        }

        foreach (MageSchedule on in Await(call => start.OnAsync([.. all.Where(item => item.Result.Outcome == "SwitchedOff").Select(item => item.Schedule)], call)))
        {
            Report(MaintenanceErrors.OnAgain(on), on);
        }

        MageMaintenance maintenance = new()
        {
            Path = path,
            Server = session.Uri,
            Reason = start.Snapshot.Reason,
            StartedAt = start.Snapshot.StartedAt,
            Schedules = [.. all.Select(item => item.Result)],
        };
        Settle(session, start, maintenance);
        WriteObject(maintenance);
    }

    /// <summary>Waits for what is running, or cancels it, and tells what waits itself.</summary>
    private void Settle(MageSession session, MaintenanceStart start, MageMaintenance maintenance)
    {
        // Who waits for runs or cancels them has to know them.
        ILookup<string?, MagePipelineRun>? runs = Drain || StopRuns ? Await(start.UnderWayAsync)
            : Await(call => SecondLook.AfterAsync(() => start.UnderWayAsync(call), "the beginning of the maintenance", call));
        if (runs is null)
        {
            (maintenance.Running, maintenance.Frozen) = (null, null);
            return;
        }

        if (Drain)
        {
            runs = Wait(session, start, runs);
        }

        maintenance.Running = [.. runs["running"]];
        maintenance.Frozen = [.. runs["initial"]];
        if (maintenance.Frozen.Length > 0)
        {
            WriteWarning($"{Words(maintenance.Frozen)} had not begun; they wait until their schedules are on again.");
        }

        if (StopRuns)
        {
            foreach (MagePipelineRun run in maintenance.Running)
            {
                Attempt(run, () => Stop(session, start, maintenance, run));
            }
        }
        else if (Drain)
        {
            Array.ForEach(maintenance.Running, run => Report(RunErrors.WaitTimeout(run, TimeSpan.FromSeconds(TimeoutSec), null, [.. maintenance.Running.Where(other => other.Id != run.Id)]), run));
        }
    }

    private void Stop(MageSession session, MaintenanceStart start, MageMaintenance maintenance, MagePipelineRun run)
    {
        if (Perform(session, start.Cancel(run, Drain)) is MagePipelineRun cancelled)
        {
            maintenance.Running = [.. maintenance.Running.Where(other => other.Id != run.Id)];
            maintenance.Stopped = [.. maintenance.Stopped, cancelled];
        }
    }

    private ILookup<string?, MagePipelineRun> Wait(MageSession session, MaintenanceStart start, ILookup<string?, MagePipelineRun> runs)
    {
        TimeSpan? limit = TimeoutSec == 0 ? null : TimeSpan.FromSeconds(TimeoutSec);
        long begun = session.Clock.GetTimestamp();
        int most = runs["running"].Count();
        while (runs["running"].Any() && !(session.Clock.GetElapsedTime(begun) >= limit))
        {
            int left = runs["running"].Count();
            most = Math.Max(most, left);
            ShowProgress($"{left} running", 100 * (most - left) / most);
            TimeSpan pause = PollSec > 0 ? TimeSpan.FromSeconds(PollSec) : s_pause;
            TimeSpan rest = limit - session.Clock.GetElapsedTime(begun) ?? pause;
            Pause(session, rest < pause ? rest : pause);
            runs = Await(start.UnderWayAsync);
        }

        ShowProgress(null, 100);
        return runs;
    }
}
