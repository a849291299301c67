using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;

namespace MageAI.Emulation;

/// <summary>The logs of a pipeline's runs and blocks: at most twenty files of each.</summary>
internal sealed class LogResource : Resource
{
    private const int MostFiles = 20;

    private static readonly string[] Fields = ["name", "path", "size", "modified_timestamp"];

    public override string Plural => "logs";

    public override string Singular => "log";

    protected override IReadOnlyDictionary<ApiAction, Role> Allowed { get; } = Access(list: Role.Viewer);

    public override Listing List(Call call)
    {
        if (call.Parent is BlockRunRow)
        {
            return Broken();
        }

        if (call.Parent is not Pipeline pipeline)
        {
            return Listing.All([]);
        }

        var query = call.Query;
        var runs = call.State.Data.Runs.Values.Where(r => r.PipelineUuid == pipeline.Uuid);
        if (Ids(query, "pipeline_run_id[]") is { } runIds)
        {
            runs = runs.Where(r => runIds.Contains(r.Id));
        }

        if (Ids(query, "pipeline_schedule_id[]") is { } scheduleIds)
        {
            runs = runs.Where(r => scheduleIds.Contains(r.ScheduleId ?? 0));
        }

        foreach (var name in new[] { "start_timestamp", "end_timestamp" })
        {
            if (query.First(name) is { } text)
            {
                var moment = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
                    ? seconds
                    : throw ApiException.Invalid($"Value is invalid for {name}.");
                runs = runs.Where(r => r.ExecutionDate is { } date && (name == "start_timestamp" ? Stamps.Epoch(date) >= moment : Stamps.Epoch(date) <= moment));
            }
        }

        var found = runs.ToList();
        var blocks = found.SelectMany(r => r.BlockRuns.Select(b => new BlockRunRow(r, b)));
        var byBlock = false;
        if (Ids(query, "block_run_id[]") is { } blockIds)
        {
            byBlock = true;
            blocks = blocks.Where(b => blockIds.Contains(b.Block.Id));
        }

        if (query.Joined("block_uuid[]") is { } uuids)
        {
            byBlock = true;
            blocks = blocks.Where(b => uuids.Any(u => b.Block.BlockUuid.StartsWith(u, System.StringComparison.Ordinal)));
        }

        var blockRows = blocks.OrderByDescending(b => b.Block.StartedAt).ToList();
        var limit = System.Math.Min(call.Limit ?? MostFiles, MostFiles);
        var blockFiles = blockRows.Take(limit).GroupBy(b => (b.Run.Partition, b.Block.BlockUuid))
            .Select(g => File(call.State, g.First().Run, g.First().Block.BlockUuid.Replace(':', '_') + ".log", blockRows.Where(b => b.Run.Partition == g.Key.Partition && b.Block.BlockUuid == g.Key.BlockUuid).Reverse().SelectMany(b => b.Block.Log)));
        var runFiles = byBlock ? [] : found.OrderByDescending(r => r.ExecutionDate).ThenByDescending(r => r.Id).GroupBy(r => r.Partition)
            .SelectMany(g => new[] { File(call.State, g.First(), "pipeline.log", []), File(call.State, g.First(), "scheduler.log", g.Reverse().SelectMany(r => r.Log)) }).Take(limit);
        return Listing.All(
        [
            new JsonObject
            {
                ["block_run_logs"] = Listing.Array(blockFiles),
                ["pipeline_run_logs"] = Listing.Array(runFiles),
                ["total_block_run_log_count"] = blockRows.Count,
                ["total_pipeline_run_log_count"] = byBlock ? 0 : found.Count,
            },
        ]);
    }

    /// <summary>What the real server answers to /block_runs/{id}/logs: it takes the names of the fields for the logs.</summary>
    private static Listing Broken() => Listing.All(Fields.Select(n => (JsonNode?)new JsonObject
    {
        ["block_run_logs"] = n,
        ["pipeline_run_logs"] = n,
        ["total_block_run_log_count"] = n,
        ["total_pipeline_run_log_count"] = n,
    }));

    private static HashSet<int>? Ids(QueryArguments query, string name)
    {
        if (query.Joined(name) is not { } texts)
        {
            return null;
        }

        return new HashSet<int>(texts.Select(t => int.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : -1));
    }

    private static JsonObject File(EmulatorState state, PipelineRun run, string name, IEnumerable<string> lines)
    {
        var content = string.Concat(lines);
        return new JsonObject
        {
            ["name"] = name,
            ["path"] = $"{EmulatorState.VariablesDir}/pipelines/{run.PipelineUuid}/.logs/{run.Partition}/{name}",
            ["size"] = Encoding.UTF8.GetByteCount(content),
            ["modified_timestamp"] = Stamps.Epoch(content.Length == 0 ? Stamps.Now() : run.CompletedAt ?? run.StartedAt ?? run.CreatedAt),
            ["content"] = content,
        };
    }
}
