using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using MageAI.Emulation.Python;
using MageAI.Emulation.Store;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Scheduling;

/// <summary>Mage's scheduler: makes runs by time, starts them, and brings them from wave to wave of blocks.</summary>
internal sealed class Scheduler(EmulatorState state)
{
    /// <summary>Mage writes at each loop, some seconds apart, that a run is alive. The loops here can be far closer to each other.</summary>
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(1);

    private static readonly HashSet<string> s_settingKeys =
    [
        "skip_if_previous_running", "allow_blocks_to_fail", "create_initial_pipeline_run", "landing_time_enabled",
        "pipeline_run_limit", "timeout", "timeout_status",
    ];

    private static readonly HashSet<string> s_concurrencyKeys =
    [
        "block_run_limit", "pipeline_run_limit", "pipeline_run_limit_all_triggers", "on_pipeline_run_limit_reached",
    ];

    private readonly RunLog _log = new(state);
    private readonly BackfillProgress _backfills = new(state);

    /// <summary>What the loop takes for the present. All that happened before it is done, so no log goes back in time.</summary>
    private DateTime _now;

    /// <summary>One loop of the scheduler process.</summary>
    public void Loop()
    {
        Advance();
        if (!state.Data.SchedulerWanted)
        {
            return;
        }

        List<Schedule> active = state.Data.Schedules.Where(s => s.IsActive && state.FindPipeline(s.PipelineUuid) is not null).ToList();
        if (active.Any(IsPoisoned))
        {
            // The real process is started again every twenty seconds and dies again.
            state.SchedulerDied = true;
            state.SchedulerProcess++;
            return;
        }

        state.SchedulerDied = false;
        foreach (Schedule schedule in active)
        {
            CreateDueRun(schedule);
        }

        StartRuns(active);
        // Only runs of triggers and pipelines that exist are taken up. What runs of others goes on to its end, and nothing follows.
        foreach (PipelineRun run in state.Data.Runs.Values.Where(r => r.Status == "running" && r.ScheduleId is not null && state.FindPipeline(r.PipelineUuid) is not null).ToList())
        {
            Progress(run);
        }

        MarkLateRuns();
    }

    /// <summary>
    /// Brings the running blocks to the present: they print, and end when their time has come. Blocks are processes of their own,
    /// so they do this between two loops, and also while the scheduler is stopped.
    /// </summary>
    public void Advance()
    {
        _now = state.Now;
        List<(DateTime At, Action Do)> due = new List<(DateTime At, Action Do)>();

        // The blocks of a run go on when its backfill was cancelled.
        foreach (PipelineRun run in state.Data.Runs.Values.Where(r => r.Status is "running" or "cancelled"))
        {
            foreach (BlockRun block in run.BlockRuns.Where(b => b.Status == "running"))
            {
                while (block.Unprinted.Count > 0 && block.Unprinted.Peek().At <= _now)
                {
                    (DateTime at, string? text) = block.Unprinted.Dequeue();
                    due.Add((at, () => _log.Printed(run, block, TypeOf(run, block), at, text)));
                }

                if (block.EndsAt + RunLog.Hearing <= _now)
                {
                    due.Add((block.EndsAt, () => End(run, block)));
                }
            }
        }

        // Blocks of one run write into one log of the scheduler, and runs can share all of their files.
        foreach ((_, Action? act) in due.OrderBy(d => d.At))
        {
            act();
        }
    }

    private bool IsPoisoned(Schedule schedule)
    {
        JsonNode? settings = schedule.Settings;
        JsonNode? concurrency = state.FindPipeline(schedule.PipelineUuid)?.ConcurrencyConfig;
        return schedule.Type is not (null or "api" or "event" or "time")
            || (settings is JsonValue && PythonJson.IsTrue(settings))
            || (settings is JsonObject s && s.Any(p => !s_settingKeys.Contains(p.Key)))
            || (concurrency is JsonObject c && c.Any(p => !s_concurrencyKeys.Contains(p.Key)));
    }

