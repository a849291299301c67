using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Errors;
using MageAI.Runs;
using MageAI.Transport;
using MageAI.Wire;

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

    /// <summary>Ids are given out in the order of creation; this much parallel transactions on PostgreSQL may disturb it at most.</summary>
    private static readonly TimeSpan s_disorder = TimeSpan.FromHours(1);

    /// <summary>Ids. Not taken from a property Id, which may be that of a schedule.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = IdSet)]
    public MageRunArgument[] Id { get; set; } = [];

    /// <summary>A run, to read it anew; or a pipeline or schedule, to read its runs.</summary>
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

    /// <summary>Only runs in one of these states.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [Parameter(ParameterSetName = ObjectSet)]
    [ArgumentCompleter(typeof(RunStatusCompleter))]
    public string[]? Status { get; set; }

    /// <summary>Only runs made at this time or later: a date (local if it does not say), a TimeSpan, or a text such as 90s, 30m, 24h, 7d, 2w for "so long ago".</summary>
    [Parameter(ParameterSetName = ListSet)]
    [Parameter(ParameterSetName = ObjectSet)]
    public MageTimeArgument? Since { get; set; }

    /// <summary>Only runs made before this time, in the forms of <c>-Since</c>.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [Parameter(ParameterSetName = ObjectSet)]
    public MageTimeArgument? Until { get; set; }

    /// <summary>The server compares times in its own zone, so these are asked for with a day to spare and compared here.</summary>
    private bool IsFilteredHere => Since is not null || Until is not null;

    private int Skip => (int)Math.Min(int.MaxValue, PagingParameters.Skip);

    private int? First => PagingParameters.First >= int.MaxValue ? null : (int)PagingParameters.First;

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
                        Refresh(session, id);
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

    private void EmitFor(MageObject source)
    {
        MageSession session = Resolve(source.Session);
        switch (source)
        {
            case MagePipelineRun run:
                Refresh(session, run.Id);
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
            default:
                Report(ErrorRecords.WrongObject("pipeline run, a schedule or a pipeline", source));
                break;
        }
    }

    private void Refresh(MageSession session, int id) => Attempt(id, () => WriteObject(Await(call => session.Runs.ReadAsync(id, call))));

    private void EmitList()
    {
        if (Schedule is not null)
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
        else
        {
            MageSession session = Resolve();
            Attempt(session, () => Emit(session, [], null));
        }
    }

    private void EmitSchedules(MageSession session, MageScheduleArgument argument)
    {
        string[] uuids = Uuids(session, Pipeline ?? []);
        if (Pipeline is not null && uuids.Length == 0)
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
        if (uuids.Length == 0 || Emit(session, uuids, null, seen) == First)
        {
            return;
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
    private int Emit(MageSession session, IReadOnlyCollection<string> pipelines, int? schedule, HashSet<string?>? seen = null)
    {
        RunQuery query = new()
        {
            Pipelines = pipelines,
            ScheduleId = schedule,
            Statuses = Status is null ? [] : [.. Status.Select(Spelling).Distinct(StringComparer.Ordinal)],
            Since = Since?.Time,
            Until = Until?.Time,
        };
        MageCall call = new(Cancellation);
        OffsetPager<MagePipelineRun> pager = session.Runs.List(query, call);
        bool countOnly = First == 0 && PagingParameters.IncludeTotalCount;
        using IEnumerator<MagePipelineRun> rows = pager
            .Read(IsFilteredHere ? 0 : Skip, IsFilteredHere ? null : countOnly ? 1 : First, call.Cancellation)
            .GetEnumerator();
        int skip = IsFilteredHere ? Skip : 0;
        int left = First ?? int.MaxValue;
        bool told = !PagingParameters.IncludeTotalCount;
        int emitted = 0;
        while ((left > 0 || !told) && Next(rows, call, pager, ref told) && left > 0)
        {
            seen?.Add(rows.Current.PipelineUuid);
            if (rows.Current.CreatedAt < Since?.Time - s_disorder)
            {
                break;
            }

            if (query.Matches(rows.Current) && skip-- <= 0)
            {
                emitted++;
                left--;
                WriteObject(rows.Current);
            }
        }

        return emitted;
    }

    private bool Next(IEnumerator<MagePipelineRun> rows, MageCall call, OffsetPager<MagePipelineRun> pager, ref bool told)
    {
        bool more;
        try
        {
            more = rows.MoveNext();
        }
        finally
        {
            Tell(call);
        }

        if (!told)
        {
            told = true;
            WriteObject(PagingParameters.NewTotalCount((ulong)(pager.Count ?? 0), pager.Count is null ? 0 : IsFilteredHere ? 0.5 : 1));
        }

        return more;
    }

    /// <summary>Mage's own spelling of a status it has; any other may be one of a newer Mage.</summary>
    private static string Spelling(string status) =>
        Vocabulary.RunStatuses.FirstOrDefault(known => string.Equals(known, status, StringComparison.OrdinalIgnoreCase)) ?? status;
}
