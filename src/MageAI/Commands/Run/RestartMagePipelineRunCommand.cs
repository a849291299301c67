using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Blocks;
using MageAI.Completion;
using MageAI.Errors;
using MageAI.Finding;
using MageAI.Operations;
using MageAI.Runs;
using MageAI.Schedules;

namespace MageAI.Commands;

/// <summary>
/// Restarts runs that have ended. Mage accepts restarts that damage the run or let it run for ever; these are refused beforehand,
/// each with what to do instead.
/// </summary>
[Cmdlet(VerbsLifecycle.Restart, "MagePipelineRun", SupportsShouldProcess = true)]
[OutputType(typeof(MagePipelineRun))]
public sealed class RestartMagePipelineRunCommand : MageRunWatchCmdlet
{
    /// <summary>Ids or runs.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("RunId", "PipelineRunId", "Id")]
    [ArgumentCompleter(typeof(RunCompleter))]
    public MageRunArgument[] Run { get; set; } = [];

    /// <summary>
    /// <c>Incomplete</c>, the default: the same run goes on with all its blocks that are not completed, also where its schedule is inactive. <c>New</c>:
    /// another run is made for the same execution date, with the same variables; its schedule has to be active.
    /// </summary>
    [Parameter]
    public RestartMode Mode { get; set; }

    /// <summary>
    /// Begin with this block: it and all blocks below it run again, completed or not. It has to lie so that the run can end well: nothing
    /// beside it failed or was cancelled.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(RunBlockCompleter))]
    public string? FromBlock { get; set; }

    /// <summary>With <c>-Mode New</c>: variables that differ this time. The others are the run's own.</summary>
    [Parameter]
    [Map]
    public IDictionary? Variable { get; set; }

    /// <summary>With <c>-FromBlock</c>: the block may be a completed one above the failure, and what was completed below it runs again.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Wait until the runs have ended, and emit them then. All are restarted first.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>
    /// How many writes may be under way at once. Mage answers one request at a time, so more than a few save
    /// no time.
    /// </summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 1;

    private protected override int Throttle => ThrottleLimit;

    /// <summary>Refuses parameters that do not go together.</summary>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        RequireWaiting(Wait || Follow, nameof(Wait));
        if (Mode == RestartMode.New ? FromBlock is not null : Variable is not null)
        {
            Terminate(RunErrors.NotWithMode(Mode == RestartMode.New ? nameof(FromBlock) : nameof(Variable), Mode.ToString()));
        }
    }

    /// <summary>Restarts the runs.</summary>
    protected override void ProcessRecord()
    {
        ForEach(Run, (session, argument) =>
        {
            if (IsMeant(argument, "pipeline run", Noun.Run))
            {
                Restart(session, Await(call => RunFinder.ReadAsync(session, argument, call)));
            }
        });
    }

    /// <summary>Waits, if that was asked for.</summary>
    protected override void EndProcessing()
    {
        Steps.Drain();
        Watch(Made);
    }

    private void Restart(MageSession session, MagePipelineRun run)
    {
        string what = $"run {run.Id.ToString(CultureInfo.InvariantCulture)} of pipeline {run.PipelineUuid}";
        if (Mode == RestartMode.New)
        {
            MageSchedule schedule = ActiveSchedule(session, run);
            Perform(session, new Step<MagePipelineRun>(what, "Make another run like", run, call => session.Runs.CreateAsync(schedule.Id, RunFields.For(run, Variable), call)), made => Emit(session, made));
            return;
        }

        IReadOnlyCollection<MageBlock> blocks = FromBlock is null || run.PipelineUuid is not string pipeline
            ? []
            : Await(call => session.Blocks.ListAsync(pipeline, call));
        if (RestartCheck.Refuse(run, blocks, FromBlock, Force) is MageException refused)
        {
            Report(refused);
            return;
        }

        string action = FromBlock is null ? "Restart what is not completed of" : $"Restart from block {FromBlock}";
        Perform(session, new Step<MagePipelineRun>(what, action, run, call => session.Runs.RestartAsync(run, FromBlock, call)), now => Emit(session, now));
    }

    private MageSchedule ActiveSchedule(MageSession session, MagePipelineRun run)
    {
        if (!run.HasEnded)
        {
            throw RestartCheck.NotEnded(run);
        }

        MageSchedule schedule = Await(call => session.Schedules.ReadAsync(run.PipelineScheduleId ?? throw RunErrors.NoSchedule(run), call));
        return schedule.Status == "inactive" ? throw RunErrors.ScheduleInactive(schedule, forced: false) : schedule;
    }

    private void Emit(MageSession session, MagePipelineRun run)
    {
        if (Wait || Follow)
        {
            WriteVerbose($"{run} was restarted.");
            Made.Add((session, run));
        }
        else
        {
            WriteObject(run);
        }
    }
}
