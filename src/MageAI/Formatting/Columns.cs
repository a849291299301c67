using System;
using System.ComponentModel;
using System.Linq;
using System.Management.Automation;
using MageAI.Sessions;
using MageAI.Terms;

namespace MageAI.Formatting;

/// <summary>
/// What the views show that no field says by itself, as properties of the objects by MageAI.Types.ps1xml: what stands under a header can be filtered,
/// sorted, compared and saved by the header's name.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Columns
{
    /// <summary>The blocks of a pipeline in the order they run in, or what stands around a block.</summary>
    /// <param name="thing">The pipeline or block.</param>
    /// <returns>Such as "load → transform".</returns>
    public static string? Flow(PSObject thing) => thing?.BaseObject switch
    {
        MagePipeline pipeline => Views.Flow(pipeline),
        MageBlock block => Views.Flow(block),
        _ => null,
    };

    /// <summary>The tags of something.</summary>
    /// <param name="thing">The pipeline or schedule.</param>
    /// <returns>The tags.</returns>
    public static object? Tags(PSObject thing) => Words.Of(thing?.BaseObject switch
    {
        MagePipeline pipeline => pipeline.Tags,
        MageSchedule schedule => schedule.Tags,
        _ => null,
    });

    /// <summary>The blocks that a block takes from.</summary>
    /// <param name="thing">The block.</param>
    /// <returns>Their uuids.</returns>
    public static object? UpstreamBlocks(PSObject thing) => Words.Of((thing?.BaseObject as MageBlock)?.UpstreamBlocks);

    /// <summary>The blocks that take from a block.</summary>
    /// <param name="thing">The block.</param>
    /// <returns>Their uuids.</returns>
    public static object? DownstreamBlocks(PSObject thing) => Words.Of((thing?.BaseObject as MageBlock)?.DownstreamBlocks);

    /// <summary>The blocks of a pipeline.</summary>
    /// <param name="thing">The pipeline.</param>
    /// <returns>The blocks.</returns>
    public static object? PipelineBlocks(PSObject thing) => Words.Of((thing?.BaseObject as MagePipeline)?.Blocks);

    /// <summary>The callbacks of a pipeline.</summary>
    /// <param name="thing">The pipeline.</param>
    /// <returns>The callbacks.</returns>
    public static object? Callbacks(PSObject thing) => Words.Of((thing?.BaseObject as MagePipeline)?.Callbacks);

    /// <summary>The conditionals of a pipeline.</summary>
    /// <param name="thing">The pipeline.</param>
    /// <returns>The conditionals.</returns>
    public static object? Conditionals(PSObject thing) => Words.Of((thing?.BaseObject as MagePipeline)?.Conditionals);

    /// <summary>The schedules of a pipeline.</summary>
    /// <param name="thing">The pipeline.</param>
    /// <returns>The schedules; null where they were not asked for.</returns>
    public static object? Schedules(PSObject thing) => Words.Of((thing?.BaseObject as MagePipeline)?.Schedules);

    /// <summary>The runs of a run's blocks.</summary>
    /// <param name="thing">The run.</param>
    /// <returns>The block runs.</returns>
    public static object? BlockRuns(PSObject thing) => Words.Of((thing?.BaseObject as MagePipelineRun)?.BlockRuns);

    /// <summary>The variables of something.</summary>
    /// <param name="thing">The pipeline, schedule, run or backfill.</param>
    /// <returns>The variables by name.</returns>
    public static object? Variables(PSObject thing) => Named.Of(thing?.BaseObject switch
    {
        MagePipeline pipeline => pipeline.Variables,
        MageSchedule schedule => schedule.Variables,
        MagePipelineRun run => run.Variables,
        MageBackfill backfill => backfill.Variables,
        _ => null,
    });

    /// <summary>What the event that began a run told.</summary>
    /// <param name="thing">The run.</param>
    /// <returns>The variables by name.</returns>
    public static object? EventVariables(PSObject thing) => Named.Of((thing?.BaseObject as MagePipelineRun)?.EventVariables);

    /// <summary>What Mage measured.</summary>
    /// <param name="thing">The run, block run or backfill.</param>
    /// <returns>The values by name.</returns>
    public static object? Metrics(PSObject thing) => Named.Of(thing?.BaseObject switch
    {
        MagePipelineRun run => run.Metrics,
        MageBlockRun block => block.Metrics,
        MageBackfill backfill => backfill.Metrics,
        _ => null,
    });

    /// <summary>How the runs of a backfill stand.</summary>
    /// <param name="thing">The backfill.</param>
    /// <returns>Their numbers by status; null where they were not asked for.</returns>
    public static object? RunStatusCounts(PSObject thing) => Named.Of((thing?.BaseObject as MageBackfill)?.RunStatusCounts);

    /// <summary>The size of an output.</summary>
    /// <param name="thing">The output.</param>
    /// <returns>Its rows and columns.</returns>
    public static object? Shape(PSObject thing) => Words.Of((thing?.BaseObject as MageBlockOutput)?.Shape);

    /// <summary>The names of an output's columns.</summary>
    /// <param name="thing">The output.</param>
    /// <returns>The names.</returns>
    public static object? OutputColumns(PSObject thing) => Words.Of((thing?.BaseObject as MageBlockOutput)?.Columns);

    /// <summary>The first rows of an output.</summary>
    /// <param name="thing">The output.</param>
    /// <returns>The rows.</returns>
    public static object? Rows(PSObject thing) => Grid.Of((thing?.BaseObject as MageBlockOutput)?.Rows);

    /// <summary>The next times of an expression, by the clock of the place.</summary>
    /// <param name="thing">The test of an expression.</param>
    /// <returns>The times.</returns>
    public static object? LocalNext(PSObject thing) => Words.Of((thing?.BaseObject as MageCronTest)?.LocalNext);

    /// <summary>What is worth knowing of an expression.</summary>
    /// <param name="thing">The test of an expression.</param>
    /// <returns>The sentences.</returns>
    public static object? Warnings(PSObject thing) => Words.Of((thing?.BaseObject as MageCronTest)?.Warnings);

    /// <summary>What became of the schedules of a maintenance.</summary>
    /// <param name="thing">The maintenance.</param>
    /// <returns>The schedules.</returns>
    public static object? MaintenanceSchedules(PSObject thing) => Words.Of((thing?.BaseObject as MageMaintenance)?.Schedules);

    /// <summary>The runs that go on in a maintenance.</summary>
    /// <param name="thing">The maintenance.</param>
    /// <returns>The runs; null where that was not asked.</returns>
    public static object? Running(PSObject thing) => Words.Of((thing?.BaseObject as MageMaintenance)?.Running);

    /// <summary>The runs that stand still in a maintenance.</summary>
    /// <param name="thing">The maintenance.</param>
    /// <returns>The runs; null where that was not asked.</returns>
    public static object? Frozen(PSObject thing) => Words.Of((thing?.BaseObject as MageMaintenance)?.Frozen);

    /// <summary>The runs that a maintenance cancelled.</summary>
    /// <param name="thing">The maintenance.</param>
    /// <returns>The runs.</returns>
    public static object? Stopped(PSObject thing) => Words.Of((thing?.BaseObject as MageMaintenance)?.Stopped);

    /// <summary>The schedules that are on in a maintenance and were not switched off by it.</summary>
    /// <param name="thing">The maintenance.</param>
    /// <returns>The schedules.</returns>
    public static object? OthersOn(PSObject thing) => Words.Of((thing?.BaseObject as MageMaintenance)?.OthersOn);

    /// <summary>What is worth knowing of a schedule in a maintenance.</summary>
    /// <param name="thing">The schedule.</param>
    /// <returns>The sentences.</returns>
    public static object? Notes(PSObject thing) => Words.Of((thing?.BaseObject as MageMaintenanceSchedule)?.Notes);

    /// <summary>The runs that make up for what a schedule missed in a maintenance.</summary>
    /// <param name="thing">The schedule.</param>
    /// <returns>Their ids.</returns>
    public static object? CaughtUp(PSObject thing) => Words.Of((thing?.BaseObject as MageMaintenanceSchedule)?.CaughtUp);

    /// <summary>The settings of something.</summary>
    /// <param name="thing">The pipeline, schedule or backfill.</param>
    /// <returns>The settings by name.</returns>
    public static object? Settings(PSObject thing) => Named.Of(thing?.BaseObject switch
    {
        MagePipeline pipeline => pipeline.Settings,
        MageSchedule schedule => schedule.Settings,
        MageBackfill backfill => backfill.Settings,
        _ => null,
    });

    /// <summary>How something is tried again after a failure.</summary>
    /// <param name="thing">The pipeline or block.</param>
    /// <returns>The settings by name.</returns>
    public static object? RetryConfig(PSObject thing) => Named.Of(thing?.BaseObject switch
    {
        MagePipeline pipeline => pipeline.RetryConfig,
        MageBlock block => block.RetryConfig,
        _ => null,
    });

    /// <summary>How much of a pipeline may run at once.</summary>
    /// <param name="thing">The pipeline.</param>
    /// <returns>The settings by name.</returns>
    public static object? ConcurrencyConfig(PSObject thing) => Named.Of((thing?.BaseObject as MagePipeline)?.ConcurrencyConfig);

    /// <summary>The configuration of a block.</summary>
    /// <param name="thing">The block.</param>
    /// <returns>The values by name.</returns>
    public static object? Configuration(PSObject thing) => Named.Of((thing?.BaseObject as MageBlock)?.Configuration);

    /// <summary>What runs at the same time.</summary>
    /// <param name="thing">The upcoming run.</param>
    /// <returns>Their pipelines.</returns>
    public static object? Overlaps(PSObject thing) => Words.Of((thing?.BaseObject as MageUpcomingRun)?.Overlaps);

    /// <summary>When a schedule runs its pipeline.</summary>
    /// <param name="thing">The schedule.</param>
    /// <returns>Such as "@daily", "0 6 * * 1-5" or "api".</returns>
    public static string? When(PSObject thing) => thing?.BaseObject is MageSchedule schedule ? Views.Trigger(schedule) : null;

    /// <summary>When a schedule begins its next run, null while it is switched off, though Mage names a time then too; or when a pipeline does.</summary>
    /// <param name="thing">The schedule or pipeline.</param>
    /// <returns>The time.</returns>
    public static object? NextRunAt(PSObject thing) =>
        thing?.BaseObject is MageSchedule { Status: ScheduleStatus.Active, NextPipelineRunDate: DateTimeOffset next } ? new Moment(next)
        : thing?.BaseObject is MagePipeline { NextRunAt: DateTimeOffset first } ? new Moment(first)
        : null;

    /// <summary>How many of a run's blocks are done.</summary>
    /// <param name="thing">The run.</param>
    /// <returns>Such as "2/3"; null where Mage does not tell.</returns>
    public static string? Blocks(PSObject thing) => thing?.BaseObject is MagePipelineRun run ? Views.Progress(run) : null;

    /// <summary>The name of a run's schedule.</summary>
    /// <param name="thing">The run.</param>
    /// <returns>The name; empty where Mage does not tell: nothing would be bound to -Schedule of a cmdlet that takes the run itself.</returns>
    public static string Schedule(PSObject thing) => (thing?.BaseObject as MagePipelineRun)?.PipelineScheduleName ?? string.Empty;

    /// <summary>The blocks of a run that failed.</summary>
    /// <param name="thing">The run.</param>
    /// <returns>The uuid of the one, which reads as such wherever it is shown; those of several; null for none, and where Mage does not tell.</returns>
    public static object? FailedBlock(PSObject thing) => thing?.BaseObject is MagePipelineRun { Status: not RunStatus.Completed } run
        ? run.BlockRuns.Where(block => block.Status == BlockRunStatus.Failed).Select(block => block.BlockUuid).OfType<string>().ToArray() switch { [] => null, [string one] => one, string[] several => Words.Of(several) }
        : null;

    /// <summary>The step of a backfill from one date to the next, as -Every takes it.</summary>
    /// <param name="thing">The backfill.</param>
    /// <returns>Such as "1d" or "6h"; null until it is set.</returns>
    public static string? Every(PSObject thing) => thing?.BaseObject is MageBackfill backfill ? Views.Every(backfill) : null;

    /// <summary>The first date of a backfill and its end.</summary>
    /// <param name="thing">The backfill.</param>
    /// <returns>Such as "2026-01-01 to 2026-01-31"; null until they are set.</returns>
    public static string? Dates(PSObject thing) => thing?.BaseObject is MageBackfill backfill ? Views.Dates(backfill) : null;

    /// <summary>How many of a backfill's dates are done.</summary>
    /// <param name="thing">The backfill.</param>
    /// <returns>Such as "12/31"; null where that was not asked for.</returns>
    public static string? Done(PSObject thing) => thing?.BaseObject is MageBackfill backfill ? Views.Progress(backfill) : null;

    /// <summary>Whether a session is the one that cmdlets take which are told no other.</summary>
    /// <param name="thing">The session.</param>
    /// <returns>Whether it is this runspace's default.</returns>
    public static bool Default(PSObject thing) => thing?.BaseObject is MageSession session && ReferenceEquals(SessionStore.Current.Default, session);
}
