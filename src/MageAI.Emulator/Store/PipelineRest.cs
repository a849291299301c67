using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace MageAI.Emulation;

/// <summary>What of a pipeline stays as it is when its file cannot be written: all that stands in it, and the rows that name the pipeline.</summary>
internal sealed class PipelineRest
{
    private readonly EmulatorState state;
    private readonly Pipeline pipeline;
    private readonly Pipeline copy;
    private readonly string uuid;
    private readonly List<Action> rows;

    private PipelineRest(EmulatorState state, Pipeline pipeline)
    {
        this.state = state;
        this.pipeline = pipeline;
        uuid = pipeline.Uuid;
        copy = JsonSerializer.Deserialize<Pipeline>(JsonSerializer.Serialize(pipeline))!;
        copy.Listed = pipeline.Listed;
        rows =
        [
            .. state.Data.Schedules.Where(schedule => schedule.PipelineUuid == uuid).Select(schedule => (Action)(() => schedule.PipelineUuid = uuid)),
            .. state.Data.Runs.Values.Where(run => run.PipelineUuid == uuid).Select(run => (Action)(() => run.PipelineUuid = uuid)),
            .. state.Data.Backfills.Where(backfill => backfill.PipelineUuid == uuid).Select(backfill => (Action)(() => backfill.PipelineUuid = uuid)),
        ];
    }

    public static PipelineRest Of(EmulatorState state, Pipeline pipeline) => new(state, pipeline);

    /// <summary>Puts it back. The folder has the new name, where it was given one.</summary>
    public void Restore()
    {
        copy.Uuid = pipeline.Uuid;
        state.Data.Pipelines[state.Data.Pipelines.IndexOf(pipeline)] = copy;
        rows.ForEach(row => row());
    }
}