    private void CreateDueRun(Schedule schedule)
    {
        bool lands = LandingTime.IsOn(schedule);
        if (schedule.Interval is not { Length: > 0 } interval || _backfills.Of(schedule) is not null || (!lands && schedule.StartTime is { } start && start > _now))
        {
            return;
        }

        DateTime date;
        switch (interval)
        {
            case "@once":
                if (state.RunsOf(schedule).Any())
                {
                    return;
                }

                date = _now;
                break;
            case "@always_on":
                if (state.RunsOf(schedule).Any(r => r.InProgress))
                {
                    return;
                }

                date = _now;
                break;
            default:
                if (Intervals.Current(interval, _now) is not { } boundary)
                {
                    return;
                }

                date = lands ? LandingTime.Date(schedule, boundary) : boundary;
                if (date < schedule.StartTime
                    || (date < schedule.LastEnabledAt && !PythonJson.IsTrue(schedule.Setting("create_initial_pipeline_run")))
                    || state.RunsOf(schedule).Any(r => r.ExecutionDate == date)
                    || (lands && !LandingTime.IsDue(state.RunsOf(schedule), date, _now)))
                {
                    return;
                }
                break;
        }

        bool skip = PythonJson.IsTrue(schedule.Setting("skip_if_previous_running")) && state.RunsOf(schedule).Any(r => r.InProgress);
        PipelineRun run = state.AddRun(new PipelineRun
        {
            ScheduleId = schedule.Id,
            PipelineUuid = schedule.PipelineUuid,
            ExecutionDate = date,
            Variables = schedule.Variables?.DeepClone() ?? new JsonObject(),
        });
        if (skip)
        {
            _log.Skipped(run, _now);
            run.Status = "cancelled";
        }
    }

    private void StartRuns(List<Schedule> active)
    {
        foreach (IGrouping<string, Schedule> group in active.GroupBy(s => s.PipelineUuid))
        {
            JsonObject? config = state.FindPipeline(group.Key)?.ConcurrencyConfig as JsonObject;
            List<PipelineRun> chosen = new List<PipelineRun>();
            List<PipelineRun> excluded = new List<PipelineRun>();
            int total = 0;
            foreach (Schedule schedule in group)
            {
                List<PipelineRun> runs = state.RunsOf(schedule).ToList();
                int running = runs.Count(r => r.Status == "running");
                total += running;
                List<PipelineRun> waiting = runs.Where(r => r.Status == "initial").OrderBy(r => r.ExecutionDate).ThenBy(r => r.Id).ToList();
                int quota = (PythonJson.Integer(schedule.Setting("pipeline_run_limit")) ?? PythonJson.Integer(config?["pipeline_run_limit"])) - running ?? waiting.Count;
                if (quota > 0)
                {
                    // A trigger that may start none at all excludes none: they wait.
                    chosen.AddRange(waiting.Take(quota));
                    excluded.AddRange(waiting.Skip(quota));
                }
            }

            int? cap = PythonJson.Integer(config?["pipeline_run_limit_all_triggers"]);
            int room = cap is { } all ? Math.Max(0, all - total) : int.MaxValue;
            List<PipelineRun> ordered = chosen.OrderBy(r => r.ExecutionDate).ThenBy(r => r.Id).ToList();
            foreach (PipelineRun run in ordered.Take(room))
            {
                Start(run);
            }

            if (PythonJson.Text(config?["on_pipeline_run_limit_reached"]) == "skip")
            {
                foreach (PipelineRun run in excluded.Concat(ordered.Skip(room)))
                {
                    _log.Skipped(run, _now);
                    state.CancelRun(run);
                }
            }
        }
    }

    private void Start(PipelineRun run)
    {
        Pipeline pipeline = state.Pipeline(run.PipelineUuid);
        if (pipeline.Type == "integration" && run.BlockRuns.Count == 0 && pipeline.Blocks.Count == 0)
        {
            // Its streams are asked of its source before the run counts as started.
            _log.NotBegun(run, _now, new PythonFailure("AttributeError", "'NoneType' object has no attribute 'file_path'", 1, "<module>"));
            run.Status = "failed";
            run.UpdatedAt = state.Row(_now);
            state.Changed = true;
            return;
        }

        run.Status = "running";
        run.StartedAt = _now;
        run.UpdatedAt = state.Row(_now);
        _log.Alive(run, _now);
        if (run.BlockRuns.Count == 0)
        {
            state.AddBlockRuns(run, pipeline);
        }
    }

