using System.Text.Json.Nodes;
using MageAI.Emulation.Store;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Routes;

/// <summary>What Mage shows of runs and block runs.</summary>
internal static class RunShape
{
    public static JsonObject Show(EmulatorState state, PipelineRun run)
    {
        run.ThrowIfPoisoned();
        return new JsonObject
        {
            ["backfill_id"] = run.BackfillId,
            ["completed_at"] = Stamps.Space(run.CompletedAt, state.Offsets),
            ["created_at"] = Stamps.Space(run.CreatedAt, state.Offsets),
            ["event_variables"] = run.EventVariables?.DeepClone(),
            ["execution_date"] = Stamps.Space(run.ExecutionDate, state.Offsets),
            ["executor_type"] = "local_python",
            ["id"] = run.Id,
            ["metrics"] = run.Metrics?.DeepClone(),
            ["passed_sla"] = run.PassedSla,
            ["pipeline_schedule_id"] = run.ScheduleId,
            ["pipeline_uuid"] = run.PipelineUuid,
            ["started_at"] = Stamps.Space(run.StartedAt, state.Offsets),
            ["status"] = run.Status,
            ["updated_at"] = Stamps.Space(run.UpdatedAt, state.Offsets),
            ["variables"] = run.Variables?.DeepClone(),
        };
    }

    /// <summary>A block run inside a run: with metrics, and times with a space.</summary>
    public static JsonObject Inner(EmulatorState state, PipelineRun run, BlockRun block) => new()
    {
        ["id"] = block.Id,
        ["created_at"] = Stamps.Space(block.CreatedAt, state.Offsets),
        ["updated_at"] = Stamps.Space(block.UpdatedAt, state.Offsets),
        ["pipeline_run_id"] = run.Id,
        ["block_uuid"] = block.BlockUuid,
        ["status"] = block.Status,
        ["started_at"] = Stamps.Space(block.StartedAt, state.Offsets),
        ["completed_at"] = Stamps.Space(block.CompletedAt, state.Offsets),
        ["metrics"] = block.Metrics?.DeepClone(),
    };

    /// <summary>A block run in its own list: without metrics, and times with a T.</summary>
    public static JsonObject Outer(EmulatorState state, PipelineRun run, BlockRun block, Schedule? schedule) => new()
    {
        ["block_uuid"] = block.BlockUuid,
        ["completed_at"] = Stamps.Iso(block.CompletedAt, state.Offsets),
        ["created_at"] = Stamps.Iso(block.CreatedAt, state.Offsets),
        ["id"] = block.Id,
        ["pipeline_run_id"] = run.Id,
        ["started_at"] = Stamps.Iso(block.StartedAt, state.Offsets),
        ["status"] = block.Status,
        ["updated_at"] = Stamps.Iso(block.UpdatedAt, state.Offsets),
        ["pipeline_schedule_id"] = schedule?.Id,
        ["pipeline_schedule_name"] = schedule?.Name,
    };
}
