using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Pipelines;
using MageAI.Runs;
using MageAI.Schedules;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Operations.Maintenance;

/// <summary>
/// The end of a maintenance: what its snapshot says is switched on again, each schedule by itself, and nothing else. What somebody switched off
/// meanwhile stays off. No run is made that was not asked for.
/// </summary>
internal sealed class MaintenanceEnd
{
    /// <summary>Mage's times are in seconds.</summary>
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly MageSession _session;
    private readonly SnapshotFile _file;
    private readonly MageCatchUp _catchUp;
    private readonly Dictionary<int, MageSchedule> _now;
    private readonly HashSet<string?> _pipelines;
    private readonly bool _force;
    private HashSet<(int? Schedule, DateTimeOffset? Date)>? _made;

    private MaintenanceEnd(MageSession session, SnapshotFile file, Snapshot snapshot, MageCatchUp catchUp, bool force, IEnumerable<MageSchedule> now, IEnumerable<string> pipelines)
    {
        (_session, _file, Snapshot, _catchUp, _force) = (session, file, snapshot, catchUp, force);
        _now = now.ToDictionary(schedule => schedule.Id);
        _pipelines = [.. pipelines];
        OthersOn = [.. _now.Values
            .Where(schedule => schedule.Status == ScheduleStatus.Active && !snapshot.Schedules.Concat(snapshot.LeftOn).Any(known => known.Is(schedule)) && Latest(schedule) >= snapshot.StartedAt - s_second)
            .OrderBy(schedule => schedule.Id)];
    }

    public Snapshot Snapshot { get; }

    /// <summary>What somebody switched on meanwhile, or made, and was not on before.</summary>
    public MageSchedule[] OthersOn { get; }

    /// <summary>Looks at what there is now. Nothing is written.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.FileNotFound"/>: there is no snapshot, or it is of another server.</exception>
    public static async Task<MaintenanceEnd> PlanAsync(MageSession session, string path, MageCatchUp catchUp, bool force, MageCall call)
    {
        SnapshotFile file = new(path);
        Snapshot snapshot = file.Read() ?? throw new MageException(MageErrorId.FileNotFound, $"There is no file '{path}', so what was on before is not known; nothing was sent.")
        {
            Target = path,
            RecommendedAction = "Pass the path that the maintenance was begun with.",
        };
        MaintenanceStart.RequireServer(snapshot, session, path);
        if (snapshot.EndedAt is not null)
        {
            return new(session, file, snapshot, catchUp, force, [], []);
        }

        List<MageSchedule> now = await session.Schedules.List(new ScheduleQuery(), call).ToListAsync(call.Cancellation).ConfigureAwait(false);
        IEnumerable<string> pipelines = (await session.Pipelines.ListAsync(new PipelineQuery(), call).ConfigureAwait(false)).Items.Select(pipeline => pipeline.Uuid);
        return new(session, file, snapshot, catchUp, force, now, pipelines);
    }

    /// <summary>Says what is to become of a schedule of the snapshot; <c>SwitchedOn</c> where it is to be switched on.</summary>
    public MageMaintenanceSchedule Judge(SnapshotSchedule known)
    {
        MageMaintenanceSchedule result = new(known.Id, known.Name, known.PipelineUuid, known.ScheduleInterval);
        if (!_now.TryGetValue(known.Id, out MageSchedule? now) || !known.Is(now))
        {
            return Outcome(result, "Gone", ["somebody deleted it" + (now is null ? "" : ", and another has its id now")]);
        }

        List<string> notes = [.. Changes(known, now)];
        if (now.Status == ScheduleStatus.Active)
        {
            if (known is { SwitchedOffAt: not null, SwitchedOnAt: null })
            {
                if (!IsSame(now.LastEnabledAt, known.LastEnabledAt))
                {
                    notes.Add($"somebody switched it on meanwhile, at {Wording.Moment(now.LastEnabledAt)}");
                }
                else if (!IsSame(now.UpdatedAt, known.UpdatedAt))
                {
                    // Else its row is as it was: it was to be switched off, and never was.
                    notes.Add("it woke up meanwhile: a call of its token, the switch of its whole pipeline or triggers.yaml does that");
                }
            }

            return Outcome(result, known.SwitchedOnAt is null ? "OnAlready" : "SwitchedOn", notes);
        }

        string? why = !_pipelines.Contains(now.PipelineUuid) ? "its pipeline is gone"
            : known.SwitchedOffAt is null ? "somebody else switched it off before it was its turn"
            : !IsSame(now.LastEnabledAt, known.LastEnabledAt) ? $"it was switched on at {Wording.Moment(now.LastEnabledAt)}, and somebody switched it off again"
            : null;
        bool isLeft = why is not null && (!_force || !_pipelines.Contains(now.PipelineUuid));
        if (!isLeft && _catchUp == MageCatchUp.None && new ScheduleTiming(now).IsOnce && now.PipelineRunsCount is null or 0 && !(now.StartTime > _session.Now))
        {
            (why, isLeft) = ("its one run was due meanwhile, and would be made at once", !_force);
        }

        if (why is not null)
        {
            notes.Add(why);
        }

        return Outcome(result, isLeft ? "LeftOff" : "On", notes);
    }

