using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Errors;
using MageAI.Finding;
using MageAI.Runs;

namespace MageAI.Commands;

/// <summary>A cmdlet that takes all runs that are piped in, or reads those of a period by itself, and then says something of them together.</summary>
public abstract class MageRunReaderCmdlet : MageSessionCmdlet
{
    private protected const string InputSet = "Input";
    private protected const string ReadSet = "Read";

    private static readonly TimeSpan s_day = TimeSpan.FromHours(24);

    private readonly HashSet<(MageSession Session, string? Pipeline, int? Schedule)> _read = [];
    private int _named;
    private int _missing;
    private bool _failed;

    /// <summary>Runs; or pipelines or schedules, whose runs are read. A row that names a run stands for that run, which is read.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ParameterSetName = InputSet)]
    [Parameter(ValueFromPipeline = true, ParameterSetName = ReadSet)]
    [Alias("InputObject", "RunId", "PipelineRunId", "Id")]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(RunCompleter))]
    public MageRunArgument?[]? Run { get; set; }

    /// <summary>Only runs of these pipelines: uuids, names or wildcard patterns.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = ReadSet)]
    [Alias("PipelineUuid")]
    [ArgumentCompleter(typeof(PipelineCompleter))]
    [SupportsWildcards]
    public MagePipelineArgument[]? Pipeline { get; set; }

    /// <summary>
    /// Only runs made at this time or later: a date in ISO form (local if it does not say), a DateTime, a TimeSpan, or a text such as 90s, 30m, 24h, 7d, 2w
    /// for "so long ago". Without it, runs that the cmdlet reads by itself are those of the 24 hours before <c>-Until</c>, or before
    /// now; runs piped in count whatever their age.
    /// </summary>
    [Parameter]
    [Moment]
    [ArgumentCompleter(typeof(AgoCompleter))]
    public MageTimeArgument? Since { get; set; }

    /// <summary>
    /// Only runs made before this time, in the forms of <c>-Since</c>. Of later runs nothing is known then: a failure whose repair is a run
    /// made after this time counts as open.
    /// </summary>
    [Parameter]
    [Moment]
    [ArgumentCompleter(typeof(AgoCompleter))]
    public MageTimeArgument? Until { get; set; }

    /// <summary>From when on runs are read, or taken where that was said; null where all that come are taken.</summary>
    private protected DateTimeOffset? From(MageSession? session) =>
        Since?.At(session) ?? (_read.Count > 0 ? (Until?.At(session) ?? session?.Present ?? DateTimeOffset.UtcNow) - s_day : null);

    /// <summary>Whether all that was asked for could be read, so that what is said of it is true.</summary>
    private protected bool IsComplete => !_failed && (_named == 0 || _named > _missing);

    /// <summary>Whether there is anything to do; <c>-WhatIf</c> may say no.</summary>
    private protected virtual bool IsWanted => true;

    /// <summary>Takes one run.</summary>
    private protected abstract void Take(MagePipelineRun run);

    /// <summary>Notes that a server is asked.</summary>
    private protected virtual void Ask(MageSession session)
    {
    }

    /// <summary>Refuses filters that are empty.</summary>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (IsTyped(nameof(Run)) && IsTyped(nameof(Pipeline)))
        {
            Terminate(RunErrors.NotBoth("-Run"));
        }

        RequireFilled(nameof(Pipeline), Pipeline);
        RequireFilled(nameof(Since), Since);
        RequirePast(Since);
        RequireFilled(nameof(Until), Until);
        RequireOrder(Since, Until);
    }

    /// <summary>Takes runs, and reads those of pipelines and schedules.</summary>
    protected override void ProcessRecord() => EachSession(ReadAll);

    private void ReadAll()
    {
        if (!IsWanted)
        {
            return;
        }

        if (Run is { Length: > 0 } && !IsOfSession && !IsPerThing(nameof(Pipeline)))
        {
            Array.ForEach(Run, Add);
        }
        else if (Pipeline is not null)
        {
            foreach (IGrouping<MageSession, MagePipelineArgument> same in Pipeline.GroupBy(argument => Resolve(argument.Session)))
            {
                ReadPipelines(same.Key, [.. same]);
            }
        }
        else if ((!MyInvocation.ExpectingInput && !IsTyped(nameof(Run))) || IsOfSession)
        {
            // With runs to come that never came, "all runs of the server" is the last thing that is meant.
            Read(Resolve(), [], null);
        }
    }

    private void Add(MageRunArgument? argument)
    {
        if (argument is null)
        {
            return;
        }

        _failed |= !Attempt(argument.Target, () =>
        {
            if (IsTyped(nameof(Pipeline)))
            {
                throw RunErrors.NotBoth(argument);
            }

            MageSession session = Resolve(argument.Session);
            Sameness.RequireHome(session, argument);
            switch (argument.Identity)
            {
                case { Live: MagePipelineRun run }:
                    TakeIfMeant(run);
                    break;
                case null or { Noun: Noun.Run }:
                    TakeIfMeant(Await(call => RunFinder.ReadAsync(session, argument, call)));
                    break;
                case { Noun: Noun.Pipeline } row when row.LostOf(Noun.Run, Noun.Backfill) is string column:
                    throw ErrorRecords.Lost("pipeline run", column, argument);
                case { Noun: Noun.Pipeline, Pipeline: not null } of:
                    ReadPipelines(session, [MagePipelineArgument.Of(of)]);
                    break;
                case { Noun: Noun.Schedule } of:
                    foreach (int id in of is { Live: not null, ScheduleId: int known } ? [known] : Await(call => new ScheduleFinder(session).OfAsync(of, call)).Select(schedule => schedule.Id))
                    {
                        Read(session, [], id);
                    }

                    break;
                default:
                    throw ErrorRecords.WrongObject("pipeline run, a schedule or a pipeline", argument);
            }
        });
    }

    private void TakeIfMeant(MagePipelineRun run)
    {
        if ((Since is null || run.CreatedAt >= Since.At(run.Session)) && (Until is null || run.CreatedAt < Until.At(run.Session)))
        {
            Take(run);
        }
    }

    private void ReadPipelines(MageSession session, MagePipelineArgument[] arguments)
    {
        string[] uuids = [];
        PipelineFinder finder = PipelinesOf(session);
        if (!Attempt(string.Join(", ", arguments.AsEnumerable()), () => uuids = [.. arguments.SelectMany(argument => Await(call => finder.UuidsAsync(argument, call))).Distinct(StringComparer.Ordinal)]))
        {
            _failed = true;
            return;
        }

        HashSet<string?> seen = new(StringComparer.Ordinal);
        if (uuids.Length > 0)
        {
            Read(session, uuids, null, seen);
        }

        // A pipeline that was deleted may still have runs; one that has none and does not exist was misspelt.
        _named += arguments.Length;
        foreach (MagePipelineArgument argument in arguments.Where(argument => !_failed && !Sameness.IsThere(session, argument)))
        {
            string? other = null;
            if (!Attempt(argument.Name, () => other = Await(call => finder.OtherThanAsync(argument, seen, call))))
            {
                _missing++;
            }
            else if (other is not null)
            {
                // What was taken for a uuid was a display name.
                Read(session, [other], null, seen);
            }
        }
    }

    /// <summary>Reads the runs of some pipelines, of a schedule or of all; nothing is read twice.</summary>
    private void Read(MageSession session, string[] pipelines, int? schedule, HashSet<string?>? seen = null)
    {
        IEnumerable<string?> wanted = pipelines.Length == 0 ? new string?[] { null } : pipelines;
        string[] fresh = [.. wanted.Where(pipeline => _read.Add((session, pipeline, schedule))).OfType<string>()];
        if (pipelines.Length > 0 && fresh.Length == 0)
        {
            return;
        }

        Ask(session);
        RunQuery query = new() { Pipelines = fresh, ScheduleId = schedule, Since = From(session), Until = Until?.At(session) };
        object target = schedule is int id ? id : pipelines.Length > 0 ? string.Join(", ", pipelines) : session;
        _failed |= !Attempt(target, () =>
        {
            foreach (MagePipelineRun run in Stream(call => session.Runs.List(query, call)))
            {
                seen?.Add(run.PipelineUuid);
                Take(run);
            }
        });
    }
}
