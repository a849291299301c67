using System;
using System.Collections.Generic;
using System.Text.Json.Nodes;
using MageAI.Emulation.Python;
using MageAI.Emulation.Scheduling;
using MageAI.Emulation.Store;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Samples;

/// <summary>Makes runs of one pipeline that look as if they had run, with their block runs and logs.</summary>
internal sealed class RunSeeder
{
    private readonly EmulatorState _state;
    private readonly Pipeline _pipeline;
    private readonly RunLog _log;
    private readonly Dictionary<string, BlockScript> _scripts = [];

    public RunSeeder(EmulatorState state, Pipeline pipeline)
    {
        this._state = state;
        this._pipeline = pipeline;
        _log = new RunLog(state);
        foreach (Block block in pipeline.Blocks)
        {
            _scripts[block.Uuid] = new BlockScript(state.Content(block, pipeline), block.Language, state.Options.BlockDuration);
        }
    }

    public PipelineRun Add(Schedule schedule, DateTime date, RunStory story)
    {
        DateTime made = date + story.Later;
        PipelineRun run = _state.AddRun(new PipelineRun
        {
            ScheduleId = schedule.Id,
            PipelineUuid = _pipeline.Uuid,
            ExecutionDate = date,
            Status = story.Status,
            Variables = VariablesOf(schedule, date, story),
            EventVariables = schedule.Type == "api" ? new JsonObject() : null,
            CreatedAt = Stamps.Seconds(made),
            UpdatedAt = Stamps.Seconds(made),
            PassedSla = story.PassedSla,
        });
        if (story.Status == "initial")
        {
            return run;
        }

        _state.AddBlockRuns(run, _pipeline);
        DateTime at = made + (story.Queued ?? TimeSpan.FromMilliseconds(1200 + (run.Id % 7 * 131)));
        run.StartedAt = at;
        _log.Alive(run, at);
        bool over = false;
        foreach (BlockRun block in run.BlockRuns)
        {
            block.CreatedAt = block.UpdatedAt = Stamps.Seconds(made);
            if (over)
            {
                block.Leave(story.Status == "running" ? "initial" : "cancelled", block.UpdatedAt);
                continue;
            }

            over = story.Status != "completed" && (story.At is null || story.At == block.BlockUuid);
            at = at.AddMilliseconds(340 + (block.Id % 11 * 57));
            at = Play(run, block, at, Length(run, block, story), over ? story : null);
        }

        at = at.AddMilliseconds(700);
        _log.Alive(run, at);
        run.UpdatedAt = Stamps.Seconds(story.Status == "running" ? run.StartedAt.Value : at);
        run.CompletedAt = story.Status == "completed" ? at : null;
        return run;
    }

    private static JsonObject VariablesOf(Schedule schedule, DateTime date, RunStory story)
    {
        JsonObject variables = (JsonObject)(story.Variables ?? schedule.Variables as JsonObject ?? []).DeepClone();
        if (schedule.Type != "time")
        {
            // The scheduler gives none to the runs that it makes itself.
            variables["execution_partition"] = $"{schedule.Id}/{Stamps.Partition(date)}";
        }

        return variables;
    }

    /// <summary>The first block takes the most, and no two runs take the same.</summary>
    private static TimeSpan Length(PipelineRun run, BlockRun block, RunStory story)
    {
        if (story.Work is not { } work)
        {
            return TimeSpan.FromMilliseconds(900 + (block.Id % 13 * 211));
        }

        int position = run.BlockRuns.IndexOf(block);
        double weight = run.BlockRuns.Count + 1d - position;
        double all = run.BlockRuns.Count * (run.BlockRuns.Count + 3) / 2d;
        return TimeSpan.FromMilliseconds(Math.Round(work.TotalMilliseconds * weight / all * (0.92 + (block.Id % 17 * 0.01))));
    }

    /// <summary>Plays a block from its start on; with a story, up to where that ends.</summary>
    private DateTime Play(PipelineRun run, BlockRun block, DateTime at, TimeSpan length, RunStory? ending)
    {
        string type = _pipeline.Find(block.BlockUuid)?.Type ?? "";
        BlockScript script = _scripts[block.BlockUuid];
        DateTime end = at + length;
        block.StartedAt = at;
        _log.Started(run, block, type, at, alone: true);
        foreach (ScriptLine line in script.Lines)
        {
            // Told of another time than the code takes, the prints keep their places in it.
            double share = script.Duration.Ticks == 0 ? 0 : (double)line.After.Ticks / script.Duration.Ticks;
            _log.Printed(run, block, type, at.AddMilliseconds(Math.Round(length.TotalMilliseconds * share)), line.Text);
        }

        block.UpdatedAt = Stamps.Seconds(end);
        switch (ending?.Status)
        {
            case null:
                block.Status = "completed";
                block.CompletedAt = end;
                block.Metrics = new JsonObject();
                _log.Finished(run, block, type, end, alone: true);
                break;
            case "failed":
                PythonFailure failure = new PythonFailure(ending.ErrorType, ending.Error, 12, FunctionOf(type));
                block.Status = "failed";
                block.Metrics = failure.Metrics();
                _log.Failed(run, block, type, end, failure, alone: true);
                break;
            default:
                block.Status = ending.Status;
                break;
        }

        return end;
    }

    private static string FunctionOf(string type) => type switch
    {
        "data_loader" => "load_data",
        "data_exporter" => "export_data",
        "sensor" => "check_condition",
        _ => "transform",
    };
}
