using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Errors;
using MageAI.Finding;
using MageAI.Resources;
using MageAI.Schedules;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Commands;

/// <summary>
/// Reads schedules, those of deleted pipelines included. A schedule piped in is read anew; a run or a backfill piped in gives its schedule.
/// </summary>
[Cmdlet(VerbsCommon.Get, "MageSchedule", SupportsPaging = true)]
[OutputType(typeof(MageSchedule))]
public sealed class GetMageScheduleCommand : MageSessionCmdlet
{
    private readonly HashSet<(MageSession, int)> _emitted = [];
    private readonly ScheduleNames _names = new();
    private OutputPage _page = null!;
    private ScheduleFilter _filter = null!;
    private bool _sawAll = true;

    /// <summary>Names, ids, wildcard patterns or schedules. Names need not be unique: all schedules of a name are emitted. A number is an id first.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ArgumentCompleter(typeof(ScheduleCompleter))]
    [SupportsWildcards]
    public MageScheduleArgument[]? Schedule { get; set; }

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

    /// <summary>Only schedules whose pipeline is gone: they run nothing, and Mage keeps them.</summary>
    [Parameter]
    public SwitchParameter Orphaned { get; set; }

    /// <summary>Prepares the filters.</summary>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        RequireFilled(nameof(Schedule), Schedule);
        RequireFilled(nameof(Pipeline), Pipeline);
        RequireFilled(nameof(Id), Id);
        RequireFilled(nameof(Type), Type);
        RequireFilled(nameof(Status), Status);
        RequireFilled(nameof(Tag), Tag);
        Type = Known("schedule type", Type, Vocabulary.ScheduleTypes);
        Status = Known("schedule status", Status, ScheduleStatus.All);
        _filter = new ScheduleFilter(Type, Status, Tag, Orphaned);
        _names.All = Names([]);
        _page = new OutputPage(this);
    }

    /// <summary>Emits the schedules.</summary>
    protected override void ProcessRecord() => EachSession(ReadMeant);

    private void ReadMeant()
    {
        if (_page.IsFull)
        {
            _sawAll = false;
            return;
        }

        // A row of a schedule or of a run need not name its pipeline.
        MagePipelineArgument[] pipelines = [.. (Pipeline ?? []).Where(pipeline => pipeline.Name.Length > 0 || (!IsTyped(nameof(Pipeline)) && pipeline.Identity is { Noun: Noun.Schedule or Noun.Run or Noun.Backfill }))];
        if ((Schedule ?? []).Concat<MageArgument>(Pipeline ?? []).FirstOrDefault(named => named?.Identity is { Noun: Noun.Other }) is MageArgument other)
        {
            Report(ErrorRecords.WrongObject("schedule or a pipeline", other));
            return;
        }

        if (!IsTyped(nameof(Schedule)) && pipelines.Any(pipeline => IsLost(pipeline, "schedule", Noun.Schedule)))
        {
            return;
        }

        // A text that comes by itself is what would stand first on the command line. A pipeline has a name of its own, and a run an id of its own; PowerShell binds them as if they were a schedule's. A row of no noun binds by its columns.
        string[] texts = IsTyped(nameof(Schedule)) || IsTyped(nameof(Pipeline)) || IsPerThing(nameof(Pipeline)) ? [] : [.. pipelines.Where(pipeline => pipeline.Identity is null).Select(pipeline => pipeline.Name)];
        pipelines = [.. pipelines.Where(pipeline => Array.IndexOf(texts, pipeline.Name) < 0)];
        bool isPiped = !IsTyped(nameof(Pipeline)) && pipelines.Any(pipeline => pipeline.Identity is { Noun: not Noun.Unknown });
        pipelines = [.. pipelines.Where(pipeline => pipeline.Identity is not { Noun: Noun.Unknown, Pipeline: null })];
        if (!IsTyped(nameof(Schedule)))
        {
            _names.All = isPiped ? [] : Names(texts);
            _sawAll = true;
        }

        Read(pipelines, isPiped);
        foreach ((MageSession session, MageSchedule schedule) in _names.TakeMeant())
        {
            EmitIf(session, schedule);
        }

        ReportMissing(ofTyped: false);
    }

    /// <summary>Tells of names that no schedule has, and of the count.</summary>
    protected override void EndProcessing()
    {
        EachSession(() => ReportMissing(ofTyped: true));
        _page.Complete();
    }

    private void Read(MagePipelineArgument[] pipelines, bool isPiped)
    {
        int[] ids = [.. Ids(isPiped)];
        if (pipelines.Length == 0 && ids.Length == 0 && _names.All.Length == 0 && NamesNothing(nameof(Id), nameof(Schedule), nameof(Pipeline)))
        {
            Report(ErrorRecords.NamesNothing());
            return;
        }

        if (ids.Length > 0)
        {
            MageSession session = Resolve(Schedule?.FirstOrDefault()?.Session);
            foreach (int id in ids)
            {
                MageScheduleArgument? itself = Schedule?.FirstOrDefault(given => given.Identity is not null && given.Id == id);
                Try(id, () =>
                {
                    Within within = Await(call => Within.ReadAsync(pipelines, PipelinesOf(session), call));
                    MageSchedule schedule = Await(call => new ScheduleFinder(session).ReadAsync(id, itself, within, call));
                    if (!IsTyped(nameof(Schedule)))
                    {
                        _names.NoteAll();
                    }

                    if (itself is not null || !IsTyped(nameof(Schedule)) || _names.Fit(schedule))
                    {
                        EmitIf(session, schedule);
                    }
                });
            }
        }

        if (ids.Length > 0 && (IsTyped(nameof(Id)) || !IsTyped(nameof(Schedule)) || _names.All.Length == 0))
        {
            return;
        }

        if ((pipelines.Length == 0 || IsTyped(nameof(Pipeline))) && AreNumbers(pipelines))
        {
            return;
        }

        if (pipelines.Length == 0)
        {
            MageSession session = Resolve();
            Try(session, () => EmitAll(session, session.Schedules.List, pages: _names.All.Length == 0 && _filter.IsEmpty));
        }
        else
        {
            ReadFor(pipelines, isPiped);
        }
    }

    /// <summary>What names schedules: on the command line and by itself names and patterns, in a row's cell the name as it stands.</summary>
    private NamePattern[] Names(string[] texts)
    {
        bool mayBePattern = IsTyped(nameof(Schedule)) || IsPerThing(nameof(Schedule));
        return [.. texts.Select(text => new NamePattern(text)), .. (Schedule ?? []).Where(given => given.Identity is null && given.ToString().Length > 0)
            .Select(given => mayBePattern ? new NamePattern(given.ToString()) : NamePattern.Literal(given.ToString()))];
    }

    /// <summary>Reads those that are named by their ids.</summary>
    /// <returns>Whether no other names are left.</returns>
    private bool AreNumbers(MagePipelineArgument[] pipelines)
    {
        MageSession session = Resolve(pipelines.FirstOrDefault()?.Session);
        foreach ((NamePattern name, int id) in _names.NumbersFor(session))
        {
            Try(id, () =>
            {
                Within within = Await(call => Within.ReadAsync(pipelines, PipelinesOf(session), call));
                if (Await(call => new ScheduleFinder(session).NumberedAsync(id, within, call)) is MageSchedule schedule)
                {
                    _names.NoteNumber(session, name);
                    EmitIf(session, schedule);
                }
            });
        }

        return _names.AreNumbers(session);
    }

    /// <summary>Ids that are meant; a thing piped in has one of its own.</summary>
    private IEnumerable<int> Ids(bool isPiped) => (isPiped && !IsTyped(nameof(Id)) ? [] : Id ?? []).Where(id => id != 0 || IsTyped(nameof(Id)))
        .Concat((isPiped && !IsTyped(nameof(Schedule)) ? [] : Schedule ?? []).Where(given => given.Identity is not null).Select(given => given.Id).OfType<int>());

    private void ReadFor(MagePipelineArgument[] pipelines, bool isPiped)
    {
        foreach (MagePipelineArgument argument in pipelines.Where(pipeline => !pipeline.IsPattern))
        {
            if (isPiped && argument.Identity is { Noun: Noun.Schedule or Noun.Run or Noun.Backfill } of)
            {
                MageSession session = Resolve(argument.Session);
                Try(argument.Target, () =>
                {
                    Sameness.RequireHome(session, of.Noun == Noun.Schedule ? new MageScheduleArgument(of) : new MageRunArgument(of));
                    foreach (MageSchedule schedule in Await(call => new ScheduleFinder(session).OfAsync(of, call)))
                    {
                        EmitIf(session, schedule);
                    }
                });
            }
            else
            {
                bool isDone = false;
                ForEachPipeline([argument], (session, uuid) =>
                {
                    EmitAll(session, (_, call) => session.Schedules.ListFor(uuid, call), pages: false);
                    isDone = true;
                });
                _sawAll &= isDone;
            }
        }

        if (pipelines.Where(pipeline => pipeline.IsPattern).ToArray() is { Length: > 0 } patterns)
        {
            MageSession session = Resolve();
            Try(session, () =>
            {
                Within within = Await(call => Within.ReadAsync(patterns, PipelinesOf(session), call));
                EmitAll(session, session.Schedules.List, pages: false, within);
            });
        }
    }

    private void Try(object target, Action work) => _sawAll = Attempt(target, work) && _sawAll;

    /// <summary>Emits what a list has. Where the list is the whole output, the server pages: it skips, cuts and counts.</summary>
    private void EmitAll(MageSession session, Func<ScheduleQuery, MageCall, Listing<MageSchedule>> open, bool pages, Within? within = null)
    {
        pages &= IsOneList;
        long skip = pages ? _page.ToSkip : 0;
        long? first = pages ? (_page.Counts ? Math.Max(1, _page.Left ?? long.MaxValue) : _page.Left) : null;
        foreach (MageSchedule schedule in Scope.Stream(call => open(_filter.Query(_names.All), call), skip, first, pages ? Count : null))
        {
            if (within?.Has(schedule.PipelineUuid) == false)
            {
                continue;
            }

            if (_names.All.Length > 0)
            {
                _names.Keep(session, schedule);
            }
            else
            {
                EmitIf(session, schedule);
            }

            if (_page.IsFull)
            {
                _sawAll = false;
                return;
            }
        }

        void Count(int? count)
        {
            _page.Tell(count);
            _page.SkippedThere();
        }
    }

    private void EmitIf(MageSession session, MageSchedule schedule)
    {
        if (Await(call => _filter.PassesAsync(session, schedule, call)) && _emitted.Add((session, schedule.Id)))
        {
            _page.Add(schedule);
        }
    }

    /// <summary>A literal name that no schedule has. After a failure, or when enough was found before the end, that cannot be told.</summary>
    private void ReportMissing(bool ofTyped)
    {
        foreach (NamePattern name in ofTyped == IsTyped(nameof(Schedule)) && _sawAll ? _names.Missing : [])
        {
            MageSession session = Resolve();
            Attempt(name.Text, () =>
            {
                Within within = Await(call => Within.ReadAsync(Given(Pipeline), PipelinesOf(session), call));
                EmitIf(session, (_names.WasNumber(session, name) ? null : Await(call => new ScheduleFinder(session).NumberedAsync(name.Meant, within, call))) ?? throw session.Schedules.NotFound(name.Text));
            });
        }
    }
}
