using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Errors;
using MageAI.Operations;
using MageAI.Pipelines;
using MageAI.Resources;
using MageAI.Runs;
using MageAI.Sessions;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Commands;

/// <summary>
/// Reads pipelines. Always from the list: the route of a single pipeline can restart the kernel of everybody's notebooks.
/// </summary>
[Cmdlet(VerbsCommon.Get, "MagePipeline", SupportsPaging = true)]
[OutputType(typeof(MagePipeline))]
public sealed class GetMagePipelineCommand : MageSessionCmdlet
{
    private readonly HashSet<(MageSession Session, string Uuid)> _emitted = [];
    private readonly PerSession<HashSet<string>> _ran;
    private OutputPage _page = null!;
    private NamePattern[]? _tags;

    private readonly PerSession<LastRuns> _lastRuns = new(session => new LastRuns(session));

    /// <summary>Made by PowerShell.</summary>
    public GetMagePipelineCommand() => _ran = new(session => Await(call => RanSinceAsync(session, NotRunSince!.At(session), call)));

    /// <summary>Uuids, names, or wildcard patterns. Default: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Uuid", "PipelineUuid")]
    [ArgumentCompleter(typeof(PipelineCompleter))]
    [SupportsWildcards]
    public MagePipelineArgument[]? Pipeline { get; set; }

    /// <summary>Only pipelines of these types.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PipelineTypeCompleter))]
    public string[]? Type { get; set; }

    /// <summary>Only pipelines with one of these tags; wildcard patterns are allowed.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PipelineTagCompleter))]
    public string[]? Tag { get; set; }

    /// <summary>Only pipelines whose schedules are in this state: active, inactive or no_schedules.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PipelineStatusCompleter))]
    public string[]? Status { get; set; }

    /// <summary>
    /// Only pipelines that have not run since this time, and are older: a date in ISO form, a DateTime, a TimeSpan, or a text such as 60d. What was made or
    /// changed since is left out, and so is what runs. Runs of schedules that were removed are not known to Mage any more.
    /// </summary>
    [Parameter]
    [Moment]
    [ArgumentCompleter(typeof(AgoCompleter))]
    public MageTimeArgument? NotRunSince { get; set; }

    /// <summary>Read the schedules too, for the properties Schedules and Status.</summary>
    [Parameter]
    public SwitchParameter IncludeSchedule { get; set; }

    /// <summary>
    /// Read from each pipeline's file what Mage's list does not know, for the properties ConcurrencyConfig, RetryConfig, ExecutorType,
    /// RunPipelineInOneProcess and CacheBlockOutputInMemory: one request a pipeline.
    /// </summary>
    [Parameter]
    public SwitchParameter IncludeSetting { get; set; }

    /// <summary>
    /// Read when each pipeline ran last and runs next, for the properties LastRunAt, LastRunStatus and NextRunAt: the list of schedules, and of runs as much as is
    /// needed. Runs whose schedule was removed are not in it.
    /// </summary>
    [Parameter]
    public SwitchParameter IncludeLastRun { get; set; }

    private bool WithSchedules => IncludeSchedule || Status is not null;

    private bool IsFiltered => Type is not null || Tag is not null || Status is not null || NotRunSince is not null;

