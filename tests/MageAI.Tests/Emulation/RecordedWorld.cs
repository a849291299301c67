using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MageAI.Emulation.Python;
using MageAI.Emulation.Store;
using MageAI.Emulation.Terms;
using MageAI.Emulation.Wire;

namespace MageAI.Tests.Emulation;

/// <summary>Gives an emulator the state in which a recorded request met the real server, as far as request and reply tell it.</summary>
internal static class RecordedWorld
{
    private const string NotThere = @"Pipeline (\S+) does not exist|(?:run|schedule).*not found";

    public static void Arrange(EmulatorState state, Recording recording)
    {
        Defaults(state);
        string[] parts = recording.Path.Split('/');
        JsonObject? reply = recording.Json as JsonObject;
        if (parts is ["", "api", "pipelines", var uuid, ..])
        {
            Pipeline(state, Uri.UnescapeDataString(uuid.Replace("/", "", StringComparison.Ordinal)));
        }

        if (reply is not null)
        {
            Take(state, recording, reply);
        }

        if (parts is ["", "api", "block_runs", var ran, "outputs"] && reply?["outputs"] is JsonArray outputs && ran != "99999")
        {
            TakeOutputs(state, int.Parse(ran, System.Globalization.CultureInfo.InvariantCulture), outputs);
        }

        if (parts is ["", "api", "pipeline_schedules", var id, ..] && int.TryParse(id, out int number) && number < 90000)
        {
            Schedule schedule = Schedule(state, number);
            if (parts is [.., "pipeline_runs", var token] && recording.Exception?.StartsWith("Invalid token", StringComparison.Ordinal) is not true)
            {
                schedule.Token = token;
            }

            if (recording.Exception?.StartsWith("This endpoint", StringComparison.Ordinal) is true)
            {
                schedule.Type = "time";
            }
            else if (parts.Length > 4)
            {
                schedule.Type ??= "api";
            }

            if (parts is [.., "api_trigger"] && recording.RequestHeaders.TryGetValue("Authorization", out string? bearer) && recording.Exception is null)
            {
                schedule.Token = bearer.Split(' ')[1];
            }
        }

        if (recording.Exception is { } exception)
        {
            Before(state, recording, exception);
        }

        bool missing = (int?)reply?["error"]?["code"] == 404;
        if (missing && parts.Length > 3 && int.TryParse(parts[3], out int gone))
        {
            state.Data.Runs.Remove(gone);
            state.Data.Schedules.RemoveAll(s => s.Id == gone);
            state.Data.Backfills.RemoveAll(b => b.Id == gone);
        }

        if (missing && ((string)reply!["error"]!["message"]!).StartsWith("Email/username and/or", StringComparison.Ordinal) && !recording.Path.EndsWith("sessions", StringComparison.Ordinal))
        {
            state.SignInAttempted();
        }

        if (recording.Exception?.Contains("Email/username", StringComparison.Ordinal) is true)
        {
            state.SignInAttempted();
        }

        Uncreate(state, recording, reply);
        if (parts is ["", "api", "block_runs", var blockRun] && state.Data.Runs.Values.All(r => r.BlockRuns.Count == 0))
        {
            Run(state, 1, "etl_demo").BlockRuns.Add(new BlockRun { Id = int.Parse(blockRun, System.Globalization.CultureInfo.InvariantCulture), BlockUuid = "load_demo" });
        }

        if (((string?)reply?["error"]?["message"])?.StartsWith("Query parameter", StringComparison.Ordinal) is true && parts.Length > 5)
        {
            Block(state, Pipeline(state, parts[3]), parts[5], "data_loader");
        }

        if (Regex.Match(recording.Target, @"_offset=(\d)$") is { Success: true } offset && recording.Method == "GET")
        {
            Precede(state, int.Parse(offset.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), parts[2]);
        }
    }

    /// <summary>Rows that come before those of a page.</summary>
    private static void Precede(EmulatorState state, int count, string resource)
    {
        for (int i = 0; i < count; i++)
        {
            switch (resource)
            {
                case "pipelines":
                    Pipeline(state, $"a_filler_{i}");
                    break;
                case "pipeline_runs":
                    Run(state, 900 + i, "etl_demo").ScheduleId = state.Data.Schedules[0].Id;
                    break;
                case "pipeline_schedules":
                    Schedule(state, i + 1);
                    break;
            }
        }
    }

