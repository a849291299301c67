using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Operations.Running;
using MageAI.Resources;
using MageAI.Runs;
using MageAI.Schedules;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Operations.Maintenance;

/// <summary>
/// The beginning of a maintenance: what is on is written down, and then switched off, each schedule by itself. Begun again with the file of one
/// that is not over, it goes on with that one, and the file keeps what it says.
/// </summary>
internal sealed class MaintenanceStart
{
    private readonly MageSession _session;
    private readonly SnapshotFile _file;
    private readonly Func<MageSchedule, bool> _isMeant;
    private readonly Dictionary<int, MageSchedule> _now;
    private readonly bool _replacesOld;

    private MaintenanceStart(MageSession session, SnapshotFile file, Func<MageSchedule, bool> isMeant, IEnumerable<MageSchedule> now, Snapshot snapshot, bool goesOn, bool replacesOld)
    {
        (_session, _file, _isMeant, Snapshot, GoesOn, _replacesOld) = (session, file, isMeant, snapshot, goesOn, replacesOld);
        _now = now.ToDictionary(schedule => schedule.Id);
        OthersOn = goesOn ? [.. _now.Values.Where(schedule => schedule.Status == ScheduleStatus.Active && isMeant(schedule) && !snapshot.Schedules.Exists(known => known.Is(schedule)))] : [];
    }

    public Snapshot Snapshot { get; }

    /// <summary>Whether the file was there, of a maintenance that is not over.</summary>
    public bool GoesOn { get; }

    /// <summary>What was switched on since a maintenance began that is gone on with.</summary>
    public MageSchedule[] OthersOn { get; }

    /// <summary>Looks at what is on, and at the file. Nothing is written.</summary>
    /// <param name="session">Where.</param>
    /// <param name="path">The file.</param>
    /// <param name="choose">Says, of all schedules that there are, which are meant.</param>
    /// <param name="reason">Why.</param>
    /// <param name="call">The caller.</param>
    /// <exception cref="MageException"><see cref="MageErrorId.WrongServer"/>: the file is of another kind, or of another server.</exception>
    public static async Task<MaintenanceStart> PlanAsync(MageSession session, string path, Func<IReadOnlyList<MageSchedule>, Task<Func<MageSchedule, bool>>> choose, string? reason, MageCall call)
    {
        SnapshotFile file = new(path);
        Snapshot? old = file.Read();
        if (old is { EndedAt: null })
        {
            RequireServer(old, session, path);
        }

        List<MageSchedule> now = await session.Schedules.List(new ScheduleQuery(), call).ToListAsync(call.Cancellation).ConfigureAwait(false);
        Func<MageSchedule, bool> isMeant = await choose(now).ConfigureAwait(false);
        if (old is { EndedAt: null })
        {
            return new(session, file, isMeant, now, old, goesOn: true, replacesOld: true);
        }

        ILookup<bool, SnapshotSchedule> on = now.Where(schedule => schedule.Status == ScheduleStatus.Active).OrderBy(schedule => schedule.Id).ToLookup(isMeant, SnapshotSchedule.Of);
        Snapshot snapshot = new()
        {
            About = Snapshot.Kind,
            Server = session.Uri.ToString(),
            Reason = reason,
            User = session.User,
            StartedAt = session.Now,
            Schedules = [.. on[true]],
            LeftOn = [.. on[false]],
        };
        return new(session, file, isMeant, now, snapshot, goesOn: false, replacesOld: old is not null);
    }

    /// <summary>Puts the snapshot on the disk, before the first change.</summary>
    public Step<Snapshot> Save() => new($"snapshot of {Wording.Count(Snapshot.Schedules.Count, "active schedule")} in {_file.Path}", "Save", _file.Path, _ =>
    {
        _file.Create(Snapshot, _replacesOld);
        return Task.FromResult(Snapshot);
    });

    /// <summary>Whether a schedule of the snapshot is on now; else there is nothing to do for it.</summary>
    public bool IsOn(SnapshotSchedule schedule) => _now.TryGetValue(schedule.Id, out MageSchedule? now) && schedule.Is(now) && now.Status == ScheduleStatus.Active;

    /// <summary>Switches a schedule off. That it is going to be is written down before.</summary>
    public Step<MageSchedule> SwitchOff(SnapshotSchedule schedule) => new($"schedule {_now[schedule.Id]} of pipeline {schedule.PipelineUuid}", "Disable; for maintenance", _now[schedule.Id], call =>
    {
        if (schedule.SwitchedOffAt is null)
        {
            schedule.SwitchedOffAt = _session.Now;
            _file.Update(Snapshot);
        }

        return _session.Schedules.UpdateAsync(schedule.Id, schedule.PipelineUuid, new ScheduleChanges { Status = ScheduleStatus.Inactive }, call);
    });

    /// <summary>Those of some schedules that are on all the same, when all had their turn: somebody, or a call of their token, was faster.</summary>
    public async Task<MageSchedule[]> OnAsync(IReadOnlyCollection<SnapshotSchedule> switchedOff, MageCall call)
    {
        if (switchedOff.Count == 0)
        {
            return [];
        }

        ScheduleQuery active = new() { Statuses = [ScheduleStatus.Active] };
        List<MageSchedule>? on = await SecondLook.AfterAsync(() => _session.Schedules.List(active, call).ToListAsync(call.Cancellation), "the switching off of the schedules", call).ConfigureAwait(false);
        return [.. (on ?? []).Where(schedule => switchedOff.Any(known => known.Is(schedule)))];
    }

    /// <summary>The runs under way of the schedules that are meant, on or off: those that run, and those that have not begun.</summary>
    public async Task<ILookup<string?, MagePipelineRun>> UnderWayAsync(MageCall call)
    {
        RunQuery query = new() { Statuses = [RunStatus.Running, RunStatus.Initial] };
        return (await _session.Runs.List(query, call).ToListAsync(call.Cancellation).ConfigureAwait(false))
            .Where(run => run.PipelineScheduleId is int id && _now.TryGetValue(id, out MageSchedule? schedule) && _isMeant(schedule))
            .ToLookup(run => run.Status);
    }

    /// <summary>Cancels a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="drains">Whether it is given time to end by itself.</param>
    public Step<MagePipelineRun> Cancel(MagePipelineRun run, bool drains)
    {
        Step<MagePipelineRun> cancel = RunEnd.Plan(_session, run, read: null);
        return new Step<MagePipelineRun>(cancel.What, drains ? $"{cancel.Action}; unless it ends in time" : cancel.Action, cancel.Target, cancel.How) { Look = cancel.Look };
    }

    /// <exception cref="MageException"><see cref="MageErrorId.WrongServer"/>: ids are another server's.</exception>
    public static void RequireServer(Snapshot snapshot, MageSession session, string path)
    {
        if (!Uri.TryCreate(snapshot.Server, UriKind.Absolute, out Uri? server) || server != session.Uri)
        {
            throw new MageException(MageErrorId.WrongServer, $"The snapshot '{path}' is one of {snapshot.Server}, not of {session.Uri}; nothing was sent.")
            {
                Target = path,
                RecommendedAction = "Pass a session with that server, or another path.",
            };
        }
    }
}
