using System;
using System.Globalization;
using System.Text.Json.Nodes;

namespace MageAI.Emulation;

/// <summary>Lines of Mage's log files: a time and a JSON record.</summary>
internal static class LogLines
{
    public static string Block(PipelineRun run, BlockRun block, string type, DateTime at, string level, string message, JsonObject? error = null)
    {
        var record = new JsonObject
        {
            ["block_run_id"] = block.Id,
            ["block_uuid"] = block.BlockUuid,
            ["pipeline_run_id"] = run.Id,
            ["pipeline_schedule_id"] = run.ScheduleId,
            ["pipeline_uuid"] = run.PipelineUuid,
            ["block_type"] = type,
        };
        return Line(record, at, level, message, error);
    }

    public static string Scheduler(PipelineRun run, DateTime at, string level, string message, BlockRun? block = null, JsonObject? error = null)
    {
        var record = new JsonObject();
        if (block is not null)
        {
            record["block_run_id"] = block.Id;
            record["block_uuid"] = block.BlockUuid;
        }

        record["pipeline_run_id"] = run.Id;
        record["pipeline_schedule_id"] = run.ScheduleId;
        record["pipeline_uuid"] = run.PipelineUuid;
        return Line(record, at, level, message, error);
    }

    private static string Line(JsonObject record, DateTime at, string level, string message, JsonObject? error)
    {
        record["level"] = level;
        record["message"] = message;
        record["timestamp"] = Stamps.Epoch(at);
        record["uuid"] = Guid.NewGuid().ToString("N");
        if (error is not null)
        {
            foreach (var field in error)
            {
                record[field.Key] = field.Value?.DeepClone();
            }
        }

        return at.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) + " " + PythonText.Dump(record) + "\n";
    }
}
