using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using MageAI.Emulation.Store;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Routes;

/// <summary>The commands that PUT /pipelines/{uuid} takes in its key "status".</summary>
internal static class PipelineCommands
{
    public static void Apply(EmulatorState state, Pipeline pipeline, JsonObject payload)
    {
        switch (PythonJson.Text(payload["status"]))
        {
            case "active" or "inactive":
                foreach (Schedule schedule in state.Data.Schedules.Where(s => s.PipelineUuid == pipeline.Uuid))
                {
                    // Unlike a trigger's own update, this leaves last_enabled_at alone.
                    schedule.Status = PythonJson.Text(payload["status"])!;
                    schedule.UpdatedAt = state.RowNow();
                }

                state.Changed = true;
                break;
            case "cancelled":
                Cancel(state, pipeline, payload);
                break;
            case "retry":
                foreach (JsonObject item in (payload["pipeline_runs"] as JsonArray ?? []).OfType<JsonObject>())
                {
                    Retry(state, item);
                }

                break;
            case "retry_incomplete_block_runs":
                RetryIncomplete(state, pipeline);
                break;
        }
    }

    private static void Cancel(EmulatorState state, Pipeline pipeline, JsonObject payload)
    {
        IEnumerable<PipelineRun> runs = state.Data.Runs.Values.Where(r => r.PipelineUuid == pipeline.Uuid && r.InProgress);
        if (payload["pipeline_runs"] is JsonArray chosen)
        {
            List<int?> ids = chosen.OfType<JsonObject>().Select(o => PythonJson.Integer(o["id"])).ToList();
            runs = runs.Where(r => ids.Contains(r.Id));
        }
        else if (PythonJson.Integer(payload["pipeline_schedule_id"]) is { } schedule)
        {
            // Mage forgets the late ones here.
            runs = runs.Where(r => r.ScheduleId == schedule && !r.PassedSla);
        }

        foreach (PipelineRun run in runs.ToList())
        {
            state.CancelRun(run);
        }
    }

    private static void Retry(EmulatorState state, JsonObject item)
    {
        string? pipeline = PythonJson.Text(Needed(item, "pipeline_uuid"));
        if (pipeline is null || state.FindPipeline(pipeline) is null)
        {
            throw new PythonException($"Pipeline {pipeline ?? "None"} is not a valid pipeline.");
        }

        Needed(item, "pipeline_schedule_id");
        Needed(item, "id");
        if (!PythonJson.IsString(Needed(item, "execution_date"), out string date))
        {
            throw new PythonException("fromisoformat: argument must be str", "TypeError");
        }

        // Nothing is taken over from the old run: what is not sent along, the new one does not have.
        state.AddRun(new PipelineRun
        {
            PipelineUuid = pipeline,
            ScheduleId = PythonJson.Integer(item["pipeline_schedule_id"]),
            BackfillId = PythonJson.Integer(item["backfill_id"]),
            ExecutionDate = Stamps.Parse(date),
            Variables = item.TryGetPropertyValue("variables", out JsonNode? variables) ? variables?.DeepClone() : new JsonObject(),
            EventVariables = item.TryGetPropertyValue("event_variables", out JsonNode? events) ? events?.DeepClone() : new JsonObject(),
        });
    }

    private static JsonNode? Needed(JsonObject item, string key) =>
        item.TryGetPropertyValue(key, out JsonNode? value) ? value : throw new PythonException($"'{key}'", "KeyError");

    private static void RetryIncomplete(EmulatorState state, Pipeline pipeline)
    {
        foreach (PipelineRun run in state.Data.Runs.Values.Where(r => r.PipelineUuid == pipeline.Uuid && r.Status == "failed"))
        {
            List<BlockRun> incomplete = run.BlockRuns.Where(b => b.Status is not ("completed" or "condition_failed")).ToList();
            if (incomplete.Count > 0)
            {
                run.Status = "initial";
                run.UpdatedAt = state.RowNow();
                incomplete.ForEach(b => b.Leave("initial", run.UpdatedAt));
                state.Changed = true;
            }
        }
    }
}