    /// <summary>Switches a schedule on. Runs for missed times are made before, so that none is made twice; and where its settings would make one that is not asked for, a cancelled one takes its place.</summary>
    public Step<MageMaintenanceSchedule> SwitchOn(SnapshotSchedule known, MageMaintenanceSchedule result)
    {
        MageSchedule now = _now[known.Id];
        return new($"schedule {now} of pipeline {now.PipelineUuid}", _catchUp == MageCatchUp.None ? "Enable" : $"Enable; runs for missed times: {_catchUp}", now, async call =>
        {
            if (known.SwitchedOnAt is null)
            {
                known.SwitchedOnAt = _session.Now;
                Note();
            }

            DateTimeOffset[] due = Due(known, now);
            HashSet<(int? Schedule, DateTimeOffset? Date)> made = due.Length == 0 ? [] : await MadeAsync(call).ConfigureAwait(false);
            DateTimeOffset[] missed = [.. due.Where(date => !made.Contains((now.Id, WholeSecond.Of(date))))];
            result.Missed = missed.Length;
            foreach (DateTimeOffset date in missed.Where(date => _catchUp == MageCatchUp.All || (_catchUp == MageCatchUp.Last && date == due[due.Length - 1])))
            {
                MagePipelineRun run = await MakeAsync(now, date, call).ConfigureAwait(false);
                result.CaughtUp = [.. result.CaughtUp, run.Id];
            }

            await PreventAsync(now, result, call).ConfigureAwait(false);
            await _session.Schedules.UpdateAsync(now.Id, now.PipelineUuid, new ScheduleChanges { Status = ScheduleStatus.Active }, call).ConfigureAwait(false);
            result.Outcome = "SwitchedOn";
            return result;
        });
    }

    /// <summary>Why the file does not say what was done; null where it does.</summary>
    public MageException? Unwritten { get; private set; }

    /// <summary>Writes down that nothing is left to do.</summary>
    public void Complete()
    {
        Snapshot.EndedAt = _session.Now;
        Note();
        if (Unwritten is not null)
        {
            Snapshot.EndedAt = null;
        }
    }

    /// <summary>Writes down what was done, and goes on where that fails: what was on is needed, and the file is not.</summary>
    private void Note()
    {
        try
        {
            _file.Update(Snapshot);
            Unwritten = null;
        }
        catch (MageException failure) when (failure.ErrorId == MageErrorId.FileNotWritten)
        {
            Unwritten = new MageException(MageErrorId.FileNotWritten, $"The file '{_file.Path}' cannot be written: {Wording.Sentence(failure.InnerException?.Message ?? failure.Message)} "
                + "The schedules were dealt with all the same, but the file still says that the maintenance is not over.", failure)
            {
                Target = _file.Path,
                RecommendedAction = "Delete the file, since a maintenance that is begun with it would go on with this one; or make it writable and end the maintenance again.",
            };
        }
    }

    /// <summary>The dates whose times passed while it was off.</summary>
    private DateTimeOffset[] Due(SnapshotSchedule known, MageSchedule now)
    {
        DateTimeOffset end = _session.Now;
        ScheduleTiming timing = new(now);
        return timing.IsOnce
            ? now.PipelineRunsCount is null or 0 && now.StartTime is DateTimeOffset start && start <= end ? [start] : []
            : [.. timing.Between(known.SwitchedOffAt ?? Snapshot.StartedAt, end, TimeSpan.Zero).Select(run => run.ExecutionDate)];
    }

