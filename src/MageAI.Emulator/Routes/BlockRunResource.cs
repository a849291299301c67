using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using MageAI.Emulation.Store;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Routes;

internal sealed class BlockRunResource : Resource
{
    public override string Plural => "block_runs";

    public override string Singular => "block_run";

    protected override IReadOnlyDictionary<ApiAction, Role> Allowed { get; } = Access(list: Role.Viewer);

    public override object? LoadParent(Call call, string key) => Id(key) is { } id ? Rows(call.State).FirstOrDefault(r => r.Block.Id == id) : null;

    public override object? LoadMember(Call call, string key) => LoadParent(call, key) ?? throw call.State.NotFound();

    public override Listing List(Call call)
    {
        EmulatorState state = call.State;
        IEnumerable<BlockRunRow> rows = Rows(state);
        if (call.Parent is PipelineRun parent)
        {
            return Listing.Page(call, parent.BlockRuns.Select(b => new BlockRunRow(parent, b)).ToList(), r => RunShape.Outer(state, r.Run, r.Block, null));
        }

        if (int.TryParse(call.Query.First("pipeline_run_id"), NumberStyles.None, CultureInfo.InvariantCulture, out int id))
        {
            rows = rows.Where(r => r.Run.Id == id);
        }

        if (call.Query.First("pipeline_uuid") is { } pipeline)
        {
            rows = rows.Where(r => r.Run.PipelineUuid == pipeline);
        }

        // SQLite puts nulls last when descending.
        rows = call.Query.First("order_by") is { Length: > 0 } order ? Order(rows, order) : rows.OrderByDescending(r => r.Block.StartedAt);
        return Listing.Page(call, rows.ToList(), r => RunShape.Outer(state, r.Run, r.Block, state.FindSchedule(r.Run.ScheduleId)));
    }

    protected override IReadOnlyCollection<string>? Queryable(ApiAction action) => ["pipeline_run_id", "pipeline_uuid", "order_by"];

    private static IEnumerable<BlockRunRow> Rows(EmulatorState state) => state.Data.Runs.Values.SelectMany(r => r.BlockRuns.Select(b => new BlockRunRow(r, b)));

    private static IEnumerable<BlockRunRow> Order(IEnumerable<BlockRunRow> rows, string order)
    {
        string[] words = order.Split(' ');
        Func<BlockRunRow, object?>? by = words[0] switch
        {
            "id" => r => r.Block.Id,
            "block_uuid" => r => r.Block.BlockUuid,
            "status" => r => r.Block.Status,
            "created_at" => r => r.Block.CreatedAt,
            "updated_at" => r => r.Block.UpdatedAt,
            "started_at" => r => r.Block.StartedAt,
            "completed_at" => r => r.Block.CompletedAt,
            "pipeline_run_id" => r => r.Run.Id,
            _ => null,
        };
        string direction = words.Length > 1 ? words[1] : "asc";
        if (by is null || direction is not ("asc" or "desc"))
        {
            throw new PythonException("Block run sort column/query is invalid. The sort column must be an attribute of the BlockRun model. The sort direction is either \"asc\" (ascending order) or \"desc\" (descending order).");
        }

        return direction == "desc" ? rows.OrderByDescending(by) : rows.OrderBy(by);
    }
}
