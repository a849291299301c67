using System;
using System.Globalization;
using System.Text.Json.Nodes;
using MageAI.Emulation.Python;
using MageAI.Emulation.Store;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Scheduling;

/// <summary>Writes Mage's log files: a line has a time and a JSON record, and a traceback follows its record as it is.</summary>
internal sealed class RunLog(EmulatorState state)
{
    private const string Attempt =
        "Exception thrown when attempting to run <function BlockExecutor.execute.<locals>.__execute_with_retry at 0x7f2a5c0d3e20>, attempt 1 of 1";

    private const string StreamingAttempt =
        "Exception thrown when attempting to run <function StreamingPipelineExecutor.execute.<locals>.__execute_with_retry at 0x7ffbd9c249a0>, attempt 1 of 1";

    /// <summary>The scheduler hears of a block's end after the block's own last word.</summary>
    public static readonly TimeSpan Hearing = TimeSpan.FromTicks(10);

    public void Alive(PipelineRun run, DateTime at)
    {
        int memory = 1900 + (run.Id % 90);
        JsonObject record = new JsonObject
        {
            ["cpu"] = 0.3935546875,
            ["cpu_total"] = 2,
            ["cpu_usage"] = 0.19677734375,
            ["memory"] = memory + 0.5,
            ["memory_total"] = 24105.0,
            ["memory_usage"] = (memory + 0.5) / 24105.0,
        };
        run.LastAlive = at;
        Schedule(run, record, at, "INFO", $"Pipeline {run.PipelineUuid} for run {run.Id} in schedule {run.ScheduleId} is alive.");
    }

    public void TimedOut(PipelineRun run, int seconds, DateTime at) => Schedule(run, [], at, "ERROR", $"Pipeline run timed out after {seconds} seconds");

    public void TimedOut(PipelineRun run, BlockRun block, string type, int seconds, DateTime at)
    {
        Block(run, block, type, at, "ERROR", $"Block {block.BlockUuid} timed out after {seconds} seconds");
        Schedule(run, Of(block), at, "EXCEPTION", $"BlockRun {block.Id} (block_uuid: {block.BlockUuid}) failed.");
    }

    /// <summary>A run that a limit of its trigger or pipeline ends before it begins.</summary>
    public void Skipped(PipelineRun run, DateTime at) => Schedule(run, [], at, "WARNING", "Pipeline run limit reached... skipping this run");

    public void NotBegun(PipelineRun run, DateTime at, PythonFailure failure) => Schedule(run, [], at, "EXCEPTION", "Fail to initialize block runs.", failure);

    /// <summary>One process for the whole run was started.</summary>
    public void ProcessStarted(PipelineRun run, DateTime at)
    {
        Schedule(run, [], at, "INFO", $"Start a process for PipelineRun {run.Id}");
        Schedule(run, [], at, "INFO", $"Execute PipelineRun {run.Id}: pipeline {run.PipelineUuid}");
    }

    /// <summary>The process of a streaming pipeline came to its end.</summary>
    public void StreamingFailed(PipelineRun run, DateTime at, PythonFailure failure)
    {
        Schedule(run, [], at, "WARNING", StreamingAttempt, failure);
        Schedule(run, [], at, "EXCEPTION", $"Failed to execute streaming pipeline {run.PipelineUuid}", failure);
    }

    /// <param name="run">The run.</param>
    /// <param name="block">The block run.</param>
    /// <param name="type">The block's type.</param>
    /// <param name="at">When.</param>
    /// <param name="alone">Whether the block is a process of its own, of which the scheduler tells.</param>
    public void Started(PipelineRun run, BlockRun block, string type, DateTime at, bool alone)
    {
        if (alone)
        {
            Schedule(run, Of(block), at, "INFO", $"Execute PipelineRun {run.Id}, BlockRun {block.Id}: pipeline {run.PipelineUuid} block {block.BlockUuid}");
        }

        Block(run, block, type, at, "INFO", "Start executing block with BlockExecutor.");
    }

    public void Printed(PipelineRun run, BlockRun block, string type, DateTime at, string text) => Block(run, block, type, at, "INFO", text);

    public void Finished(PipelineRun run, BlockRun block, string type, DateTime at, bool alone)
    {
        Block(run, block, type, at, "INFO", "Finish executing block with BlockExecutor.");
        if (!alone)
        {
            return;
        }

        Schedule(run, Of(block), at + Hearing, "INFO", $"BlockRun {block.Id} (block_uuid: {block.BlockUuid}) completes.");
    }

    public void Failed(PipelineRun run, BlockRun block, string type, DateTime at, PythonFailure failure, bool alone)
    {
        Block(run, block, type, at, "WARNING", Attempt, failure);
        Block(run, block, type, at, "EXCEPTION", $"Failed to execute block {block.BlockUuid}", failure);
        if (!alone)
        {
            return;
        }

        Schedule(run, Of(block), at + Hearing, "EXCEPTION", $"BlockRun {block.Id} (block_uuid: {block.BlockUuid}) failed.", failure);
    }

    private static JsonObject Of(BlockRun block) => new() { ["block_run_id"] = block.Id, ["block_uuid"] = block.BlockUuid };

    private void Block(PipelineRun run, BlockRun block, string type, DateTime at, string level, string message, PythonFailure? failure = null)
    {
        JsonObject record = Of(block);
        AddRun(record, run);
        record["block_type"] = type;
        Write(state.LogOf(run, block), record, at, level, message, failure);
    }

    private void Schedule(PipelineRun run, JsonObject record, DateTime at, string level, string message, PythonFailure? failure = null)
    {
        AddRun(record, run);
        Write(state.LogOf(run, "scheduler.log"), record, at, level, message, failure);
    }

    private static void AddRun(JsonObject record, PipelineRun run)
    {
        record["pipeline_run_id"] = run.Id;
        record["pipeline_schedule_id"] = run.ScheduleId;
        record["pipeline_uuid"] = run.PipelineUuid;
    }

    private void Write(LogFile file, JsonObject record, DateTime at, string level, string message, PythonFailure? failure)
    {
        file.Add(() => Text(record, at, level, message, failure));
        file.ModifiedAt = at;
        state.Changed = true;
    }

    private string Text(JsonObject record, DateTime at, string level, string message, PythonFailure? failure)
    {
        record["level"] = level;
        record["message"] = message;

        // Mage takes the wall clock in UTC for one in its own zone: it is as far off as the line's time, to the other side.
        record["timestamp"] = Stamps.Epoch(at - state.Options.UtcOffset);
        record["uuid"] = Guid.NewGuid().ToString("N");
        if (failure is not null)
        {
            record["error"] = failure.Traceback + "\n";
            record["error_stack"] = PythonFailure.Stack();
            record["error_stacktrace"] = failure.Message;
        }

        string line = (at + state.Options.UtcOffset).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) + " " + PythonText.Dump(record) + "\n";

        // Python's logging adds the traceback to records of exceptions only.
        return level == "EXCEPTION" && failure is not null ? line + failure.Traceback + "\n" : line;
    }
}