    /// <summary>The runs that there are since: one list for all schedules.</summary>
    private async Task<HashSet<(int? Schedule, DateTimeOffset? Date)>> MadeAsync(MageCall call) =>
        _made ??= [.. (await _session.Runs.List(new RunQuery { Since = Snapshot.StartedAt.AddDays(-1) }, call).ToListAsync(call.Cancellation).ConfigureAwait(false))
            .Select(run => (run.PipelineScheduleId, WholeSecond.Of(run.ExecutionDate)))];

    /// <summary>
    /// With the setting <c>create_initial_pipeline_run</c> Mage makes a run of the present hour, day and so on as soon as a schedule is on, unless
    /// there is one: that of a time before the maintenance counts, and where there is none a cancelled one.
    /// </summary>
    private async Task PreventAsync(MageSchedule schedule, MageMaintenanceSchedule result, MageCall call)
    {
        if (schedule.Settings is not { } settings || !settings.TryGetValue("create_initial_pipeline_run", out object? creates) || creates is not (true or 1)
            || new ScheduleTiming(schedule).Current(_session.Now) is not DateTimeOffset date || schedule.StartTime > date || date > _session.Now)
        {
            return;
        }

        List<MagePipelineRun> last = await _session.Runs.List(new RunQuery { ScheduleId = schedule.Id }, call).ToListAsync(100, call.Cancellation).ConfigureAwait(false);
        if (last.Exists(run => WholeSecond.Of(run.ExecutionDate) == WholeSecond.Of(date)))
        {
            return;
        }

        MagePipelineRun place = await MakeAsync(schedule, date, call).ConfigureAwait(false);
        await _session.Runs.CancelAsync(place.Id, call).ConfigureAwait(false);
        result.Notes = [.. result.Notes, $"run {place.Id} for {Wording.Moment(date)} was made and cancelled, since its setting create_initial_pipeline_run would make one that runs"];
    }

    private Task<MagePipelineRun> MakeAsync(MageSchedule schedule, DateTimeOffset date, MageCall call)
    {
        RunFields fields = RunFields.Of(schedule.Variables);
        fields.ExecutionDate = date;
        return _session.Runs.CreateAsync(schedule.Id, fields, call);
    }

    private static IEnumerable<string> Changes(SnapshotSchedule known, MageSchedule now)
    {
        if (known.Name != now.Name)
        {
            yield return $"somebody renamed it to '{now.Name}'";
        }

        if (known.PipelineUuid != now.PipelineUuid)
        {
            yield return $"its pipeline is {now.PipelineUuid} now";
        }

        if (known.ScheduleInterval != now.ScheduleInterval)
        {
            yield return $"somebody changed its interval from '{known.ScheduleInterval}' to '{now.ScheduleInterval}'";
        }

        if (known.ScheduleType != now.ScheduleType)
        {
            yield return $"somebody changed its type from {known.ScheduleType} to {now.ScheduleType}";
        }

        if (!IsSame(known.StartTime, now.StartTime))
        {
            yield return $"somebody changed its start time from {Wording.Moment(known.StartTime) ?? "none"} to {Wording.Moment(now.StartTime) ?? "none"}";
        }

        if (known.Description != now.Description && (known.Description ?? string.Empty).Length > 0)
        {
            yield return string.IsNullOrEmpty(now.Description)
                ? $"its description '{known.Description}' is gone: Mage loses it when a schedule that stands in triggers.yaml is switched"
                : "somebody changed its description";
        }
    }

    private static MageMaintenanceSchedule Outcome(MageMaintenanceSchedule result, string outcome, IEnumerable<string> notes)
    {
        result.Outcome = outcome;
        result.Notes = [.. notes];
        return result;
    }

    private static DateTimeOffset? Latest(MageSchedule schedule) => new[] { schedule.LastEnabledAt, schedule.CreatedAt, schedule.UpdatedAt }.Max();

    private static bool IsSame(DateTimeOffset? one, DateTimeOffset? other) => one is null ? other is null : (one - other)?.Duration() < s_second;
}
