using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Errors;
using MageAI.Schedules;
using MageAI.Terms;

namespace MageAI.Commands;

/// <summary>
/// Reads schedules, those of deleted pipelines included. A schedule piped in is read anew; a run or a backfill piped in gives its schedule.
/// </summary>
[Cmdlet(VerbsCommon.Get, "MageSchedule", SupportsPaging = true)]
[OutputType(typeof(MageSchedule))]
public sealed class GetMageScheduleCommand : ScheduleCommand
{
    private readonly List<MageSchedule> _counted = [];
    private readonly HashSet<NamePattern> _found = [];
    private NamePattern[] _names = [];
    private ulong _skip;
    private ulong _left;
    private bool _sawAll = true;
    private bool _pipedOnly;
    private bool _isCounted;

    /// <summary>Names or wildcard patterns. Names need not be unique: all schedules of a name are emitted.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ScheduleCompleter))]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    /// <summary>Only schedules of these pipelines: uuids, names, objects, or wildcard patterns for uuids.</summary>
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PipelineUuid")]
    [ArgumentCompleter(typeof(PipelineCompleter))]
    [SupportsWildcards]
    public MagePipelineArgument[]? Pipeline { get; set; }

    /// <summary>Ids. A schedule read this way lacks the counts of its runs and the state of the last one.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("ScheduleId")]
    [ArgumentCompleter(typeof(NoCompleter))]
    public int[]? Id { get; set; }

    /// <summary>Only schedules of these types: time, api or event.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ScheduleTypeCompleter))]
    public string[]? Type { get; set; }

    /// <summary>Only schedules that are active, or inactive.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ScheduleStatusCompleter))]
    public string[]? Status { get; set; }

    /// <summary>Only schedules with one of these tags; wildcard patterns are allowed.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ScheduleTagCompleter))]
    public string[]? Tag { get; set; }

    private bool IsFull => _left == 0 && !PagingParameters.IncludeTotalCount;

    private bool IsFiltered => _names.Length > 0 || Type is not null || Status is not null || Tag is not null;

    /// <summary>
    /// What the server can narrow the list by. Not when a literal name is looked for: a schedule that the other filters leave
    /// out exists all the same. Not by tag: the server tells capitals apart there.
    /// </summary>
    private ScheduleQuery Query => _names.Any(name => name.IsLiteral)
        ? new()
        : new() { Statuses = Known(Status, ScheduleStatus.All), Types = Known(Type, Vocabulary.ScheduleTypes) };