    private static void Defaults(EmulatorState state)
    {
        Pipeline etl = Pipeline(state, "etl_demo");
        etl.Name = "Etl Demo";
        etl.Tags = ["demo", "ci"];
        Block(state, etl, "load_demo", "data_loader");
        Block(state, etl, "transform_demo", "transformer", "load_demo");
        Block(state, etl, "export_demo", "data_exporter", "transform_demo");
        Pipeline(state, "example_pipeline");
        Pipeline(state, "stream_one").Type = "streaming";
    }

    /// <summary>Takes over what the reply shows, so that it can be shown again.</summary>
    private static void Take(EmulatorState state, Recording recording, JsonObject reply)
    {
        foreach ((string? key, JsonNode? node) in reply)
        {
            System.Collections.Generic.IEnumerable<JsonObject> items = node is JsonArray array ? array.OfType<JsonObject>() : node is JsonObject one ? [one] : [];
            foreach (JsonObject item in items)
            {
                switch (key)
                {
                    case "pipelines" or "pipeline":
                        TakePipeline(state, item);
                        break;
                    case "blocks" or "block" when recording.Path.Contains("/pipelines/", StringComparison.Ordinal):
                        TakeBlock(state, state.FindPipeline(Uri.UnescapeDataString(recording.Path.Split('/')[3]))!, item);
                        break;
                    case "blocks" when recording.Path.Contains("/pipeline_runs/", StringComparison.Ordinal):
                        PipelineRun runs = Run(state, int.Parse(recording.Path.Split('/')[3], System.Globalization.CultureInfo.InvariantCulture), "etl_demo");
                        runs.BlockRuns.Add(new BlockRun { Id = runs.BlockRuns.Count + 1, BlockUuid = (string)item["uuid"]! });
                        TakeBlock(state, state.FindPipeline("etl_demo")!, item);
                        break;
                    case "pipeline_schedules" or "pipeline_schedule":
                        TakeSchedule(state, item);
                        break;
                    case "backfills" or "backfill":
                        TakeBackfill(state, recording, item);
                        break;
                    case "pipeline_runs" or "pipeline_run":
                        TakeRun(state, item);
                        break;
                    case "block_runs":
                        TakeBlockRun(state, Run(state, (int)item["pipeline_run_id"]!, "etl_demo"), item);
                        break;
                    case "logs":
                        TakeLogs(state, recording, item);
                        break;
                    case "tags":
                        if (item["id"] is not null)
                        {
                            state.EnsureTag((string)item["name"]!);
                        }
                        else
                        {
                            Pipeline(state, "etl_demo").Tags.Add((string)item["name"]!);
                        }

                        break;
                    case "file_content" when (string?)item["path"] is { Length: > 0 } path && item["size"] is not null:
                        string relative = string.Join('/', path.Split('/').Skip(4));
                        if (relative.StartsWith("pipelines/", StringComparison.Ordinal))
                        {
                            Pipeline(state, relative.Split('/')[1]);
                        }
                        else
                        {
                            state.WriteFile(relative, (string)item["content"]!);
                        }

                        break;
                    case "schedulers" or "scheduler":
                        state.Data.SchedulerWanted = (string?)item["status"] == "running";
                        break;
                    case "statuses":
                        state.Data.SchedulerWanted = (string?)item["scheduler_status"] == "running";
                        if (item["last_scheduler_activity"] is not null)
                        {
                            Run(state, 1, "etl_demo");
                        }

                        break;
                }
            }
        }
    }