    /// <summary>Refuses filters that are empty or that Mage does not know.</summary>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        RequireFilled(nameof(Pipeline), Pipeline);
        RequireFilled(nameof(Type), Type);
        RequireFilled(nameof(Tag), Tag);
        RequireFilled(nameof(Status), Status);
        Type = Known("pipeline type", Type, Vocabulary.PipelineTypes);
        Status = Known("pipeline status", Status, Vocabulary.PipelineStatuses);
        RequireFilled(nameof(NotRunSince), NotRunSince);
        RequirePast(NotRunSince);
        _tags = Tag?.Select(tag => new NamePattern(tag)).ToArray();
        _page = new OutputPage(this);
    }

    /// <summary>Emits the pipelines.</summary>
    protected override void ProcessRecord() => EachSession(Read);

    private void Read()
    {
        if (_page.IsFull)
        {
            return;
        }

        if (Pipeline is null && NamesNothing(nameof(Pipeline)))
        {
            Report(ErrorRecords.NamesNothing());
            return;
        }

        if (Pipeline is null)
        {
            MageSession session = Resolve();
            Attempt(session, () => EmitAll(session));
            return;
        }

        foreach (MagePipelineArgument argument in Pipeline)
        {
            MageSession session = Resolve(argument.Session);
            if (argument.Name.Length == 0)
            {
                Report(ErrorRecords.NamesNo("pipeline", argument), argument);
                continue;
            }

            Attempt(argument.Name, () => Emit(session, Await(call => PipelinesOf(session).FindAsync(argument, WithSchedules, call))));
        }
    }

    /// <summary>Tells the count that was not known before.</summary>
    protected override void EndProcessing() => _page.Complete();

    private void EmitAll(MageSession session)
    {
        // What is filtered here, or comes more than once, the server must not cut before.
        bool cutsThere = !IsFiltered && _page.Left is not null && IsOneList;
        PipelineQuery query = new()
        {
            IncludeSchedules = WithSchedules,
            First = cutsThere ? (int)Math.Min(int.MaxValue, _page.Left!.Value) : null,
            Skip = cutsThere ? (int)Math.Min(int.MaxValue, _page.ToSkip) : 0,
        };
        Page<MagePipeline> page = Await(async call =>
        {
            Page<MagePipeline> read = await session.Pipelines.ListAsync(query, call).ConfigureAwait(false);
            await ShownBlocks.CorrectAsync(session, read.Items, call).ConfigureAwait(false);
            return read;
        });
        if (cutsThere)
        {
            _page.Tell(page.Count);
            _page.SkippedThere();
        }

        Emit(session, page.Items);
    }

    private void Emit(MageSession session, IEnumerable<MagePipeline> pipelines)
    {
        pipelines = pipelines.Where(pipeline => Passes(pipeline) && IsUnused(session, pipeline));
        if (IncludeLastRun && pipelines.ToArray() is MagePipeline[] meant)
        {
            Await(async call =>
            {
                await _lastRuns.Of(session).TellAsync(meant, call).ConfigureAwait(false);
                return meant;
            });
            pipelines = meant;
        }

        foreach (MagePipeline pipeline in pipelines)
        {
            if (!_page.IsFull && _emitted.Add((session, pipeline.Uuid)))
            {
                _page.Add(IncludeSetting && !_page.Skips ? Await(call => session.Pipelines.WholeAsync(pipeline, call)) : pipeline);
            }
        }
    }

    private bool Passes(MagePipeline pipeline) =>
        IsOneOf(Type, pipeline.Type)
        && IsOneOf(Status, pipeline.Status)
        && (_tags is null || _tags.Any(tag => pipeline.Tags.Any(tag.IsMatch)));

    /// <summary>A copy has the time of creation of what it was made of, so the last change counts too.</summary>
    private bool IsUnused(MageSession session, MagePipeline pipeline) => NotRunSince is null
        || (!(pipeline.CreatedAt >= NotRunSince.At(session)) && !(pipeline.UpdatedAt >= NotRunSince.At(session)) && !_ran.Of(session).Contains(pipeline.Uuid));

    /// <summary>The pipelines with runs that were made since, or go on.</summary>
    private static async Task<HashSet<string>> RanSinceAsync(MageSession session, DateTimeOffset since, MageCall call)
    {
        List<MagePipelineRun> recent = await session.Runs.List(new RunQuery { Since = since }, call).ToListAsync(call.Cancellation).ConfigureAwait(false);
        List<MagePipelineRun> running = await session.Runs.List(new RunQuery { Statuses = [RunStatus.Running, RunStatus.Initial] }, call).ToListAsync(call.Cancellation).ConfigureAwait(false);
        return [.. recent.Concat(running).Select(run => run.PipelineUuid).OfType<string>()];
    }
}
