using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Errors;
using MageAI.Finding;
using MageAI.Runs;
using MageAI.Terms;

namespace MageAI.Commands;

/// <summary>
/// Reads runs, newest first, as their pages arrive; a command that stops early asks for no further page. Runs of a deleted schedule are in
/// no list of Mage; by id their status can still be read.
/// </summary>
[Cmdlet(VerbsCommon.Get, "MagePipelineRun", DefaultParameterSetName = ListSet, SupportsPaging = true)]
[OutputType(typeof(MagePipelineRun))]
public sealed class GetMagePipelineRunCommand : MageSessionCmdlet
{
    private const string ListSet = "List";
    private const string IdSet = "Id";

    private bool _narrowed;
    private bool _ofEach;
    private RunOutput _output = null!;
    private RunReading _runs = null!;

    /// <summary>Ids, or objects and rows: a run is read anew; of a pipeline, a schedule or a backfill the runs are read.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = IdSet)]
    [Parameter(ValueFromPipeline = true, ParameterSetName = ListSet)]
    [Alias("Id", "RunId", "PipelineRunId", "InputObject")]
    [ArgumentCompleter(typeof(RunCompleter))]
    public MageRunArgument[]? Run { get; set; }

    /// <summary>Only runs of these pipelines: uuids, names or wildcard patterns.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ListSet)]
    [Alias("PipelineUuid")]
    [ArgumentCompleter(typeof(PipelineCompleter))]
    [SupportsWildcards]
    public MagePipelineArgument[]? Pipeline { get; set; }

    /// <summary>Only runs of these schedules: ids, names or wildcard patterns.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ListSet)]
    [Alias("ScheduleId", "PipelineScheduleId", "Trigger")]
    [ArgumentCompleter(typeof(ScheduleCompleter))]
    [SupportsWildcards]
    public MageScheduleArgument[]? Schedule { get; set; }

    /// <summary>Only runs of these backfills: ids, names, wildcard patterns or backfills. They have schedules of their own, so <c>-Schedule</c> does not go with it.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [Alias("BackfillId")]
    [ArgumentCompleter(typeof(BackfillCompleter))]
    [SupportsWildcards]
    public MageBackfillArgument[]? Backfill { get; set; }

    /// <summary>Only runs in one of these states.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(RunStatusCompleter))]
    public string[]? Status { get; set; }

    /// <summary>Only runs made at this time or later: a date in ISO form (local if it does not say), a DateTime, a TimeSpan, or a text such as 90s, 30m, 24h, 7d, 2w for "so long ago".</summary>
    [Parameter]
    [Moment]
    [ArgumentCompleter(typeof(AgoCompleter))]
    public MageTimeArgument? Since { get; set; }

    /// <summary>Only runs made before this time, in the forms of <c>-Since</c>.</summary>
    [Parameter]
    [Moment]
    [ArgumentCompleter(typeof(AgoCompleter))]
    public MageTimeArgument? Until { get; set; }

    /// <summary>
    /// Only failures that are still open: of all attempts for one execution date of a schedule the newest, where that failed. Feeds
    /// Restart-MagePipelineRun.
    /// </summary>
    [Parameter]
    public SwitchParameter LastFailed { get; set; }

    /// <summary>Only the newest run of each pipeline, or of each schedule where those are named, among those that the other parameters leave.</summary>
    [Parameter]
    public SwitchParameter Latest { get; set; }

    /// <summary>Only runs that have been running for longer: a TimeSpan, or a text such as 30m, 6h, 2d.</summary>
    [Parameter]
    [Duration]
    [ArgumentCompleter(typeof(NoCompleter))]
    public TimeSpan? RunningLongerThan { get; set; }

    /// <summary>Only runs that have been waiting to begin for longer, in the forms of <c>-RunningLongerThan</c>. With both, runs of either kind.</summary>
    [Parameter]
    [Duration]
    [ArgumentCompleter(typeof(NoCompleter))]
    public TimeSpan? InitialLongerThan { get; set; }

    /// <summary>
    /// Only runs with these runtime variables, or variables of the event that triggered them: a hashtable of names and values. A text may be a
    /// wildcard pattern; <c>$null</c> means that the run has no such variable.
    /// </summary>
    [Parameter]
    [Map]
    [SupportsWildcards]
    public IDictionary? Variable { get; set; }

    /// <summary>Refuses filters that are empty or that Mage does not know.</summary>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        RequireFilled(nameof(Run), Run);
        RequireFilled(nameof(Pipeline), Pipeline);
        RequireFilled(nameof(Schedule), Schedule);
        RequireFilled(nameof(Backfill), Backfill);
        RequireFilled(nameof(Status), Status);
        RequireFilled(nameof(Since), Since);
        RequirePast(Since);
        RequireFilled(nameof(Until), Until);
        RequireOrder(Since, Until);
        RequireFilled(nameof(RunningLongerThan), RunningLongerThan);
        RequireFilled(nameof(InitialLongerThan), InitialLongerThan);
        RequireFilled(nameof(Variable), Variable);
        Status = Known("run status", Status, RunStatus.All);
        if (Backfill is not null && Schedule is not null)
        {
            Terminate(BackfillErrors.HasScheduleOfItsOwn());
        }

