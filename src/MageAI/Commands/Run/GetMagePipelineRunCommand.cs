using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Errors;
using MageAI.Finding;
using MageAI.Runs;
using MageAI.Schedules;
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

    /// <summary>Runs that the search for long ones met on another thread.</summary>
    private readonly ConcurrentQueue<string> _undated = new();
    private OutputPage _page = null!;
    private RunLists _lists = null!;

    /// <summary>Ids, or objects and rows: a run is read anew; of a pipeline, a schedule or a backfill the runs are read.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = IdSet)]
    [Alias("InputObject")]
    [ArgumentCompleter(typeof(RunCompleter))]
    public MageRunArgument[] Id { get; set; } = [];

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
        RequireFilled(nameof(Pipeline), Pipeline);
        RequireFilled(nameof(Schedule), Schedule);
        RequireFilled(nameof(Backfill), Backfill);
        RequireFilled(nameof(Status), Status);
        RequireFilled(nameof(Since), Since);
        RequirePast(Since);
        RequireFilled(nameof(Until), Until);
        RequireFilled(nameof(RunningLongerThan), RunningLongerThan);
        RequireFilled(nameof(InitialLongerThan), InitialLongerThan);
        RequireFilled(nameof(Variable), Variable);
        Status = Known("run status", Status, RunStatus.All);
        if (Backfill is not null && Schedule is not null)
        {
            Terminate(BackfillErrors.HasScheduleOfItsOwn());
        }

        _page = new OutputPage(this);
        _lists = new RunLists(areCut: Latest);
    }

    /// <summary>Emits the runs.</summary>
    protected override void ProcessRecord()
    {
        if (_page.IsFull)
        {
            return;
        }

        if (ParameterSetName == IdSet)
        {
            Array.ForEach(Id, EmitFor);
        }
        else if (Backfill is not null)
        {
            Array.ForEach(Backfill, EmitBackfills);
        }
        else if (Schedule is not null)
        {
            Array.ForEach(Schedule, EmitSchedules);
        }
        else if (Pipeline is not null)
        {
            foreach (IGrouping<MageSession, MagePipelineArgument> same in Pipeline.GroupBy(argument => Resolve(argument.Session)))
            {
                Attempt(string.Join(", ", same), () => EmitPipelines(same.Key, [.. same]));
            }
        }
        else if (NamesNothing(nameof(Pipeline), nameof(Schedule)))
        {
            Report(ErrorRecords.NamesNothing());
        }
        else
        {
            MageSession session = Resolve();
            Attempt(session, () => Emit(session, Latest ? Await(call => PipelinesOf(session).UuidsAsync(new MagePipelineArgument("*"), call)) : [], new RunQuery()));
        }
    }

    /// <summary>Tells the count that was not known before.</summary>
    protected override void EndProcessing() => _page.Complete();

    private void EmitFor(MageRunArgument argument)
    {
        MageSession session = Resolve(argument.Session);
        if (!Attempt(argument.Target, () => RequireHome(session, argument)))
        {
            return;
        }

        switch (argument.Identity)
        {
            case null or { Noun: Noun.Run or Noun.BlockRun }:
                Attempt(argument.Target, () =>
                {
                    _lists.BeginOne();
                    EmitOnce(session, Await(call => RunFinder.ReadAsync(session, argument, call)));
                });
                break;
            case { Noun: Noun.Schedule, ScheduleId: int id }:
                Attempt(argument.Target, () => Emit(session, new RunQuery { ScheduleId = id }));
                break;
            case { Noun: Noun.Schedule, Schedule: string name } row:
                Attempt(argument.Target, () => EmitSchedules(session, new MageScheduleArgument(name), row.Pipeline is string of ? [new MagePipelineArgument(of)] : []));
                break;
            case { Noun: Noun.Backfill, BackfillId: int id }:
                Attempt(argument.Target, () => Emit(session, new RunQuery { BackfillId = id }));
                break;
            case { Noun: Noun.Pipeline or Noun.Unknown, Pipeline: string uuid, Id: null, Live: var live }:
                Attempt(argument.Target, () => EmitPipelines(session, [live is MageObject pipeline ? new MagePipelineArgument(pipeline) : new MagePipelineArgument(uuid)]));
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
            RequireHome(session, argument);
            Within within = Await(call => Within.ReadAsync(Pipeline ?? [], PipelinesOf(session), call));
            foreach (MageBackfill backfill in Await(call => new BackfillFinder(session).RequireAsync(argument, within, call)))
            {
                Attempt(backfill, () => Emit(session, new RunQuery { BackfillId = backfill.Id }));
            }
        });
    }

    private void EmitSchedules(MageScheduleArgument argument)
    {
        MageSession session = Resolve(argument.Session ?? Pipeline?.FirstOrDefault()?.Session);
        if (argument.Id is null && argument.Text is null)
        {
            Report(ErrorRecords.NamesNo("schedule", argument));
            return;
        }

        Attempt(argument.Target, () =>
        {
            RequireHome(session, argument);
            EmitSchedules(session, argument, Pipeline ?? []);
        });
    }

    private void EmitSchedules(MageSession session, MageScheduleArgument argument, MagePipelineArgument[] pipelines)
    {
        string[] uuids = Uuids(session, pipelines);
        if ((pipelines.Length > 0 && uuids.Length == 0) || _page.IsFull)
        {
            return;
        }

        Within within = Await(call => Within.ReadAsync(pipelines, PipelinesOf(session), call));
        int[] ids = argument.Id is int id ? [id] : [.. Await(call => new ScheduleFinder(session).FindAsync(argument, within, call)).Select(schedule => schedule.Id)];
        if (ids.Sum(one => Emit(session, new RunQuery { ScheduleId = one, Pipelines = uuids })) == 0 && argument is { Id: int asked, Identity: null })
        {
            // No rows is also what an empty project says of a schedule that does not exist.
            Await(call => session.Schedules.ReadAsync(asked, call));
        }
    }

    private void EmitPipelines(MageSession session, MagePipelineArgument[] arguments)
    {
        string[] uuids = Uuids(session, arguments);
        HashSet<string?> seen = new(StringComparer.Ordinal);
        if (uuids.Length > 0)
        {
            Emit(session, uuids, new RunQuery(), seen);
        }

        // A pipeline that was deleted may still have runs; one that has none and does not exist was misspelt, or is named by its display name.
        foreach (MagePipelineArgument argument in arguments.Where(argument => !_page.IsFull && argument is { IsPattern: false, Identity: null } && !seen.Contains(argument.Name)))
        {
            Attempt(argument.Name, () =>
            {
                if (Await(call => PipelinesOf(session).OtherThanAsync(argument, seen, call)) is string uuid)
                {
                    Emit(session, [uuid], new RunQuery());
                }
            });
        }
    }

    private string[] Uuids(MageSession session, IEnumerable<MagePipelineArgument> arguments) =>
        [.. arguments.SelectMany(argument => Await(call => PipelinesOf(session).UuidsAsync(argument, call))).Distinct(StringComparer.Ordinal)];

    /// <summary>Emits the runs of some pipelines, of all if none are named: in one list, or with <c>-Latest</c> the newest of each.</summary>
    private void Emit(MageSession session, IReadOnlyList<string> pipelines, RunQuery query, HashSet<string?>? seen = null)
    {
        IEnumerable<IReadOnlyCollection<string>> lists = Latest ? pipelines.Select(uuid => new[] { uuid }) : [pipelines];
        foreach (IReadOnlyCollection<string> list in lists)
        {
            Emit(session, query with { Pipelines = list }, seen);
        }
    }

    /// <summary>Emits what one list gives, row by row as its pages arrive.</summary>
    /// <returns>How many rows it gave.</returns>
    private int Emit(MageSession session, RunQuery which, HashSet<string?>? seen = null)
    {
        RunQuery query = which with { Statuses = Status ?? Implied(), LastFailed = LastFailed, Since = Since?.At(session), Until = Until?.At(session), Filter = Filter(session) };
        if (_page.IsFull)
        {
            return 0;
        }

        // Of a list that is the whole output the server can skip and count.
        bool isWhole = !MyInvocation.ExpectingInput && !Latest && Schedule is null && Backfill is null;
        long skip = isWhole ? _page.ToSkip : 0;
        long? first = Latest ? 1 : !isWhole ? _page.Wanted : _page.Counts ? Math.Max(1, _page.Left ?? long.MaxValue) : _page.Left;
        int rows = 0;
        _lists.Begin(session, query);
        foreach (MagePipelineRun run in Scope.Stream(call => session.Runs.List(query, call), skip, first, Count))
        {
            rows++;
            seen?.Add(run.PipelineUuid);
            EmitOnce(session, run);
            if (_page.IsFull)
            {
                break;
            }
        }

        while (_undated.TryDequeue(out string? run))
        {
            WriteVerbose($"{run} does not say when it began; it is measured from when it was made.");
        }

        return rows;

        void Count(int? count)
        {
            if (isWhole)
            {
                _page.Tell(count, query.IsNarrowedThere && query.Since is null ? 1 : 0.5);
                _page.SkippedThere();
            }
        }
    }

    private void EmitOnce(MageSession session, MagePipelineRun run)
    {
        if (_lists.IsNew(session, run))
        {
            _page.Add(run);
        }
    }

    /// <summary>The states a search for long ones is about; with it the server narrows the list.</summary>
    private string[] Implied() => (RunningLongerThan, InitialLongerThan) switch
    {
        (null, null) => [],
        (not null, null) => ["running"],
        (null, not null) => ["initial"],
        _ => ["initial", "running"],
    };

    private Func<MagePipelineRun, bool>? Filter(MageSession session)
    {
        Func<MagePipelineRun, bool>? variables = Variable is null ? null : new VariableFilter(Variable).Matches;
        if (RunningLongerThan is null && InitialLongerThan is null)
        {
            return variables;
        }

        return run => IsLongEnough(run, session.Present) && variables?.Invoke(run) != false;
    }

    private bool IsLongEnough(MagePipelineRun run, DateTimeOffset now)
    {
        if (run is { Status: RunStatus.Running, StartedAt: null })
        {
            _undated.Enqueue(run.ToString());
        }

        return run.Status switch
        {
            RunStatus.Running => now - (run.StartedAt ?? run.CreatedAt) > RunningLongerThan,
            RunStatus.Initial => now - run.CreatedAt > InitialLongerThan,
            _ => false,
        };
    }
}
