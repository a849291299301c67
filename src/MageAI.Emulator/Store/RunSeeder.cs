using System;
using System.Collections.Generic;
using System.Text.Json.Nodes;

namespace MageAI.Emulation;

/// <summary>Makes runs of one pipeline that look as if they had run, with their block runs and logs.</summary>
internal sealed class RunSeeder
{
    private readonly EmulatorState state;
    private readonly Pipeline pipeline;
    private readonly RunLog log;
    private readonly Dictionary<string, BlockScript> scripts = [];

    public RunSeeder(EmulatorState state, Pipeline pipeline)
    {
        this.state = state;
        this.pipeline = pipeline;
        log = new RunLog(state);
        foreach (var block in pipeline.Blocks)
        {
            scripts[block.Uuid] = new BlockScript(state.Content(block, pipeline), block.Language, state.Options.BlockDuration);
        }
    }

    public PipelineRun Add(Schedule schedule, DateTime date, RunStory story)
    {
        var made = date + story.Later;
        var run = state.AddRun(new PipelineRun
        {
            ScheduleId = schedule.Id,
            PipelineUuid = pipeline.Uuid,
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

        state.AddBlockRuns(run, pipeline);
        var at = made + (story.Queued ?? TimeSpan.FromMilliseconds(1200 + (run.Id % 7 * 131)));
        run.StartedAt = at;
        log.Alive(run, at);
        var over = false;
        foreach (var block in run.BlockRuns)
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
        log.Alive(run, at);
        run.UpdatedAt = Stamps.Seconds(story.Status == "running" ? run.StartedAt.Value : at);
        run.CompletedAt = story.Status == "completed" ? at : null;
        return run;
    }

    private static JsonObject VariablesOf(Schedule schedule, DateTime date, RunStory story)
    {
        var variables = (JsonObject)(story.Variables ?? schedule.Variables as JsonObject ?? []).DeepClone();
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

        var position = run.BlockRuns.IndexOf(block);
        var weight = run.BlockRuns.Count + 1d - position;
        var all = run.BlockRuns.Count * (run.BlockRuns.Count + 3) / 2d;
        return TimeSpan.FromMilliseconds(Math.Round(work.TotalMilliseconds * weight / all * (0.92 + (block.Id % 17 * 0.01))));
    }

    /// <summary>Plays a block from its start on; with a story, up to where that ends.</summary>
    private DateTime Play(PipelineRun run, BlockRun block, DateTime at, TimeSpan length, RunStory? ending)
    {
        var type = pipeline.Find(block.BlockUuid)?.Type ?? "";
        var script = scripts[block.BlockUuid];
        var end = at + length;
        block.StartedAt = at;
        log.Started(run, block, type, at, alone: true);
        foreach (var line in script.Lines)
        {
            // Told of another time than the code takes, the prints keep their places in it.
            var share = script.Duration.Ticks == 0 ? 0 : (double)line.After.Ticks / script.Duration.Ticks;
            log.Printed(run, block, type, at.AddMilliseconds(Math.Round(length.TotalMilliseconds * share)), line.Text);
        }

        block.UpdatedAt = Stamps.Seconds(end);
        switch (ending?.Status)
        {
            case null:
                block.Status = "completed";
                block.CompletedAt = end;
                block.Metrics = new JsonObject();
                log.Finished(run, block, type, end, alone: true);
                break;
            case "failed":
                var failure = new PythonFailure(ending.ErrorType, ending.Error, 12, FunctionOf(type));
                block.Status = "failed";
                block.Metrics = failure.Metrics();
                log.Failed(run, block, type, end, failure, alone: true);
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