        // Whether the command line says whose runs are meant, and whether it does so anew for each thing piped in. A property that is null fits any parameter of
        // its name, so PowerShell may take either parameter set: the thing itself is meant in both.
        string[] owners = [nameof(Pipeline), nameof(Schedule), nameof(Backfill)];
        _ofEach = owners.Any(IsPerThing);
        _narrowed = owners.Any(IsTyped);
        _output = new RunOutput(new OutputPage(this), Latest);
        RunFilter filter = new()
        {
            Statuses = Status,
            LastFailed = LastFailed,
            Since = Since,
            Until = Until,
            Running = RunningLongerThan,
            Initial = InitialLongerThan,
            Variable = Variable,
        };
        _runs = new RunReading(Scope, PipelinesOf, _output, filter, Latest)
        {
            // Of a list that is the whole output the server can skip and count.
            IsWhole = IsOneList && !Latest && Schedule is null && Backfill is null,
            TellVerbose = WriteVerbose,
        };
    }

    /// <summary>Emits the runs.</summary>
    protected override void ProcessRecord() => EachSession(Read);

    private void Read()
    {
        if (_output.IsFull)
        {
            return;
        }

        MageRunArgument[] things = _ofEach || IsOfSession ? [] : [.. (Run ?? []).OfType<MageRunArgument>()];
        if (things.Length > 0 && !_narrowed)
        {
            Array.ForEach(things, EmitFor);
        }
        else if (things.FirstOrDefault(IsOne) is MageRunArgument one)
        {
            Report(RunErrors.NotBoth(one));
        }
        else if (Backfill is not null)
        {
            Array.ForEach(Backfill, EmitBackfills);
        }
        else if (Schedule is not null && (!_ofEach || IsTyped(nameof(Schedule))))
        {
            Array.ForEach(Schedule, EmitSchedules);
        }
        else if (Pipeline is not null)
        {
            foreach (IGrouping<MageSession, MagePipelineArgument> same in Pipeline.GroupBy(argument => Resolve(argument.Session)))
            {
                Attempt(string.Join(", ", same), () => _runs.OfPipelines(same.Key, [.. same]));
            }
        }
        else if (NamesNothing(nameof(Pipeline), nameof(Schedule)))
        {
            Report(ErrorRecords.NamesNothing());
        }
        else
        {
            MageSession session = Resolve();
            Attempt(session, () => _runs.OfAll(session));
        }
    }

    /// <summary>Tells the count that was not known before.</summary>
    protected override void EndProcessing() => _output.Complete();

    /// <summary>Whether it stands for runs of its own, and so cannot be one whose pipeline or schedule is meant.</summary>
    private static bool IsOne(MageRunArgument argument) => argument.Identity?.Noun is null or Noun.Run or Noun.BlockRun or Noun.Backfill;

    private void EmitFor(MageRunArgument argument)
    {
        MageSession session = Resolve(argument.Session);
        if (!Attempt(argument.Target, () => Sameness.RequireHome(session, argument)) || IsLost(argument, "pipeline run", Noun.Run, Noun.Backfill))
        {
            return;
        }

        switch (argument.Identity)
        {
            case null or { Noun: Noun.Run or Noun.BlockRun }:
                Attempt(argument.Target, () => _runs.OfOne(session, argument));
                break;
            case { Noun: Noun.Schedule, Live: not null, ScheduleId: int id }:
                Attempt(argument.Target, () => _runs.Of(session, new RunQuery { ScheduleId = id }));
                break;
            case { Noun: Noun.Schedule } row:
                Attempt(argument.Target, () =>
                {
                    foreach (MageSchedule schedule in Await(call => new ScheduleFinder(session).OfAsync(row, call)))
                    {
                        _runs.Of(session, new RunQuery { ScheduleId = schedule.Id });
                    }
                });
                break;
            case { Noun: Noun.Backfill, BackfillId: int id }:
                Attempt(argument.Target, () => _runs.Of(session, new RunQuery { BackfillId = id }));
                break;
            case { Noun: Noun.Pipeline or Noun.Unknown, Pipeline: not null, Id: null } of:
                Attempt(argument.Target, () => _runs.OfPipelines(session, [MagePipelineArgument.Of(of)]));
                break;
            default:
                Report(ErrorRecords.WrongObject("pipeline run, a backfill, a schedule or a pipeline", argument));
                break;
        }
    }

    private void EmitBackfills(MageBackfillArgument argument)
    {
        MageSession session = Resolve(argument.Session ?? Pipeline?.FirstOrDefault()?.Session);
        if (!IsMeant(argument, "backfill", Noun.Backfill, Noun.Run))
        {
            return;
        }

        Attempt(argument.Target, () =>
        {
            Sameness.RequireHome(session, argument);
            Within within = WithinOf(session, Pipeline);
            foreach (MageBackfill backfill in Await(call => new BackfillFinder(session).RequireAsync(argument, within, call)))
            {
                Attempt(backfill, () => _runs.Of(session, new RunQuery { BackfillId = backfill.Id }));
            }
        });
    }

    private void EmitSchedules(MageScheduleArgument argument)
    {
        MageSession session = Resolve(argument.Session ?? Pipeline?.FirstOrDefault()?.Session);
        Attempt(argument.Target, () =>
        {
            if (argument.Id is null && argument.Text is null)
            {
                throw ErrorRecords.NamesNo("schedule", argument);
            }

            Sameness.RequireHome(session, argument);
            _runs.OfSchedules(session, argument, Narrowing(Pipeline));
        });
    }
}
