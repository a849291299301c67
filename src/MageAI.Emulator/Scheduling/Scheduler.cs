using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;

namespace MageAI.Emulation;

/// <summary>Mage's scheduler: makes runs by time, starts them, and brings them from wave to wave of blocks.</summary>
internal sealed class Scheduler(EmulatorState state)
{
    private static readonly HashSet<string> SettingKeys =
    [
        "skip_if_previous_running", "allow_blocks_to_fail", "create_initial_pipeline_run", "landing_time_enabled",
        "pipeline_run_limit", "timeout", "timeout_status",
    ];

    private static readonly HashSet<string> ConcurrencyKeys =
    [
        "block_run_limit", "pipeline_run_limit", "pipeline_run_limit_all_triggers", "on_pipeline_run_limit_reached",
    ];

    /// <summary>One loop of the scheduler process.</summary>
    public void Loop()
    {
        Advance();
        if (!state.Data.SchedulerWanted)
        {
            return;
        }

        var active = state.Data.Schedules.Where(s => s.IsActive && state.FindPipeline(s.PipelineUuid) is not null).ToList();
        if (active.Any(IsPoisoned))
        {
            // The real process is started again every twenty seconds and dies again.
            state.SchedulerDied = true;
            state.SchedulerProcess++;
            return;
        }

        state.SchedulerDied = false;
        foreach (var schedule in active)
        {
            CreateDueRun(schedule);
        }

        StartRuns(active);
        foreach (var run in state.Data.Runs.Values.Where(r => r.Status == "running").ToList())
        {
            Progress(run);
        }

        MarkLateRuns();
    }

    /// <summary>Ends the blocks whose time has come. Blocks are processes of their own: they end between two loops, and also while the scheduler is stopped.</summary>
    public void Advance()
    {
        var now = Stamps.Now();
        foreach (var run in state.Data.Runs.Values.Where(r => r.Status == "running"))
        {
            foreach (var block in run.BlockRuns)
            {
                if (block.Status == "running" && block.EndsAt <= now)
                {
                    End(run, block);
                }
            }
        }
    }

    private bool IsPoisoned(Schedule schedule)
    {
        var settings = schedule.Settings;
        var concurrency = state.FindPipeline(schedule.PipelineUuid)?.ConcurrencyConfig;
        return schedule.Type is not (null or "api" or "event" or "time")
            || (settings is JsonValue && PythonJson.IsTrue(settings))
            || (settings is JsonObject s && s.Any(p => !SettingKeys.Contains(p.Key)))
            || (concurrency is JsonObject c && c.Any(p => !ConcurrencyKeys.Contains(p.Key)));
    }

    private void CreateDueRun(Schedule schedule)
    {
        var now = Stamps.Now();
        if (schedule.Interval is not { Length: > 0 } interval || (schedule.StartTime is { } start && start > now))
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

                date = now;
                break;
            case "@always_on":
                if (state.RunsOf(schedule).Any(r => r.InProgress))
                {
                    return;
                }

                date = now;
                break;
            default:
                if (Intervals.Current(interval, now) is not { } boundary
                    || boundary < schedule.StartTime
                    || (boundary < schedule.LastEnabledAt && !PythonJson.IsTrue(schedule.Setting("create_initial_pipeline_run")))
                    || state.RunsOf(schedule).Any(r => r.ExecutionDate == boundary))
                {
                    return;
                }

                date = boundary;
                break;
        }

