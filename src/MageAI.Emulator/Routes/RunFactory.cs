using System;
using System.Text.Json.Nodes;
using MageAI.Emulation.Store;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Routes;

/// <summary>A new run out of what a caller sent.</summary>
internal static class RunFactory
{
    public static PipelineRun Create(EmulatorState state, Schedule schedule, JsonObject payload)
    {
        DateTime date;
        if (payload["execution_date"] is not { } sent)
        {
            date = state.Now;
        }
        else
        {
            date = PythonJson.IsString(sent, out string text) ? Stamps.Parse(text) : throw new PythonException("fromisoformat: argument must be str", "TypeError");
        }

        JsonNode variables = PythonJson.IsTrue(payload["variables"]) ? payload["variables"]!.DeepClone() : new JsonObject();
        if (variables is not JsonObject named)
        {
            throw new PythonException($"'{PythonJson.TypeName(variables)}' object does not support item assignment", "TypeError");
        }

        named["execution_partition"] = $"{schedule.Id}/{Stamps.Partition(date)}";
        return new PipelineRun
        {
            ScheduleId = schedule.Id,
            PipelineUuid = schedule.PipelineUuid,
            ExecutionDate = date,
            Variables = named,
        };
    }
}