    private void Progress(PipelineRun run)
    {
        if (_now - run.LastAlive >= s_heartbeat)
        {
            _log.Alive(run, _now);
        }

        Schedule? schedule = state.FindSchedule(run.ScheduleId);
        Pipeline? pipeline = state.FindPipeline(run.PipelineUuid);
        Backfill? backfill = pipeline?.Type == "streaming" ? null : _backfills.Of(schedule);
        _backfills.Run(backfill);
        bool tolerant = PythonJson.IsTrue(schedule?.Setting("allow_blocks_to_fail"));
        bool failed = run.BlockRuns.Any(b => b.Status == "failed");
        if (pipeline is null)
        {
            Close(run, "failed");
        }
        else if (pipeline.Type == "streaming")
        {
            Stream(run, pipeline);
        }
        else if (run.BlockRuns.All(b => b.Status is "completed" or "condition_failed" || (tolerant && b.Status is "failed" or "upstream_failed")))
        {
            // A block that was cancelled is none of these: with one the run is never over.
            run.CompletedAt = _now;
            Close(run, failed ? "failed" : "completed");
            if (backfill is not null)
            {
                _backfills.Completed(backfill, schedule!);
            }
            else if (schedule is { Type: "time", Interval: "@once", IsActive: true })
            {
                schedule.Status = "inactive";
                schedule.UpdatedAt = state.Row(_now);
            }
        }
        else if (PythonJson.Number(schedule?.Setting("timeout")) is { } timeout and > 0 && _now - run.StartedAt is { } age && age.TotalSeconds > timeout)
        {
            TimeOut(run, PythonJson.Text(schedule?.Setting("timeout_status")) is { Length: > 0 } status ? status : "failed", (int)age.TotalSeconds);
        }
        else if (failed && !tolerant)
        {
            Close(run, "failed");
            _backfills.Failed(backfill, schedule);
        }
        else if (pipeline.RunInOneProcess || !TimeOutBlocks(run, pipeline))
        {
            StartBlocks(run, pipeline, tolerant);
        }
    }

    /// <summary>Ends blocks that took longer than they may. Where one did, the loop does no more for the run.</summary>
    private bool TimeOutBlocks(PipelineRun run, Pipeline pipeline)
    {
        bool any = false;
        foreach (BlockRun block in run.BlockRuns.Where(b => b.Status == "running"))
        {
            if (PythonJson.Number(pipeline.Find(block.BlockUuid)?.Timeout) is { } timeout and > 0 && _now - block.StartedAt is { } age && age.TotalSeconds > timeout)
            {
                _log.TimedOut(run, block, TypeOf(run, block), (int)age.TotalSeconds, _now);
                block.Leave("failed", state.Row(_now));
                block.Metrics ??= new JsonObject();
                state.Changed = any = true;
            }
        }

        return any;
    }

    private void Stream(PipelineRun run, Pipeline pipeline)
    {
        PythonFailure? failure = Streaming.Failure(state, pipeline);
        if (run.ProcessStartedAt is { } before && (_now - before < s_heartbeat || (failure is null && !Streaming.EndsSilently(pipeline))))
        {
            return;
        }

        run.ProcessStartedAt = _now;
        _log.ProcessStarted(run, _now);
        if (failure is null || Streaming.EndsSilently(pipeline))
        {
            return;
        }

        _log.StreamingFailed(run, _now, failure);
        if (PythonJson.IsTrue(pipeline.RetryConfig))
        {
            run.CompletedAt = _now;
            Close(run, "failed");
        }
    }

    private void StartBlocks(PipelineRun run, Pipeline pipeline, bool tolerant)
    {
        if (pipeline.RunInOneProcess && run.ProcessStartedAt is null)
        {
            run.ProcessStartedAt = _now;
            _log.ProcessStarted(run, _now);
        }

        int limit = PythonJson.Integer((pipeline.ConcurrencyConfig as JsonObject)?["block_run_limit"]) ?? int.MaxValue;
        int running = run.BlockRuns.Count(b => b.Status == "running");
        foreach (BlockRun block in run.BlockRuns.Where(b => b.Status == "initial"))
        {
            // A block that has left the pipeline, or has another name now, never runs; nor does one below a block that the run does not have.
            if (pipeline.Find(block.BlockUuid) is not { } known)
            {
                continue;
            }

            List<string> upstream = known.Upstream.Select(u => run.BlockRuns.FirstOrDefault(b => b.BlockUuid == u)?.Status ?? "missing").ToList();
            if (tolerant && upstream.Any(s => s is "failed" or "upstream_failed"))
            {
                block.Leave("upstream_failed", state.Row(_now));
                state.Changed = true;
            }
            else if (running < limit && upstream.All(s => s == "completed"))
            {
                running++;
                Begin(run, block);
            }
        }
    }

