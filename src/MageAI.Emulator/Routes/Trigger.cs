using System;
using System.Linq;
using System.Text.Json.Nodes;
using MageAI.Emulation.Auth;
using MageAI.Emulation.Http;
using MageAI.Emulation.Python;
using MageAI.Emulation.Scheduling;
using MageAI.Emulation.Store;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Routes;

/// <summary>Starting a run with a trigger's own token. It asks for neither an API key nor a user.</summary>
internal static class Trigger
{
    private static readonly string[] s_columns =
    [
        "id", "created_at", "updated_at", "pipeline_schedule_id", "pipeline_uuid", "execution_date", "status", "started_at", "completed_at",
        "variables", "passed_sla", "event_variables", "metrics", "backfill_id", "executor_type",
    ];

    public static JsonObject Fire(EmulatorState state, HttpRequest request, string id, string? pathToken)
    {
        Schedule schedule = state.FindSchedule(Call.Integer(id)) ?? throw state.NotFound();
        schedule.ThrowIfPoisoned();
        string? token = pathToken ?? Gatekeeper.Bearer(request);
        if (schedule.Type != "api")
        {
            throw new PythonException("This endpoint is only supported for API trigger.");
        }

        if (schedule.Token is not { Length: > 0 })
        {
            throw new PythonException("The token of the API trigger cannot be empty.");
        }

        if (schedule.Token != token)
        {
            throw new PythonException($"Invalid token for pipeline schedule ID {schedule.Id}.", "mage_ai.server.api.errors.UnauthenticatedRequestException");
        }

        JsonNode? body = request.Body.Length == 0 ? null : PythonJson.Parse(request.Body);
        if (PythonJson.IsTrue(body) && body is not JsonObject)
        {
            throw new PythonException($"'{PythonJson.TypeName(body)}' object has no attribute 'get'", "AttributeError");
        }

        JsonObject root = body as JsonObject ?? [];
        JsonObject payload = root["pipeline_run"] as JsonObject ?? [];
        if (payload.Select(p => p.Key).FirstOrDefault(k => !s_columns.Contains(k)) is { } unknown)
        {
            throw new PythonException($"'{unknown}' is an invalid keyword argument for PipelineRun", "TypeError");
        }

        Pipeline pipeline = state.Pipeline(schedule.PipelineUuid);
        PipelineRun run = RunFactory.Create(state, schedule, payload);
        JsonObject events = new JsonObject();
        foreach (System.Collections.Generic.KeyValuePair<string, JsonNode?> extra in root.Where(p => p.Key != "pipeline_run"))
        {
            events[extra.Key] = extra.Value?.DeepClone();
        }


        // Without a body there are none; with an empty one there is an empty object.
        run.EventVariables = request.Body.Length == 0 ? null : events;
        state.AddRun(run);
        state.AddBlockRuns(run, pipeline);

        // Mage makes the trigger active, and its enabled time stays as it is.
        if (!schedule.IsActive)
        {
            schedule.Status = "active";
            schedule.UpdatedAt = state.RowNow();
        }

        return new JsonObject { ["pipeline_run"] = Show(state, run) };
    }

    /// <summary>
    /// Runs one block at once with the token of any trigger of type api, and answers with what it returned: its texts and rows here, since
    /// nothing is computed.
    /// </summary>
    public static JsonObject RunBlock(EmulatorState state, HttpRequest request, string? pathToken)
    {
        string token = pathToken ?? Gatekeeper.Bearer(request) ?? throw new PythonException("Invalid token.", "mage_ai.server.api.errors.UnauthenticatedRequestException");
        Schedule schedule = state.Data.Schedules.FirstOrDefault(s => s.Type == "api" && s.Token == token)
            ?? throw new PythonException("No row was found when one was required", "sqlalchemy.exc.NoResultFound");
        JsonObject payload = (request.Body.Length == 0 ? null : PythonJson.Parse(request.Body) as JsonObject)?["run"] as JsonObject ?? [];
        string uuid = PythonJson.Text(payload["pipeline_uuid"]) ?? "None";
        Pipeline pipeline = state.FindPipeline(uuid) ?? throw new PythonException($"Pipeline {uuid} does not exist in repo_path {EmulatorState.RepoPath}.");
        string named = PythonJson.Text(payload["block_uuid"]) ?? throw PythonException.NoneHasNo("split");
        Block block = pipeline.Find(named) ?? throw state.NotFound();
        DateTime now = state.Now;
        BlockScript script = new BlockScript(state.Content(block, pipeline), block.Language, TimeSpan.Zero);
        PipelineRun run = new PipelineRun
        {
            ScheduleId = schedule.Id,
            PipelineUuid = uuid,
            Status = script.Error is null ? "completed" : "failed",
            ExecutionDate = now,
            StartedAt = now,
            CompletedAt = now,
            Variables = payload["variables"]?.DeepClone() ?? new JsonObject(),
        };
        state.AddRun(run);
        run.BlockRuns.Add(new BlockRun
        {
            Id = ++state.Data.LastBlockRunId,
            BlockUuid = block.Uuid,
            Status = run.Status,
            CreatedAt = run.CreatedAt,
            UpdatedAt = run.CreatedAt,
            StartedAt = now,
            CompletedAt = now,
        });
        if (script.Error is { } error)
        {
            throw new PythonException(error);
        }

        JsonArray output = (script.Returns is null ? null : BlockOutputs.Of(script.Returns, script.Rows)) ?? [BlockOutputs.Text($"output of {block.Uuid}")];
        return new JsonObject { ["run"] = new JsonObject { ["output"] = JsonList.Of(output.Select(o => o!["text_data"]?.DeepClone() ?? o["sample_data"]?["rows"]?.DeepClone())) } };
    }

    private static JsonObject Show(EmulatorState state, PipelineRun run) => new()
    {
        ["id"] = run.Id,
        ["created_at"] = Stamps.Space(run.CreatedAt, state.Offsets),
        ["updated_at"] = Stamps.Space(run.UpdatedAt, state.Offsets),
        ["pipeline_schedule_id"] = run.ScheduleId,
        ["pipeline_uuid"] = run.PipelineUuid,
        ["execution_date"] = Stamps.Space(run.ExecutionDate, state.Offsets),
        ["status"] = run.Status,
        ["started_at"] = Stamps.Space(run.StartedAt, state.Offsets),
        ["completed_at"] = Stamps.Space(run.CompletedAt, state.Offsets),
        ["variables"] = run.Variables?.DeepClone(),
        ["passed_sla"] = run.PassedSla,
        ["event_variables"] = run.EventVariables?.DeepClone(),
        ["metrics"] = run.Metrics?.DeepClone(),
        ["backfill_id"] = run.BackfillId,
        ["executor_type"] = "local_python",
    };
}