    /// <summary>What must have been there for an exception to come.</summary>
    private static void Before(EmulatorState state, Recording recording, string exception)
    {
        if (Regex.Match(exception, NotThere) is { Success: true } missing)
        {
            state.Data.Pipelines.RemoveAll(p => p.Uuid == missing.Groups[1].Value);
        }
        else if (Regex.Match(exception, "^Pipeline (.*) already exists") is { Success: true } taken && taken.Groups[1].Length > 0)
        {
            Pipeline pipeline = Pipeline(state, CleanName.Pipeline(taken.Groups[1].Value));
            pipeline.Name = pipeline.Uuid == "fact_same_name" ? "fact same name" : pipeline.Name;
        }
        else if (exception == "'nonsense'")
        {
            Pipeline(state, recording.Path.Split('/')[3]).Type = "nonsense";
        }
        else if (exception.Contains("sleepy", StringComparison.Ordinal) && recording.Method == "GET")
        {
            Pipeline(state, "poison");
            Schedule(state, 12).PipelineUuid = "poison";
            Schedule(state, 12).Status = "sleepy";
        }
        else if (exception.StartsWith("failed to find prev date", StringComparison.Ordinal))
        {
            Schedule never = Schedule(state, 6);
            never.PipelineUuid = recording.Path.Split('/') is [.., var uuid, "pipeline_schedules"] ? uuid : never.PipelineUuid;
            never.Interval = "0 0 31 2 *";
        }
        else if (exception.Contains("fortnight", StringComparison.Ordinal) && recording.Method == "GET")
        {
            state.AddBackfill(new Backfill { PipelineUuid = "poison", IntervalType = "fortnight" });
        }
        else if (recording.Path.StartsWith("/api/backfills/", StringComparison.Ordinal))
        {
            state.AddBackfill(new Backfill { PipelineUuid = "etl_demo" }).Id = int.Parse(recording.Path.Split('/')[3], System.Globalization.CultureInfo.InvariantCulture);
        }
        else if (exception.StartsWith("[ERR_BLOCK_EXISTS]", StringComparison.Ordinal) && recording.RequestJson is { } json)
        {
            state.WriteFile($"{json["block"]!["type"]}s/{CleanName.Block((string)json["block"]!["name"]!)}.py", "");
        }
        else if (exception.StartsWith("PySpark", StringComparison.Ordinal) && recording.Method == "GET")
        {
            Pipeline(state, recording.Path.Split('/')[3]).Type = "pyspark";
        }
        else if (exception == "list index out of range")
        {
            Pipeline(state, "fact_runs");
            Run(state, 1, "fact_runs");
        }
        else if (exception.StartsWith("'>' not", StringComparison.Ordinal) || recording.Path.Contains("/block_runs/", StringComparison.Ordinal))
        {
            Run(state, 1, "etl_demo").BlockRuns.Add(new BlockRun { Id = int.Parse(recording.Path.Split('/')[3], System.Globalization.CultureInfo.InvariantCulture), BlockUuid = "load_demo", Status = "completed" });
        }
        else if (recording.Path.StartsWith("/api/pipeline_runs/", StringComparison.Ordinal) && exception == "'NoneType' object has no attribute 'uuid'")
        {
            PipelineRun run = Run(state, int.Parse(recording.Path.Split('/')[3], System.Globalization.CultureInfo.InvariantCulture), "etl_demo");
            Block(state, state.FindPipeline("etl_demo")!, (string)recording.RequestJson!["pipeline_run"]!["from_block_uuid"]!, "data_loader");
            run.BlockRuns.Add(new BlockRun { Id = 1, BlockUuid = "gone" });
        }
        else if (recording.Path.StartsWith("/api/pipeline_runs/", StringComparison.Ordinal) && exception == "'NoneType' object has no attribute 'id'")
        {
            PipelineRun run = Run(state, int.Parse(recording.Path.Split('/')[3], System.Globalization.CultureInfo.InvariantCulture), "etl_demo");
            run.BlockRuns.Add(new BlockRun { Id = 1, BlockUuid = "load_demo" });
            run.ScheduleId = null;
        }
        else if (exception.Contains("UNIQUE constraint failed: tag", StringComparison.Ordinal))
        {
            state.EnsureTag((string)recording.RequestJson!["tag"]!["name"]!);
        }
        else if (recording.Path.StartsWith("/api/pipeline_schedules/", StringComparison.Ordinal) && recording.Method == "PUT")
        {
            Schedule(state, int.Parse(recording.Path.Split('/')[3], System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    /// <summary>What a request made was not there before it.</summary>
    private static void Uncreate(EmulatorState state, Recording recording, JsonObject? reply)
    {
        if (recording.Name.Contains("experiments/", StringComparison.Ordinal) && recording.Name.Contains("missing", StringComparison.Ordinal) && recording.Path.EndsWith("nope", StringComparison.Ordinal))
        {
            state.Data.Pipelines.RemoveAll(p => p.Uuid == "nope");
        }

        if (recording.RequestJson is JsonObject request && request["pipeline"] is JsonObject sent)
        {
            if ((string?)sent["clone_pipeline_uuid"] is { } source && recording.Exception?.Contains(source, StringComparison.Ordinal) is not true)
            {
                Pipeline original = Pipeline(state, source);
                if (reply?["pipeline"] is JsonObject copy)
                {
                    Pipeline taken = state.FindPipeline((string)copy["uuid"]!)!;
                    original.Blocks = taken.Blocks;
                    original.Tags = taken.Tags;
                    original.Description = taken.Description;
                    original.CreatedAt = taken.CreatedAt;
                    if ((string?)sent["name"] is { } wanted && wanted != taken.Uuid)
                    {
                        Pipeline(state, CleanName.Pipeline(wanted));
                        state.Data.Pipelines.Remove(taken);
                        int number = int.Parse(taken.Uuid.Split('_')[^1], System.Globalization.CultureInfo.InvariantCulture);
                        while (state.Data.Pipelines.Count < number - 1)
                        {
                            Pipeline(state, $"filler_{state.Data.Pipelines.Count}");
                        }
                    }
                }
            }

            if (recording.Method == "PUT" && sent["blocks"] is JsonArray blocks && state.FindPipeline(recording.Path.Split('/')[3]) is { } pipeline)
            {
                BlocksAsSent(state, pipeline, blocks);
            }

            if (recording.Method == "PUT" && sent["name"] is not null && reply?["pipeline"] is JsonObject renamed && (string)renamed["uuid"]! != recording.Path.Split('/')[3])
            {
                Pipeline old = state.FindPipeline(recording.Path.Split('/')[3])!;
                Pipeline after = state.FindPipeline((string)renamed["uuid"]!)!;
                old.Description = after.Description;
                old.RetryConfig = after.RetryConfig;
                state.Data.Pipelines.Remove(after);
            }
        }

        if (recording.Method == "PUT" && recording.Path.Contains("/blocks/", StringComparison.Ordinal) && reply is not null)
        {
            BlockBeforeUpdate(state, recording, reply);
        }

        if (recording.Method == "DELETE" && recording.Path.Contains("/blocks/", StringComparison.Ordinal) && recording.Exception is null && reply?["error"] is null)
        {
            Pipeline pipeline = state.FindPipeline(recording.Path.Split('/')[3])!;
            foreach (JsonNode upstream in (reply!["block"]!["upstream_blocks"] as JsonArray)!)
            {
                Block(state, pipeline, (string)upstream!, "data_loader");
            }
        }

        if (recording.Method != "POST" || reply is null)
        {
            return;
        }

        if (reply["pipeline"] is JsonObject pipelineMade)
        {
            state.Data.Pipelines.RemoveAll(p => p.Uuid == (string)pipelineMade["uuid"]!);
        }

        if (reply["block"] is JsonObject made)
        {
            state.Data.Pipelines.ForEach(p =>
            {
                p.Blocks.RemoveAll(b => b.Uuid == (string)made["uuid"]!);
                p.Callbacks.RemoveAll(b => b.Uuid == (string)made["uuid"]!);
                p.Conditionals.RemoveAll(b => b.Uuid == (string)made["uuid"]!);
                p.Blocks.ForEach(b => b.Upstream.Remove((string)made["uuid"]!));
            });
            foreach (JsonNode? upstream in made["upstream_blocks"]!.AsArray())
            {
                Block(state, state.FindPipeline(Uri.UnescapeDataString(recording.Path.Split('/')[3]))!, (string)upstream!, "data_loader");
            }

            if ((string?)made["replicated_block"] is { } original)
            {
                Block source = Block(state, state.FindPipeline(recording.Path.Split('/')[3])!, original, (string)made["type"]!);
                state.WriteFile(source.FilePath, (string?)made["content"] ?? "");
            }
        }

        if (reply["pipeline_schedule"] is not null)
        {
            state.Data.Schedules.Clear();
        }

        if (reply["backfill"] is not null)
        {
            state.Data.Backfills.Clear();
        }

        if (reply["pipeline_run"] is not null)
        {
            state.Data.Runs.Clear();
            Schedule schedule = Schedule(state, int.Parse(recording.Path.Split('/')[3], System.Globalization.CultureInfo.InvariantCulture));
            schedule.PipelineUuid = Pipeline(state, (string)reply["pipeline_run"]!["pipeline_uuid"]!).Uuid;
        }

        if (reply["tag"] is not null)
        {
            state.Data.Tags.Clear();
        }
    }

    private static void BlocksAsSent(EmulatorState state, Pipeline pipeline, JsonArray sent)
    {
        System.Collections.Generic.List<Block> shown = pipeline.Blocks.ToList();
        pipeline.Blocks.Clear();
        for (int i = 0; i < sent.Count; i++)
        {
            string uuid = (string)sent[i]!["uuid"]!;
            if (uuid.Contains("unknown", StringComparison.Ordinal) || uuid.Contains("nope", StringComparison.Ordinal))
            {
                continue;
            }

            Block? like = shown.FirstOrDefault(b => b.Uuid == uuid) ?? (i < shown.Count && sent.Count == shown.Count ? shown[i] : null);
            Block block = Block(state, pipeline, uuid, like?.Type ?? "data_loader");
            block.Name = uuid;
            block.Upstream = like is null ? [] : like.Upstream.Select(u => shown.FindIndex(b => b.Uuid == u) is >= 0 and var at && at < sent.Count && sent.Count == shown.Count ? (string)sent[at]!["uuid"]! : u).ToList();
            block.Configuration = (JsonObject?)like?.Configuration.DeepClone() ?? [];
            if (like is not null && like.Uuid != uuid)
            {
                // The file that it is about to get.
                state.Data.Files.Remove(like.FilePath);
                block.Configuration = [];
            }

            block.Status = "updated";
        }

        foreach (Block block in shown.Where(b => sent.Count < shown.Count && pipeline.Find(b.Uuid) is null))
        {
            pipeline.Blocks.Add(block);
        }

        if (sent.Count == 1 && shown.Count <= 1)
        {
            // The recorded pipeline had blocks before the one sent, which its reply shows no more.
            Block first = new Block { Uuid = "was_first", Name = "was_first", Type = "data_loader" };
            if (shown.Count == 1 && pipeline.Blocks.Count == 1)
            {
                pipeline.Blocks.Insert(0, first);
            }
        }
    }

    private static void BlockBeforeUpdate(EmulatorState state, Recording recording, JsonObject reply)
    {
        Pipeline pipeline = state.FindPipeline(Uri.UnescapeDataString(recording.Path.Split('/')[3]))!;
        string name = Uri.UnescapeDataString(recording.Path.Split('/', 6)[5]);
        if (reply["block"] is JsonObject shown && (string)shown["uuid"]! != name && pipeline.Find((string)shown["uuid"]!) is { } renamed)
        {
            pipeline.Blocks.ForEach(b => b.Upstream = b.Upstream.Select(u => u == renamed.Uuid ? name : u).ToList());
            state.Data.Files.Remove(renamed.FilePath);
            renamed.Uuid = name;
            renamed.Name = name;
            renamed.Configuration = [];
            state.WriteFile(renamed.FilePath, (string?)shown["content"] ?? "");
        }

        foreach (JsonNode? downstream in (reply["block"] as JsonObject)?["downstream_blocks"]?.AsArray() ?? [])
        {
            Block after = Block(state, pipeline, (string)downstream!, "transformer");
            after.Upstream = after.Upstream.Append(name).Distinct().ToList();
        }

        foreach (JsonNode? upstream in (reply["block"] as JsonObject)?["upstream_blocks"]?.AsArray() ?? [])
        {
            Block(state, pipeline, (string)upstream!, "data_loader");
        }
    }

    private static Pipeline Pipeline(EmulatorState state, string uuid)
    {
        if (state.FindPipeline(uuid) is { } known)
        {
            return known;
        }

        Pipeline pipeline = new Pipeline { Uuid = uuid, Name = uuid, CreatedAt = "2026-11-23 17:15:54.009303+00:00", UpdatedAt = state.Now };
        state.Data.Pipelines.Add(pipeline);
        return pipeline;
    }

    private static Block Block(EmulatorState state, Pipeline pipeline, string uuid, string type, params string[] upstream)
    {
        if (pipeline.Find(uuid) is { } known)
        {
            return known;
        }

        Block block = new Block { Uuid = uuid, Name = uuid.Replace('_', ' '), Type = type, Upstream = [.. upstream], Status = "updated" };
        (type == "callback" ? pipeline.Callbacks : type == "conditional" ? pipeline.Conditionals : pipeline.Blocks).Add(block);
        state.WriteFile(block.FilePath, "x = 1\n");
        return block;
    }

    private static Schedule Schedule(EmulatorState state, int id)
    {
        if (state.FindSchedule(id) is { } known)
        {
            return known;
        }

        Schedule schedule = new Schedule { Id = id, Name = "arranged", PipelineUuid = "etl_demo", Type = "api", Token = Guid.NewGuid().ToString("N"), RepoPath = "x", CreatedAt = state.RowNow(), UpdatedAt = state.RowNow() };
        state.Data.Schedules.Add(schedule);
        state.Data.Schedules.Sort((a, b) => a.Id.CompareTo(b.Id));
        return schedule;
    }

    private static PipelineRun Run(EmulatorState state, int id, string pipeline)
    {
        if (state.FindRun(id) is { } known)
        {
            return known;
        }

        Pipeline(state, pipeline);
        Schedule(state, 1);
        PipelineRun run = new PipelineRun { Id = id, ScheduleId = 1, PipelineUuid = pipeline, ExecutionDate = state.Now, CreatedAt = state.RowNow(), UpdatedAt = state.RowNow(), Variables = new JsonObject() };
        state.Data.Runs[id] = run;
        return run;
    }

    private static void TakePipeline(EmulatorState state, JsonObject item)
    {
        Pipeline pipeline = Pipeline(state, (string)item["uuid"]!);
        pipeline.Name = (string?)item["name"];
        pipeline.Type = (string)item["type"]!;
        pipeline.Description = (string?)item["description"];
        pipeline.Tags = item["tags"]!.AsArray().Select(t => (string)t!).ToList();
        pipeline.CreatedAt = (string?)item["created_at"];
        pipeline.RetryConfig = item["retry_config"]?.DeepClone();
        pipeline.ConcurrencyConfig = item["concurrency_config"]?.DeepClone();
        pipeline.Triggers = item["settings"]?["triggers"]?.DeepClone();
        pipeline.Variables = item["variables"]?.DeepClone() as JsonObject;
        pipeline.Blocks.Clear();
        foreach (JsonObject block in item["blocks"]!.AsArray().OfType<JsonObject>())
        {
            TakeBlock(state, pipeline, block);
        }

        foreach (JsonObject schedule in (item["schedules"] as JsonArray ?? []).OfType<JsonObject>())
        {
            Schedule row = Schedule(state, (int)schedule["id"]!);
            row.PipelineUuid = pipeline.Uuid;
            row.Status = (string)schedule["status"]!;
            row.Name = (string?)schedule["name"];
            row.Type = (string?)schedule["schedule_type"];
            row.Interval = (string?)schedule["schedule_interval"];
            row.StartTime = Moment(schedule["start_time"]);
        }
    }

    private static void TakeBlock(EmulatorState state, Pipeline pipeline, JsonObject item)
    {
        if (item["pipelines"] is JsonArray users)
        {
            foreach (JsonObject user in users.OfType<JsonObject>())
            {
                Pipeline uses = Pipeline(state, (string)user["pipeline"]!["uuid"]!);
                uses.Name = (string?)user["pipeline"]!["name"];
                state.Data.Pipelines.Remove(uses);
                state.Data.Pipelines.Add(uses);
                Block(state, uses, "use_load", "data_loader");
            }

            return;
        }

        Block block = Block(state, pipeline, (string)item["uuid"]!, (string)item["type"]!);
        block.Name = (string?)item["name"];
        block.Type = (string)item["type"]!;
        block.Language = (string?)item["language"] ?? "python";
        block.Status = (string?)item["status"];
        block.HasCallback = (bool?)item["has_callback"];
        block.Upstream = item["upstream_blocks"]!.AsArray().Select(u => (string)u!).ToList();
        block.Configuration = item["configuration"]!.DeepClone().AsObject();
        block.ReplicatedBlock = (string?)item["replicated_block"];
        if ((string?)item["content"] is { } content)
        {
            state.WriteFile(block.FilePath, content);
        }
    }

    private static void TakeSchedule(EmulatorState state, JsonObject item)
    {
        Schedule schedule = Schedule(state, (int)item["id"]!);
        schedule.Name = (string?)item["name"];
        schedule.Description = (string?)item["description"];
        schedule.PipelineUuid = Pipeline(state, (string)item["pipeline_uuid"]!).Uuid;
        schedule.Type = (string?)item["schedule_type"];
        schedule.Interval = (string?)item["schedule_interval"];
        schedule.Status = (string)item["status"]!;
        schedule.Settings = item["settings"]?.DeepClone();
        schedule.Sla = item["sla"]?.DeepClone();
        schedule.Variables = item["variables"]?.DeepClone();
        schedule.Token = (string?)item["token"];
        schedule.StartTime = Moment(item["start_time"]);
        schedule.LastEnabledAt = Moment(item["last_enabled_at"]);
        schedule.Tags = (item["tags"] as JsonArray ?? []).Select(t => (string)t!).ToList();
        for (int i = 0; i < ((int?)item["pipeline_runs_count"] ?? 0); i++)
        {
            PipelineRun run = Run(state, 1000 + (schedule.Id * 100) + i, schedule.PipelineUuid);
            run.ScheduleId = schedule.Id;
            run.Status = i < (int?)item["pipeline_in_progress_runs_count"] ? "running" : (string?)item["last_pipeline_run_status"] ?? "completed";
        }
    }

    private static void TakeBackfill(EmulatorState state, Recording recording, JsonObject item)
    {
        Backfill backfill = state.AddBackfill(new Backfill
        {
            Name = (string?)item["name"],
            PipelineUuid = Pipeline(state, (string)item["pipeline_uuid"]!).Uuid,
            ScheduleId = (int?)item["pipeline_schedule_id"],
            Status = (string?)item["status"],
            IntervalType = (string?)item["interval_type"],
            IntervalUnits = (int?)item["interval_units"],
            StartDatetime = Moment(item["start_datetime"]),
            EndDatetime = Moment(item["end_datetime"]),
            StartedAt = Moment(item["started_at"]),
            CompletedAt = Moment(item["completed_at"]),
            Variables = item["variables"]?.DeepClone(),
        });
        backfill.Id = (int)item["id"]!;
        if (backfill.ScheduleId is { } schedule)
        {
            Schedule(state, schedule);
        }

        // What a request sets it to, it was not before.
        if (recording.RequestJson?["backfill"]?["status"] is not null)
        {
            backfill.Status = (string?)recording.RequestJson["backfill"]!["status"] == "cancelled" ? "running" : null;
        }
    }

    private static void TakeRun(EmulatorState state, JsonObject item)
    {
        if (item["pipeline_uuid"] is null)
        {
            Run(state, (int)item["id"]!, "etl_demo").Status = (string)item["status"]!;
            return;
        }

        PipelineRun run = Run(state, (int)item["id"]!, (string)item["pipeline_uuid"]!);
        if ((int?)item["pipeline_schedule_id"] is { } scheduleId)
        {
            run.ScheduleId = scheduleId;
            Schedule schedule = Schedule(state, scheduleId);
            schedule.PipelineUuid = run.PipelineUuid;
            schedule.Name = (string?)item["pipeline_schedule_name"] ?? schedule.Name;
            schedule.Type = item.ContainsKey("pipeline_schedule_type") ? (string?)item["pipeline_schedule_type"] : schedule.Type;
            schedule.Token = (string?)item["pipeline_schedule_token"] ?? schedule.Token;
        }

        run.Status = (string)item["status"]!;
        run.ExecutionDate = Moment(item["execution_date"]);
        run.CreatedAt = Moment(item["created_at"])!.Value;
        run.StartedAt = Moment(item["started_at"]);
        run.CompletedAt = Moment(item["completed_at"]);
        run.Variables = item["variables"]?.DeepClone();
        run.EventVariables = item["event_variables"]?.DeepClone();
        run.PassedSla = (bool?)item["passed_sla"] ?? false;
        run.BackfillId = (int?)item["backfill_id"];
        foreach (JsonObject block in (item["block_runs"] as JsonArray ?? []).OfType<JsonObject>())
        {
            TakeBlockRun(state, run, block);
        }
    }

    private static void TakeBlockRun(EmulatorState state, PipelineRun run, JsonObject item)
    {
        if ((int?)item["pipeline_schedule_id"] is { } schedule)
        {
            run.ScheduleId = schedule;
            Schedule(state, schedule).Name = (string?)item["pipeline_schedule_name"];
        }

        run.BlockRuns.Add(new BlockRun
        {
            Id = (int)item["id"]!,
            BlockUuid = (string)item["block_uuid"]!,
            Status = (string)item["status"]!,
            CreatedAt = Moment(item["created_at"])!.Value,
            UpdatedAt = Moment(item["updated_at"])!.Value,
            StartedAt = Moment(item["started_at"]),
            CompletedAt = Moment(item["completed_at"]),
            Metrics = item["metrics"]?.DeepClone(),
            EndsAt = state.Now.AddHours(1),
        });
    }

    /// <summary>Gives the block the code that returns what was recorded.</summary>
    private static void TakeOutputs(EmulatorState state, int id, JsonArray outputs)
    {
        Pipeline pipeline = Pipeline(state, "etl_demo");
        System.Collections.Generic.List<string> returned = outputs.Select(o => o!["sample_data"] is JsonObject sample ? Rows(sample, (int)o["shape"]![0]!) : (string)o["text_data"]! is "True" ? "True" : $"'{o["text_data"]}'").ToList();
        string code = returned switch
        {
            [] => "None",
            [var one] when outputs[0]!["sample_data"] is JsonObject => $"pd.DataFrame({one})",
            [var one] => one,
            _ => $"[{string.Join(", ", returned.Select(r => r[1..^1]))}]",
        };
        state.WriteFile(pipeline.Find("load_demo")!.FilePath, $"@data_loader\ndef load_data(*args, **kwargs):\n    return {code}\n");
        Run(state, 1, "etl_demo").BlockRuns.Add(new BlockRun { Id = id, BlockUuid = "load_demo", Status = "completed" });

        static string Rows(JsonObject sample, int count)
        {
            System.Collections.Generic.List<string> columns = sample["columns"]!.AsArray().Select(c => (string)c!).ToList();
            System.Collections.Generic.List<JsonArray> rows = sample["rows"]!.AsArray().Select(r => r!.AsArray()).ToList();
            if (rows.Count == 0)
            {
                return $"{{{string.Join(", ", columns.Select(c => $"'{c}': []"))}}}";
            }

            return $"[{string.Join(", ", Enumerable.Range(0, count).Select(i => $"{{{string.Join(", ", columns.Select((c, j) => $"'{c}': {PythonLiteral.Repr(rows[i % rows.Count][j])}"))}}}"))}]";
        }
    }

    private static void TakeLogs(EmulatorState state, Recording recording, JsonObject item)
    {
        if (recording.Path.Contains("/block_runs/", StringComparison.Ordinal))
        {
            int id = int.Parse(recording.Path.Split('/')[3], System.Globalization.CultureInfo.InvariantCulture);
            if (state.Data.Runs.Values.All(r => r.BlockRuns.All(b => b.Id != id)))
            {
                Run(state, 1, "etl_demo").BlockRuns.Add(new BlockRun { Id = id, BlockUuid = "load_demo", Status = "completed" });
            }

            return;
        }

        string pipeline = Uri.UnescapeDataString(recording.Path.Split('/')[3]);
        int blocks = (int)item["total_block_run_log_count"]!;
        if (blocks == 0 && ((JsonArray)item["pipeline_run_logs"]!).Count == 0)
        {
            return;
        }

        System.Collections.Generic.List<int> ids = Regex.Match(recording.Target, @"[?&]block_run_id\[\]=([\d,]+)") is { Success: true } m ? m.Groups[1].Value.Split(',').Select(int.Parse).ToList() : [];
        int runId = Regex.Match(recording.Target, @"pipeline_run_id\[\]=(\d+)") is { Success: true } r ? int.Parse(r.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) : 1;
        PipelineRun run = Run(state, runId, pipeline);
        Schedule(state, 1).PipelineUuid = pipeline;
        if (Regex.Match(recording.Target, @"pipeline_schedule_id\[\]=(\d+)") is { Success: true } s)
        {
            run.ScheduleId = Schedule(state, int.Parse(s.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)).Id;
            Schedule(state, run.ScheduleId.Value).PipelineUuid = pipeline;
        }

        run.Status = "completed";
        state.LogOf(run, "scheduler.log").Records.Add("x\n");
        System.Collections.Generic.List<string> names = ((JsonArray)item["block_run_logs"]!).Select(l => ((string)l!["name"]!).Replace(".log", "", StringComparison.Ordinal)).ToList();
        for (int i = 0; i < blocks; i++)
        {
            run.BlockRuns.Add(new BlockRun { Id = i < ids.Count ? ids[i] : 9000 + i, BlockUuid = i < names.Count ? names[i] : $"{names.FirstOrDefault() ?? "b"}_{i}", Status = "completed", StartedAt = state.Now.AddSeconds(-i) });
        }
    }

    private static DateTime? Moment(JsonNode? node) => (string?)node is { } text ? Stamps.Parse(text) : null;
}