    private void Begin(PipelineRun run, BlockRun block)
    {
        BlockScript script = block.Script = ScriptOf(run, block);
        block.Status = "running";
        block.KeptUnder = null;

        // Mage sets the time at a retry only where the block had failed: after any other end it keeps the old one.
        if (block.StartedAt is null || PythonJson.IsTrue(block.Metrics))
        {
            block.StartedAt = _now;
        }

        block.UpdatedAt = state.Row(_now);
        block.EndsAt = _now + script.Duration;
        block.Unprinted = new Queue<(DateTime At, string Text)>(script.Lines.Select(l => (_now + l.After, l.Text)));
        _log.Started(run, block, TypeOf(run, block), _now, IsAlone(run));
    }

    private void End(PipelineRun run, BlockRun block)
    {
        BlockScript script = block.Script ?? ScriptOf(run, block);
        DateTime at = block.EndsAt == default ? _now - RunLog.Hearing : block.EndsAt;
        block.UpdatedAt = state.Row(at);
        state.Changed = true;
        if (script.Error is not null)
        {
            PythonFailure failure = new PythonFailure(script);
            block.Status = "failed";
            block.Metrics = IsAlone(run) ? failure.Metrics() : null;
            _log.Failed(run, block, TypeOf(run, block), at, failure, IsAlone(run));
            return;
        }

        block.Status = "completed";
        block.CompletedAt = at;
        (block.Returned, block.ReturnedRows) = (ReadsNothing(run, block) && !BlockOutputs.IsLiteral(script.Returns) ? "[]" : script.Returns, script.Rows);

        // What a failure left there stays.
        block.Metrics ??= IsAlone(run) ? new JsonObject() : null;
        _log.Finished(run, block, TypeOf(run, block), at, IsAlone(run));
    }

    /// <summary>Whether a block above it returned something that lies under another name of the pipeline: Mage hands an empty list down instead.</summary>
    private bool ReadsNothing(PipelineRun run, BlockRun block) => state.FindPipeline(run.PipelineUuid)?.Find(block.BlockUuid) is { } code
        && run.BlockRuns.Any(b => code.Upstream.Contains(b.BlockUuid) && b.Status == "completed" && !b.IsKept(run.PipelineUuid));

    private BlockScript ScriptOf(PipelineRun run, BlockRun block)
    {
        Pipeline? pipeline = state.FindPipeline(run.PipelineUuid);
        Block? code = pipeline?.Find(block.BlockUuid);
        return new BlockScript(code is null ? "" : state.Content(code, pipeline), code?.Language ?? "python", state.Options.BlockDuration);
    }

    /// <summary>Whether the blocks of a run are processes of their own. In one process for all, Mage notes nothing on a block run but its state.</summary>
    private bool IsAlone(PipelineRun run) => state.FindPipeline(run.PipelineUuid)?.RunInOneProcess != true;

    private string TypeOf(PipelineRun run, BlockRun block) => state.FindPipeline(run.PipelineUuid)?.Find(block.BlockUuid)?.Type ?? "";

    /// <summary>Any text is written into the row. Where it is no status, reading the row fails at once, and the run's blocks go on.</summary>
    private void TimeOut(PipelineRun run, string status, int seconds)
    {
        if (PipelineRun.IsStatus(status))
        {
            Close(run, status);
            _log.TimedOut(run, seconds, _now);
        }
        else
        {
            run.Status = status;
            run.UpdatedAt = state.Row(_now);
        }
    }

    private void Close(PipelineRun run, string status)
    {
        run.Status = status;
        run.UpdatedAt = state.Row(_now);
        foreach (BlockRun block in run.BlockRuns.Where(b => b.Status is "initial" or "queued" or "running"))
        {
            block.Leave("cancelled", run.UpdatedAt);
        }

        if (run.LastAlive != _now)
        {
            _log.Alive(run, _now);
        }
    }

    private void MarkLateRuns()
    {
        foreach (PipelineRun run in state.Data.Runs.Values.Where(r => r.InProgress && !r.PassedSla))
        {
            if (state.FindSchedule(run.ScheduleId) is { IsActive: true } schedule && PythonJson.Number(schedule.Sla) is { } sla and > 0 && run.CreatedAt.AddSeconds(sla) < _now)
            {
                run.PassedSla = true;
                run.UpdatedAt = state.Row(_now);
                state.Changed = true;
            }
        }
    }
}
