using System;
using System.Text.Json.Nodes;

namespace MageAI.Emulation;

/// <summary>A believable project to try things on.</summary>
internal static class SampleProject
{
    public static void Fill(EmulatorState state)
    {
    }

    /// <summary>Adds a run that is over; a failed one fails at the given block, or at the first.</summary>
    public static PipelineRun AddFinishedRun(EmulatorState state, Pipeline pipeline, Schedule schedule, DateTime date, string status, string? failingBlock, string? error)
    {
        var run = new PipelineRun
        {
            ScheduleId = schedule.Id,
            PipelineUuid = pipeline.Uuid,
            ExecutionDate = date,
            Status = status,
            Variables = new JsonObject { ["execution_partition"] = $"{schedule.Id}/{Stamps.Partition(date)}" },
            EventVariables = schedule.Type == "api" ? new JsonObject() : null,
            CreatedAt = Stamps.Seconds(date),
            UpdatedAt = Stamps.Seconds(date),
        };
        state.AddRun(run);
        if (status == "initial")
        {
            return run;
        }

        state.AddBlockRuns(run, pipeline);
        var at = date.AddMilliseconds(1200 + (run.Id % 7 * 131));
        run.StartedAt = at;
        run.Log.Add(LogLines.Scheduler(run, at, "INFO", $"Pipeline {run.PipelineUuid} for run {run.Id} in schedule {run.ScheduleId} is alive."));
        var over = false;
        foreach (var block in run.BlockRuns)
        {
            block.CreatedAt = block.UpdatedAt = Stamps.Seconds(date);
            if (over || status == "cancelled")
            {
                block.Status = "cancelled";
                over = true;
                continue;
            }

            var code = pipeline.Find(block.BlockUuid);
            block.StartedAt = at = at.AddMilliseconds(340 + (block.Id % 11 * 57));
            block.Log.Add(LogLines.Block(run, block, code?.Type ?? "", at, "INFO", "Start executing block with BlockExecutor."));
            run.Log.Add(LogLines.Scheduler(run, at, "INFO", $"Execute PipelineRun {run.Id}, BlockRun {block.Id}: pipeline {run.PipelineUuid} block {block.BlockUuid}", block));
            at = at.AddMilliseconds(900 + (block.Id % 13 * 211));
            block.UpdatedAt = Stamps.Seconds(at);
            if (status == "failed" && (failingBlock is null || failingBlock == block.BlockUuid))
            {
                Scheduler.Fail(run, block, code, "RuntimeError", error ?? "seeded failure", at);
                over = true;
                continue;
            }

            block.Status = "completed";
            block.CompletedAt = at;
            block.Metrics = new JsonObject();
            block.Log.Add(LogLines.Block(run, block, code?.Type ?? "", at, "INFO", "Finish executing block with BlockExecutor."));
            run.Log.Add(LogLines.Scheduler(run, at, "INFO", $"BlockRun {block.Id} (block_uuid: {block.BlockUuid}) completes.", block));
        }

        run.UpdatedAt = Stamps.Seconds(at.AddMilliseconds(700));
        run.CompletedAt = status == "completed" ? at.AddMilliseconds(700) : null;
        return run;
    }
}
