using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using MageAI.Emulation.Http;
using MageAI.Emulation.Store;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Routes;

/// <summary>The logs of a pipeline's runs and blocks: at most twenty files of each.</summary>
internal sealed class LogResource : Resource
{
    private const int MostFiles = 20;

    private static readonly string[] s_fields = ["name", "path", "size", "modified_timestamp"];

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

        EmulatorState state = call.State;
        QueryArguments query = call.Query;

        // Mage finds a run through its trigger; without one, its logs are on the disk and in no list.
        HashSet<int?> known = new HashSet<int?>(state.Data.Schedules.Where(s => s.PipelineUuid == pipeline.Uuid).Select(s => (int?)s.Id));
        IEnumerable<PipelineRun> runs = state.Data.Runs.Values.Where(r => known.Contains(r.ScheduleId));
        if (Ids(query, "pipeline_run_id[]") is { } runIds)
        {
            runs = runs.Where(r => runIds.Contains(r.Id));
        }

        if (Ids(query, "pipeline_schedule_id[]") is { } scheduleIds)
        {
            runs = runs.Where(r => scheduleIds.Contains(r.ScheduleId ?? 0));
        }

        if (call.Moment("start_timestamp") is { } from)
        {
            runs = runs.Where(r => r.ExecutionDate >= from);
        }

        if (call.Moment("end_timestamp") is { } to)
        {
            runs = runs.Where(r => r.ExecutionDate <= to);
        }

        List<PipelineRun> found = runs.OrderByDescending(r => r.CreatedAt).ThenBy(r => r.Id).ToList();
        IEnumerable<BlockRunRow> blocks = found.SelectMany(r => r.BlockRuns.Select(b => new BlockRunRow(r, b)));
        HashSet<int>? blockIds = Ids(query, "block_run_id[]");
        if (blockIds is not null)
        {
            blocks = blocks.Where(b => blockIds.Contains(b.Block.Id));
        }

        string[]? uuids = query.First("block_uuid[]") is { Length: > 0 } ? query.Joined("block_uuid[]") : null;
        if (uuids is not null)
        {
            blocks = blocks.Where(b => uuids.Any(u => b.Block.BlockUuid.StartsWith(u, System.StringComparison.Ordinal)));
        }

        // The limit is one of rows, the twenty are files; runs that share a folder share the files.
        bool byBlock = blockIds is not null || uuids is not null;
        List<BlockRunRow> rows = blocks.OrderByDescending(b => b.Block.StartedAt).ToList();
        int limit = call.Limit is { } given and >= 0 ? given : int.MaxValue;
        IEnumerable<(PipelineRun Run, string Name)> blockFiles = rows.Take(limit).Select(r => (r.Run, Name: EmulatorState.LogName(r.Block)));
        IEnumerable<(PipelineRun Run, string Name)> runFiles = byBlock ? [] : found.Take(limit).SelectMany(r => new[] { (Run: r, Name: "pipeline.log"), (Run: r, Name: "scheduler.log") });
        return Listing.All(
        [
            new JsonObject
            {
                ["block_run_logs"] = Files(state, blockFiles),
                ["pipeline_run_logs"] = Files(state, runFiles),
                ["total_block_run_log_count"] = rows.Count,
                ["total_pipeline_run_log_count"] = byBlock ? 0 : found.Count,
            },
        ]);
    }

    /// <summary>What the real server answers to /block_runs/{id}/logs: it takes the names of the fields for the logs.</summary>
    private static Listing Broken() => Listing.All(s_fields.Select(n => (JsonNode?)new JsonObject
    {
        ["block_run_logs"] = n,
        ["pipeline_run_logs"] = n,
        ["total_block_run_log_count"] = n,
        ["total_pipeline_run_log_count"] = n,
    }));

    private static HashSet<int>? Ids(QueryArguments query, string name)
    {
        if (query.First(name) is not { Length: > 0 } || query.Joined(name) is not { } texts)
        {
            return null;
        }

        return new HashSet<int>(texts.Select(t => int.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : -1));
    }

    private static JsonArray Files(EmulatorState state, IEnumerable<(PipelineRun Run, string Name)> wanted) =>
        JsonList.Of(wanted.GroupBy(f => $"{EmulatorState.VariablesDir}/pipelines/{f.Run.PipelineUuid}/.logs/{f.Run.Partition}/{f.Name}").Take(MostFiles).Select(g =>
        {
            LogFile file = state.LogOf(g.First().Run, g.First().Name);
            string content = string.Concat(file.Records);
            return new JsonObject
            {
                ["name"] = g.First().Name,
                ["path"] = g.Key,
                ["size"] = Encoding.UTF8.GetByteCount(content),
                ["modified_timestamp"] = Stamps.Epoch(file.ModifiedAt),
                ["content"] = content,
            };
        }));
}
