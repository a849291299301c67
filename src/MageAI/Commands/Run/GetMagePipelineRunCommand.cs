using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Errors;
using MageAI.Pipelines;
using MageAI.Runs;
using MageAI.Schedules;
using MageAI.Terms;

namespace MageAI.Commands;

/// <summary>
/// Reads runs, newest first, page by page: whoever stops early costs no further request. Runs of a deleted schedule are in
/// no list of Mage; by id their status can still be read.
/// </summary>
[Cmdlet(VerbsCommon.Get, "MagePipelineRun", DefaultParameterSetName = ListSet, SupportsPaging = true)]
[OutputType(typeof(MagePipelineRun))]
public sealed class GetMagePipelineRunCommand : MageRunCmdlet
{
    private const string ListSet = "List";
    private const string IdSet = "Id";
    private const string ObjectSet = "Object";

    /// <summary>Runs that the search for long ones met on another thread.</summary>
    private readonly ConcurrentQueue<string> _undated = new();
    private ulong _skip;
    private ulong _left;

    /// <summary>Ids. Not taken from a property Id, which may be that of a schedule.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = IdSet)]
    [ArgumentCompleter(typeof(NoCompleter))]
    public MageRunArgument[] Id { get; set; } = [];

    /// <summary>A run, to read it anew; or a pipeline, schedule or backfill, to read its runs.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ObjectSet)]
    public MageObject[] InputObject { get; set; } = [];

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
    [Parameter(ParameterSetName = ListSet)]
    [Parameter(ParameterSetName = ObjectSet)]
    [ArgumentCompleter(typeof(RunStatusCompleter))]
    public string[]? Status { get; set; }

    /// <summary>Only runs made at this time or later: a date in ISO form (local if it does not say), a DateTime, a TimeSpan, or a text such as 90s, 30m, 24h, 7d, 2w for "so long ago".</summary>
    [Parameter(ParameterSetName = ListSet)]
    [Parameter(ParameterSetName = ObjectSet)]
    [Moment]
    [ArgumentCompleter(typeof(NoCompleter))]
    public MageTimeArgument? Since { get; set; }

    /// <summary>Only runs made before this time, in the forms of <c>-Since</c>.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [Parameter(ParameterSetName = ObjectSet)]
    [Moment]
    [ArgumentCompleter(typeof(NoCompleter))]
    public MageTimeArgument? Until { get; set; }

    /// <summary>
    /// Only failures that are still open: of all attempts for one execution date of a schedule the newest, where that failed. Feeds
    /// Restart-MagePipelineRun.
    /// </summary>
    [Parameter(ParameterSetName = ListSet)]
    [Parameter(ParameterSetName = ObjectSet)]
    public SwitchParameter LastFailed { get; set; }

    /// <summary>Only the newest run of each pipeline, or of each schedule where those are named, among those that the other parameters leave.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [Parameter(ParameterSetName = ObjectSet)]
    public SwitchParameter Latest { get; set; }

    /// <summary>Only runs that have been running for longer: a TimeSpan, or a text such as 30m, 6h, 2d.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [Parameter(ParameterSetName = ObjectSet)]
    [Duration]
    [ArgumentCompleter(typeof(NoCompleter))]
    public TimeSpan? RunningLongerThan { get; set; }

    /// <summary>Only runs that have been waiting to begin for longer, in the forms of <c>-RunningLongerThan</c>. With both, runs of either kind.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [Parameter(ParameterSetName = ObjectSet)]
    [Duration]
    [ArgumentCompleter(typeof(NoCompleter))]
    public TimeSpan? InitialLongerThan { get; set; }

    /// <summary>
    /// Only runs with these runtime variables, or variables of the event that triggered them: a hashtable of names and values. A text may be a
    /// wildcard pattern; <c>$null</c> means that the run has no such variable.
    /// </summary>
    [Parameter(ParameterSetName = ListSet)]
    [Parameter(ParameterSetName = ObjectSet)]
    [Map]
    [SupportsWildcards]
    public IDictionary? Variable { get; set; }

    /// <summary>
    /// What the server does not know or gets wrong is compared here: it reads times in its own zone, so these are asked for with a day
    /// to spare.
    /// </summary>
    private bool IsFilteredHere => Since is not null || Until is not null || IsForLong || Variable is not null;

    private bool IsForLong => RunningLongerThan is not null || InitialLongerThan is not null;

    /// <summary>Whether more lists may follow: how many rows are skipped of the first cannot be told before it was read.</summary>
    private bool IsOneOfMany => Latest || Schedule is not null || Backfill is not null;