    /// <summary>Prepares the filters.</summary>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        RequireFilled(nameof(Name), Name);
        RequireFilled(nameof(Pipeline), Pipeline);
        RequireFilled(nameof(Id), Id);
        RequireFilled(nameof(Type), Type);
        RequireFilled(nameof(Status), Status);
        RequireFilled(nameof(Tag), Tag);
        _skip = PagingParameters.Skip;
        _left = PagingParameters.First;
        _names = Patterns(Name);
    }

    /// <summary>Emits the schedules.</summary>
    protected override void ProcessRecord()
    {
        if (IsFull)
        {
            _sawAll = false;
            return;
        }

        MagePipelineArgument[] pipelines = Given(Pipeline);

        // A pipeline has a name of its own, and a run an id of its own; PowerShell binds them as if they were a schedule's.
        _pipedOnly = !IsTyped(nameof(Pipeline)) && pipelines.Any(pipeline => pipeline.Source is not null);
        if (!IsTyped(nameof(Name)))
        {
            _names = _pipedOnly ? [] : Patterns(Name);
            _sawAll = true;
        }

        Read(pipelines);
        if (!IsTyped(nameof(Name)))
        {
            ReportMissing();
        }
    }

    /// <summary>Tells of names that no schedule has, and of the count.</summary>
    protected override void EndProcessing()
    {
        if (PagingParameters.IncludeTotalCount && !_isCounted)
        {
            WriteObject(PagingParameters.NewTotalCount((ulong)_counted.Count, 1));
            foreach (MageSchedule schedule in _counted)
            {
                EmitOne(schedule);
            }
        }

        if (IsTyped(nameof(Name)))
        {
            ReportMissing();
        }
    }

    private void Read(MagePipelineArgument[] pipelines)
    {
        int[] ids = Ids();
        if (pipelines.Length == 0 && ids.Length == 0 && _names.Length == 0 && NamesNothing(nameof(Id), nameof(Name), nameof(Pipeline)))
        {
            Report(ErrorRecords.NamesNothing());
            return;
        }

        if (ids.Length > 0)
        {
            MageSession session = Resolve();
            foreach (int id in ids)
            {
                Try(id, () => EmitIf(ReadOne(session, id, pipelines), isNamed: !IsTyped(nameof(Name))));
            }

            return;
        }

        if (pipelines.Length == 0)
        {
            MageSession session = Resolve();
            Try(session, () =>
            {
                if (!IsFiltered)
                {
                    EmitPage(session);
                }
                else
                {
                    EmitAll(ListAll(session, Query));
                }
            });
            return;
        }

        foreach (MagePipelineArgument argument in pipelines.Where(pipeline => !pipeline.IsPattern))
        {
            MageSession session = Resolve(argument.Session);
            Try(argument.Source ?? (object)argument.Name, () => ReadFor(argument, session));
        }

        if (pipelines.Where(pipeline => pipeline.IsPattern).ToArray() is { Length: > 0 } patterns)
        {
            MageSession session = Resolve();
            Try(session, () => EmitAll(ListMatching(session, patterns, Query)));
        }
    }

    private void ReadFor(MagePipelineArgument argument, MageSession session)
    {
        switch (_pipedOnly ? argument.Source : null)
        {
            case MageSchedule schedule:
                EmitIf(ReadOne(session, schedule.Id, []));
                break;
            case MagePipelineRun { PipelineScheduleId: int id }:
                EmitIf(ReadOne(session, id, []));
                break;
            case MageBackfill { PipelineScheduleId: int id }:
                EmitIf(ReadOne(session, id, []));
                break;
            case MageBackfill backfill:
                throw session.Schedules.NotFound($"of backfill {backfill}");
            case MagePipelineRun run:
                throw session.Schedules.NotFound($"of run {run.Id}");
            default:
                EmitAll(ListOf(session, argument.Uuid));
                break;
        }
    }

    private int[] Ids() => _pipedOnly && !IsTyped(nameof(Id)) ? [] : [.. (Id ?? []).Where(id => id != 0 || IsTyped(nameof(Id)))];

    private void Try(object target, Action work)
    {
        if (!Attempt(target, work))
        {
            _sawAll = false;
        }
    }

    private void EmitAll(IEnumerable<MageSchedule> schedules)
    {
        foreach (MageSchedule schedule in schedules)
        {
            EmitIf(schedule);
            if (IsFull)
            {
                _sawAll = false;
                return;
            }
        }
    }

    private void EmitIf(MageSchedule schedule, bool isNamed = false)
    {
        NamePattern[] matching = [.. _names.Where(name => name.IsMatch(schedule.Name))];
        _found.UnionWith(isNamed ? _names : matching);
        if (!Passes(schedule) || (_names.Length > 0 && matching.Length == 0 && !isNamed))
        {
            return;
        }

        if (PagingParameters.IncludeTotalCount)
        {
            _counted.Add(schedule);
        }
        else
        {
            EmitOne(schedule);
        }
    }

    private void EmitOne(MageSchedule schedule)
    {
        if (_skip > 0)
        {
            _skip--;
        }
        else if (_left > 0)
        {
            _left--;
            WriteObject(schedule);
        }
    }

    /// <summary>The plain list: the server skips, cuts and counts.</summary>
    private void EmitPage(MageSession session)
    {
        int skip = (int)Math.Min(int.MaxValue, _skip);
        int? first = _left >= int.MaxValue ? null : (int)_left;
        bool counts = _isCounted = PagingParameters.IncludeTotalCount;
        _skip = 0;
        foreach (MageSchedule schedule in Stream(call => session.Schedules.List(new ScheduleQuery(), call), skip, counts && first == 0 ? 1 : first, Count))
        {
            EmitOne(schedule);
        }

        void Count(int? count)
        {
            if (counts)
            {
                WriteTotal(count);
            }
        }
    }

    private void WriteTotal(int? count) => WriteObject(PagingParameters.NewTotalCount((ulong)(count ?? 0), count is null ? 0 : 1));

    /// <summary>A literal name that no schedule has. After a failure, or when enough was found before the end, that cannot be told.</summary>
    private void ReportMissing()
    {
        if (!_sawAll)
        {
            return;
        }

        foreach (NamePattern name in _names.Where(name => name.IsLiteral && !_found.Contains(name)))
        {
            Report(Resolve().Schedules.NotFound(name.Text), name.Text);
        }
    }

    private bool Passes(MageSchedule schedule) =>
        IsOneOf(Type, schedule.ScheduleType)
        && IsOneOf(Status, schedule.Status)
        && (Tag is null || Tag.Select(tag => new NamePattern(tag)).Any(tag => schedule.Tags.Any(tag.IsMatch)));

    private static NamePattern[] Patterns(string[]? names) =>
        [.. (names ?? []).Where(name => !string.IsNullOrEmpty(name)).Select(name => new NamePattern(name))];

    private static bool IsOneOf(string[]? words, string? word) =>
        words is null || words.Any(wanted => string.Equals(wanted, word, StringComparison.OrdinalIgnoreCase));

    /// <summary>The words as Mage spells them; none when one is unknown, so that nothing is cut that it might mean.</summary>
    private static string[] Known(string[]? words, string[] known)
    {
        string[] spelled = [.. known.Where(word => words?.Contains(word, StringComparer.OrdinalIgnoreCase) == true)];
        return words is not null && spelled.Length == words.Distinct(StringComparer.OrdinalIgnoreCase).Count() ? spelled : [];
    }
}