        var skip = PythonJson.IsTrue(schedule.Setting("skip_if_previous_running")) && state.RunsOf(schedule).Any(r => r.InProgress);
        var run = state.AddRun(new PipelineRun
        {
            ScheduleId = schedule.Id,
            PipelineUuid = schedule.PipelineUuid,
            ExecutionDate = date,
            Variables = schedule.Variables?.DeepClone() ?? new JsonObject(),
        });
        if (skip)
        {
            run.Status = "cancelled";
        }
    }

    private void StartRuns(List<Schedule> active)
    {
        foreach (var group in active.GroupBy(s => s.PipelineUuid))
        {
            var config = state.FindPipeline(group.Key)?.ConcurrencyConfig as JsonObject;
            var chosen = new List<PipelineRun>();
            var total = 0;
            foreach (var schedule in group)
            {
                var runs = state.RunsOf(schedule).ToList();
                var running = runs.Count(r => r.Status == "running");
                total += running;
                var waiting = runs.Where(r => r.Status == "initial").OrderBy(r => r.ExecutionDate).ThenBy(r => r.Id);
                var limit = PythonJson.Integer(schedule.Setting("pipeline_run_limit")) ?? PythonJson.Integer(config?["pipeline_run_limit"]);
                chosen.AddRange(limit is { } most ? waiting.Take(Math.Max(0, most - running)) : waiting);
            }

            var cap = PythonJson.Integer(config?["pipeline_run_limit_all_triggers"]);
            var room = cap is { } all ? Math.Max(0, all - total) : int.MaxValue;
            var ordered = chosen.OrderBy(r => r.ExecutionDate).ThenBy(r => r.Id).ToList();
            foreach (var run in ordered.Take(room))
            {
                Start(run);
            }

            if (PythonJson.Text(config?["on_pipeline_run_limit_reached"]) == "skip")
            {
                foreach (var run in ordered.Skip(room))
                {
                    state.CancelRun(run);
                }
            }
        }
    }

    private void Start(PipelineRun run)
    {
        var pipeline = state.Pipeline(run.PipelineUuid);
        run.Status = "running";
        run.StartedAt = Stamps.Now();
        run.UpdatedAt = state.RowNow();
        run.Log.Add(LogLines.Scheduler(run, run.StartedAt.Value, "INFO", $"Pipeline {run.PipelineUuid} for run {run.Id} in schedule {run.ScheduleId} is alive."));
        if (run.BlockRuns.Count == 0)
        {
            state.AddBlockRuns(run, pipeline);
        }

        state.Changed = true;
    }

    private void Progress(PipelineRun run)
    {
        var schedule = state.FindSchedule(run.ScheduleId);
        var pipeline = state.FindPipeline(run.PipelineUuid);
        if (pipeline is null)
        {
            Close(run, "failed", completed: false);
            return;
        }

        if (pipeline.Type == "streaming")
        {
            return;
        }

        if (pipeline.Type == "integration" && run.BlockRuns.Count == 0)
        {
            Close(run, "failed", completed: false);
            return;
        }

        var tolerant = PythonJson.IsTrue(schedule?.Setting("allow_blocks_to_fail"));
        if (!tolerant && run.BlockRuns.Any(b => b.Status == "failed"))
        {
            Close(run, "failed", completed: false);
            return;
        }

        if (run.BlockRuns.All(b => b.Status is "completed" or "failed" or "upstream_failed" or "condition_failed"))
        {
            Close(run, run.BlockRuns.Any(b => b.Status is "failed" or "upstream_failed") ? "failed" : "completed", completed: true);
            if (schedule is { Interval: "@once" })
            {
                schedule.Status = "inactive";
                schedule.UpdatedAt = state.RowNow();
            }

            return;
        }

        if (PythonJson.Number(schedule?.Setting("timeout")) is { } timeout and > 0 && run.StartedAt?.AddSeconds(timeout) < Stamps.Now())
        {
            Close(run, PythonJson.Text(schedule?.Setting("timeout_status")) ?? "failed", completed: false);
            return;
        }

        StartBlocks(run, pipeline, tolerant);
    }

    private void StartBlocks(PipelineRun run, Pipeline pipeline, bool tolerant)
    {
        var limit = PythonJson.Integer((pipeline.ConcurrencyConfig as JsonObject)?["block_run_limit"]) ?? int.MaxValue;
        var running = run.BlockRuns.Count(b => b.Status == "running");
        foreach (var block in run.BlockRuns.Where(b => b.Status is "initial" or "queued"))
        {
            var upstream = (pipeline.Find(block.BlockUuid)?.Upstream ?? [])
                .Select(u => run.BlockRuns.FirstOrDefault(b => b.BlockUuid == u)).Where(b => b is not null).Select(b => b!.Status).ToList();
            if (tolerant && upstream.Any(s => s is "failed" or "upstream_failed"))
            {
                block.Status = "upstream_failed";
                block.UpdatedAt = state.RowNow();
                state.Changed = true;
            }
            else if (upstream.All(s => s == "completed"))
            {
                if (running >= limit)
                {
                    block.Status = "queued";
                    continue;
                }

                running++;
                Begin(run, block, pipeline);
            }
        }
    }

    private void Begin(PipelineRun run, BlockRun block, Pipeline pipeline)
    {
        var now = Stamps.Now();
        var code = pipeline.Find(block.BlockUuid);
        block.Script = new BlockScript(code is null ? "" : state.Content(code, pipeline), code?.Language ?? "python", state.Options.BlockDuration);
        block.Status = "running";
        block.StartedAt = now;
        block.CompletedAt = null;
        block.UpdatedAt = state.RowNow();
        block.EndsAt = now + block.Script.Duration;
        var type = code?.Type ?? "";
        block.Log.Add(LogLines.Block(run, block, type, now, "INFO", "Start executing block with BlockExecutor."));
        block.Log.AddRange(block.Script.Prints.Select(p => LogLines.Block(run, block, type, now, "INFO", p)));
        run.Log.Add(LogLines.Scheduler(run, now, "INFO", $"Execute PipelineRun {run.Id}, BlockRun {block.Id}: pipeline {run.PipelineUuid} block {block.BlockUuid}", block));
        state.Changed = true;
    }

    private void End(PipelineRun run, BlockRun block)
    {
        var pipeline = state.FindPipeline(run.PipelineUuid);
        var code = pipeline?.Find(block.BlockUuid);
        var script = block.Script ?? new BlockScript(code is null ? "" : state.Content(code, pipeline), code?.Language ?? "python", TimeSpan.Zero);
        var at = block.EndsAt == default ? Stamps.Now() : block.EndsAt;
        var type = code?.Type ?? "";
        block.UpdatedAt = state.Offsets ? at : Stamps.Seconds(at);
        state.Changed = true;
        if (script.Error is { } error)
        {
            Fail(run, block, code, script.ErrorType, error, at);
            return;
        }

        block.Status = "completed";
        block.CompletedAt = at;
        block.Metrics = new JsonObject();
        block.Log.Add(LogLines.Block(run, block, type, at, "INFO", "Finish executing block with BlockExecutor."));
        run.Log.Add(LogLines.Scheduler(run, at, "INFO", $"BlockRun {block.Id} (block_uuid: {block.BlockUuid}) completes.", block));
    }

    internal static void Fail(PipelineRun run, BlockRun block, Block? code, string errorType, string error, DateTime at)
    {
        var traceback = $"Traceback (most recent call last):\n  File \"{EmulatorState.RepoPath}/{code?.FilePath ?? block.BlockUuid}\", line 1, in <module>\n{errorType}: {error}\n";
        block.Status = "failed";
        block.Metrics = new JsonObject
        {
            ["error"] = new JsonObject
            {
                ["error"] = error,
                ["errors"] = new JsonArray($"  File \"{EmulatorState.RepoPath}/{code?.FilePath ?? block.BlockUuid}\", line 1, in <module>\n"),
                ["message"] = traceback,
            },
        };
        var fields = new JsonObject
        {
            ["error"] = traceback,
            ["error_stack"] = new JsonArray(),
            ["error_stacktrace"] = error,
        };
        block.Log.Add(LogLines.Block(run, block, code?.Type ?? "", at, "WARNING", "Exception thrown when attempting to run <function block at 0x7f2a5c0d3e20>, attempt 1 of 1", fields));
        block.Log.Add(LogLines.Block(run, block, code?.Type ?? "", at, "EXCEPTION", $"Failed to execute block {block.BlockUuid}", fields));
        block.Log.Add(traceback);
        run.Log.Add(LogLines.Scheduler(run, at, "EXCEPTION", $"BlockRun {block.Id} (block_uuid: {block.BlockUuid}) failed.", block, fields));
        run.Log.Add(traceback);
    }

    private void Close(PipelineRun run, string status, bool completed)
    {
        run.Status = status;
        run.UpdatedAt = state.RowNow();
        if (completed)
        {
            run.CompletedAt = Stamps.Now();
        }

        foreach (var block in run.BlockRuns.Where(b => b.Status is "initial" or "queued" or "running"))
        {
            block.Status = "cancelled";
            block.UpdatedAt = run.UpdatedAt;
        }

        run.Log.Add(LogLines.Scheduler(run, Stamps.Now(), "INFO", $"Pipeline {run.PipelineUuid} for run {run.Id} in schedule {run.ScheduleId} is alive."));
        state.Changed = true;
    }

    private void MarkLateRuns()
    {
        foreach (var run in state.Data.Runs.Values.Where(r => r.InProgress && !r.PassedSla))
        {
            if (PythonJson.Number(state.FindSchedule(run.ScheduleId)?.Sla) is { } sla and > 0 && run.CreatedAt.AddSeconds(sla) < Stamps.Now())
            {
                run.PassedSla = true;
                state.Changed = true;
            }
        }
    }
}