    /// <summary>Refuses filters that are empty.</summary>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        RequireFilled(nameof(Pipeline), Pipeline);
        RequireFilled(nameof(Schedule), Schedule);
        RequireFilled(nameof(Backfill), Backfill);
        RequireFilled(nameof(Status), Status);
        RequireFilled(nameof(Since), Since);
        RequireFilled(nameof(Until), Until);
        RequireFilled(nameof(RunningLongerThan), RunningLongerThan);
        RequireFilled(nameof(InitialLongerThan), InitialLongerThan);
        RequireFilled(nameof(Variable), Variable);
        Rewind();
    }

    /// <summary>Emits the runs.</summary>
    protected override void ProcessRecord()
    {
        switch (ParameterSetName)
        {
            case IdSet:
                foreach (MageRunArgument argument in Id)
                {
                    MageSession session = Resolve(argument.Session);
                    if (TryRunId(argument, out int id))
                    {
                        Refresh(session, id, argument.Source as MagePipelineRun);
                    }
                }

                break;
            case ObjectSet:
                Array.ForEach(InputObject, EmitFor);
                break;
            default:
                EmitList();
                break;
        }
    }

    /// <summary>How many rows are skipped and given counts over all lists of one input; with <c>-Latest</c>, which makes one row of a list, over all input.</summary>
    private void Rewind()
    {
        _skip = PagingParameters.Skip;
        _left = PagingParameters.First;
    }

    private void EmitFor(MageObject source)
    {
        if (!Latest)
        {
            Rewind();
        }

        MageSession session = Resolve(source.Session);
        switch (source)
        {
            case MagePipelineRun run:
                Refresh(session, run.Id, run);
                break;
            case MageBlockRun { PipelineRunId: int id }:
                Refresh(session, id);
                break;
            case MagePipeline pipeline:
                Attempt(source, () => Emit(session, [pipeline.Uuid], null));
                break;
            case MageSchedule schedule:
                Attempt(source, () => Emit(session, [], schedule.Id));
                break;
            case MageBackfill backfill:
                Attempt(source, () => Emit(session, [], null, backfill: backfill.Id));
                break;
            default:
                Report(ErrorRecords.WrongObject("pipeline run, a backfill, a schedule or a pipeline", source));
                break;
        }
    }

    private void Refresh(MageSession session, int id, MagePipelineRun? known = null) => Attempt(id, () => WriteObject(Await(call => ReadRunAsync(session, id, known, call))));

    private void EmitList()
    {
        if (!Latest)
        {
            Rewind();
        }

        if (Backfill is not null)
        {
            if (Schedule is not null)
            {
                Terminate(BackfillErrors.HasScheduleOfItsOwn());
            }

            ForEachBackfill(Backfill, Pipeline ?? [], (session, backfill) => Emit(session, [], null, backfill: backfill.Id));
        }
        else if (Schedule is not null)
        {
            foreach (MageScheduleArgument argument in Schedule)
            {
                MageSession session = Resolve(argument.Session ?? Pipeline?.FirstOrDefault()?.Session);
                if (argument is { Id: null, Source: MageObject other })
                {
                    Report(ErrorRecords.WrongObject("schedule", other));
                    continue;
                }

                Attempt(argument.ToString(), () => EmitSchedules(session, argument));
            }
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
        else if (Latest)
        {
            MageSession session = Resolve();
            Attempt(session, () => EmitPipelines(session, [new MagePipelineArgument("*")]));
        }
        else
        {
            MageSession session = Resolve();
            Attempt(session, () => Emit(session, [], null));
        }
    }

    private void EmitSchedules(MageSession session, MageScheduleArgument argument)
    {
        string[] uuids = Uuids(session, Pipeline ?? []);
        if ((Pipeline is not null && uuids.Length == 0) || (_left == 0 && !PagingParameters.IncludeTotalCount))
        {
            return;
        }

        int[] ids = argument.Id is int id ? [id] : [.. FindSchedules(argument, Pipeline ?? [], session).Select(schedule => schedule.Id)];
        if (ids.Sum(one => Emit(session, uuids, one)) == 0 && argument is { Id: int asked, Source: null })
        {
            // No rows is also what an empty project says of a schedule that does not exist.
            Await(call => session.Schedules.ReadAsync(asked, call));
        }
    }

    private void EmitPipelines(MageSession session, MagePipelineArgument[] arguments)
    {
        string[] uuids = Uuids(session, arguments);
        HashSet<string?> seen = new(StringComparer.Ordinal);
        IEnumerable<string[]> lists = Latest ? uuids.Select(uuid => new[] { uuid }) : uuids.Length == 0 ? [] : [uuids];
        foreach (string[] list in lists)
        {
            Emit(session, list, null, seen);
            if (_left == 0)
            {
                return;
            }
        }

        // A pipeline that was deleted may still have runs; one that has none and does not exist was misspelt.
        foreach (MagePipelineArgument argument in arguments)
        {
            if (argument is { IsPattern: false, Source: null } && !seen.Contains(argument.Uuid))
            {
                Attempt(argument.Name, () => Await(call => session.Pipelines.RequireAsync(argument.Uuid, call)));
            }
        }
    }

    private string[] Uuids(MageSession session, IEnumerable<MagePipelineArgument> arguments) =>
        [.. arguments.SelectMany(argument => PipelineUuids(argument, session)).Distinct(StringComparer.Ordinal)];

    /// <summary>Emits what one list gives, row by row as its pages arrive.</summary>
    /// <returns>How many rows.</returns>
    private int Emit(MageSession session, IReadOnlyCollection<string> pipelines, int? schedule, HashSet<string?>? seen = null, int? backfill = null)
    {
        RunQuery query = new()
        {
            Pipelines = pipelines,
            ScheduleId = schedule,
            BackfillId = backfill,
            Statuses = Status is null ? Implied() : [.. Status.Select(Spelling).Distinct(StringComparer.Ordinal)],
            LastFailed = LastFailed,
            Since = Since?.Time,
            Until = Until?.Time,
            Filter = IsForLong || Variable is not null ? run => IsLongEnough(run, session) && HasVariables(run) : null,
        };
        ulong most = Latest ? Math.Min(1, _left) : _left;
        bool counts = PagingParameters.IncludeTotalCount;
        if (most == 0 && !counts)
        {
            return 0;
        }

        ulong wanted = Latest ? 1 : most > long.MaxValue ? most : most + (IsOneOfMany ? _skip : 0);
        long? first = wanted > long.MaxValue ? null : Math.Max(1, (long)wanted);
        long skip = IsOneOfMany ? 0 : (long)Math.Min(long.MaxValue, _skip);
        _skip = IsOneOfMany ? _skip : 0;
        int emitted = 0;
        foreach (MagePipelineRun run in Stream(call => session.Runs.List(query, call), skip, first, Count))
        {
            seen?.Add(run.PipelineUuid);
            if (most == 0)
            {
                break;
            }

            most--;
            if (_skip > 0)
            {
                _skip--;
                most += Latest ? 0UL : 1UL;
                continue;
            }

            emitted++;
            _left -= 1;
            WriteObject(run);
        }

        while (_undated.TryDequeue(out string? run))
        {
            WriteVerbose($"{run} does not say when it began; it is measured from when it was made.");
        }

        return emitted;

        void Count(int? count)
        {
            if (counts)
            {
                WriteObject(PagingParameters.NewTotalCount((ulong)(count ?? 0), count is null ? 0 : IsFilteredHere ? 0.5 : 1));
            }
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

    private bool IsLongEnough(MagePipelineRun run, MageSession session)
    {
        if (!IsForLong)
        {
            return true;
        }

        if (run is { Status: "running", StartedAt: null })
        {
            _undated.Enqueue(run.ToString());
        }

        return run.Status switch
        {
            "running" => session.Now - (run.StartedAt ?? run.CreatedAt) > RunningLongerThan,
            "initial" => session.Now - run.CreatedAt > InitialLongerThan,
            _ => false,
        };
    }

    private bool HasVariables(MagePipelineRun run)
    {
        foreach (DictionaryEntry wanted in Variable ?? new Hashtable())
        {
            string name = (string)wanted.Key;
            object? value = null;
            if (run.Variables?.TryGetValue(name, out value) is not true)
            {
                run.EventVariables?.TryGetValue(name, out value);
            }

            if (!IsValue(wanted.Value, value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Texts by pattern, also against what is a number in the run, since a row of a CSV file has texts only; anything else by value.</summary>
    private static bool IsValue(object? wanted, object? value) => wanted switch
    {
        null => value is null,
        string text => value is not null and not IEnumerable or string
            && new NamePattern(text).IsMatch(value is bool flag ? (flag ? "true" : "false") : Convert.ToString(value, CultureInfo.InvariantCulture)),
        _ => PlainValue.IsSame(wanted, value),
    };

    /// <summary>Mage's own spelling of a status it has; any other may be one of a newer Mage.</summary>
    private static string Spelling(string status) =>
        RunStatus.All.FirstOrDefault(known => string.Equals(known, status, StringComparison.OrdinalIgnoreCase)) ?? status;
}
