using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace MageAI.Emulation.Store;

/// <summary>What of a pipeline stays as it is when its file cannot be written: all that stands in it, and the rows that name the pipeline.</summary>
internal sealed class PipelineRest
{
    private readonly EmulatorState _state;
    private readonly Pipeline _pipeline;
    private readonly Pipeline _copy;
    private readonly string _uuid;
    private readonly List<Action> _rows;

    private PipelineRest(EmulatorState state, Pipeline pipeline)
    {
        this._state = state;
        this._pipeline = pipeline;
        _uuid = pipeline.Uuid;
        _copy = JsonSerializer.Deserialize<Pipeline>(JsonSerializer.Serialize(pipeline))!;
        _copy.Listed = pipeline.Listed;
        _rows =
        [
            .. state.Data.Schedules.Where(schedule => schedule.PipelineUuid == _uuid).Select(schedule => (Action)(() => schedule.PipelineUuid = _uuid)),
            .. state.Data.Runs.Values.Where(run => run.PipelineUuid == _uuid).Select(run => (Action)(() => run.PipelineUuid = _uuid)),
            .. state.Data.Backfills.Where(backfill => backfill.PipelineUuid == _uuid).Select(backfill => (Action)(() => backfill.PipelineUuid = _uuid)),
        ];
    }

    public static PipelineRest Of(EmulatorState state, Pipeline pipeline) => new(state, pipeline);

    /// <summary>Puts it back. The folder has the new name, where it was given one.</summary>
    public void Restore()
    {
        _copy.Uuid = _pipeline.Uuid;
        _state.Data.Pipelines[_state.Data.Pipelines.IndexOf(_pipeline)] = _copy;
        _rows.ForEach(row => row());
    }
}
