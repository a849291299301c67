using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MageAI.Binding;
using MageAI.Completion;
using MageAI.Errors;
using MageAI.Finding;
using MageAI.Logs;
using MageAI.Operations;
using MageAI.Operations.Watching;
using MageAI.Pipelines;
using MageAI.Terms;

namespace MageAI.Commands;

/// <summary>
/// Reads the log of runs: the records of the scheduler and of all blocks, however many, in the order of time, each with the lines that
/// belong to it. Only the run's own: runs for the same execution date share their files. With <c>-Follow</c>, as they are written.
/// </summary>
[Cmdlet(VerbsCommon.Get, "MageLog", DefaultParameterSetName = RunSet)]
[OutputType(typeof(MageLogEntry))]
[OutputType(typeof(string))]
public sealed class GetMageLogCommand : MageRunWatchCmdlet
{
    private const string RunSet = "Run";
    private const string PipelineSet = "Pipeline";

    private readonly List<(MageSession, MagePipelineRun)> _followed = [];
    private readonly Dictionary<(MageSession, int), BlockChoice> _followedBlocks = [];
    private readonly List<IReadOnlyList<MageLogEntry>> _ofPipelines = [];
    private readonly List<MagePipelineRun> _hidden = [];
    private readonly SortedSet<string> _hiddenLevels = new(StringComparer.Ordinal);
    private LogScope _scope = LogScope.Everything;
    private Func<string, bool>? _pattern;

    /// <summary>The runs: ids or objects. A block run means its block alone, a pipeline its newest run.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = RunSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("RunId", "PipelineRunId", "Id")]
    [ArgumentCompleter(typeof(RunCompleter))]
    public MageRunArgument[] Run { get; set; } = [];

    /// <summary>
    /// The pipelines: uuids, names or wildcard patterns. Of each the newest run, or with <c>-Since</c> all runs that wrote since then, the records of
    /// all in one order of time.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = PipelineSet)]
    [Alias("PipelineUuid")]
    [ArgumentCompleter(typeof(PipelineCompleter))]
    [SupportsWildcards]
    public MagePipelineArgument[] Pipeline { get; set; } = [];

    /// <summary>Only the logs of these blocks: uuids or wildcard patterns. A dynamic block's uuid means its children too.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(RunBlockCompleter))]
    [SupportsWildcards]
    public string[]? Block { get; set; }

    /// <summary>
    /// Only records of these levels. Mage's own are INFO, WARNING, EXCEPTION for what was raised, and ERROR for the timeout of a run or a block; code may
    /// log at others.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(LogLevelCompleter))]
    public string[]? Level { get; set; }

    /// <summary>Only records whose lines match this regular expression, whatever its case.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? Pattern { get; set; }

    /// <summary>Only records of this time or later: a date in ISO form (local if it does not say), a DateTime, a TimeSpan, or a text such as 90s, 30m, 24h, 7d, 2w for "so long ago".</summary>
    [Parameter]
    [Moment]
    [ArgumentCompleter(typeof(AgoCompleter))]
    public MageTimeArgument? Since { get; set; }

    /// <summary>Only the newest so many records of each run or pipeline; with <c>-Follow</c>, of those that are there already when it begins, and all that come later.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Tail { get; set; }

    /// <summary>Only the logs of blocks that failed; of a run that failed in none of them, or that was cancelled, what the scheduler says of that.</summary>
    [Parameter]
    public SwitchParameter FailedOnly { get; set; }

    /// <summary>Emit the lines as they stand in Mage's files, as text.</summary>
    [Parameter]
    public SwitchParameter Raw { get; set; }

    /// <summary>Reads the filters.</summary>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        RequireWaiting(Follow, nameof(Follow));
        RequireFilled(nameof(Block), Block);
        RequireFilled(nameof(Level), Level);
        RequireFilled(nameof(Since), Since);
        RequirePast(Since);
        Level = Known("log level", Level, Vocabulary.LogLevels);
        _pattern = Ended(() => Pattern is null ? null : TextExpression.Matching(Pattern));

        _scope = LogScopeOf(BlockChoice.Of(Block));
    }

    /// <summary>Emits the records.</summary>
    protected override void ProcessRecord() => EachSession(Read);

    private void Read()
    {
        ForEachPipeline(Pipeline, ReadPipeline);
        Emit(_ofPipelines.Count == 1 ? _ofPipelines[0] : LogOrder.OfTime(_ofPipelines.SelectMany(entries => entries)));
        _ofPipelines.Clear();
        ForEach(Run, (session, argument) =>
        {
            if (argument.Identity is { Noun: Noun.Pipeline, Pipeline: not null } of)
            {
                if (!IsLost(argument, "pipeline run", Noun.Run))
                {
                    ForEachPipeline([MagePipelineArgument.Of(of)], ReadPipeline);
                }
            }
            else if (IsMeant(argument, "pipeline run", Noun.Run, Noun.BlockRun))
            {
                ReadRun(session, argument);
            }
        });
    }

    /// <summary>Follows, if that was asked for.</summary>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        if (_hidden.Count > 0)
        {
            WriteWarning(RunErrors.HiddenByLevel(_hidden, Level!, _hiddenLevels));
        }

        Watch(_followed, new LogScope { OfRun = (session, run) => LogScopeOf(_followedBlocks[(session, run)]) with { Since = Since?.At(session) } });
    }

    /// <summary>A log is what was asked for, so the run is not emitted; a block that it did not have is told.</summary>
    private protected override void OnEnded(MagePipelineRun run) => Scope.ReportMissing(run, BlockChoice.Of(Block));

    /// <summary>Emits what has come. The tail is cut of what was there already, also where that is nothing.</summary>
    private protected override void OnEntries(IReadOnlyList<MageLogEntry> entries)
    {
        int surplus = Tail == 0 ? 0 : entries.Count(entry => entry.WasThere) - Tail;
        Emit(entries.Where(entry => !entry.WasThere || surplus-- <= 0));
    }

    /// <summary>A log is what was asked for.</summary>
    private protected override void OnUnread(MageException failure) => Report(failure);

    private void FollowLater(MageSession session, MagePipelineRun run, BlockChoice blocks)
    {
        _followed.Add((session, run));
        _followedBlocks[(session, run.Id)] = _followedBlocks.TryGetValue((session, run.Id), out BlockChoice? before) ? before.Or(blocks) : blocks;
    }

    private void ReadRun(MageSession session, MageRunArgument argument)
    {
        MagePipelineRun run = Await(call => RunFinder.ReadAsync(session, argument, call));
        if (RunLogs.Lost(run) is MageException lost)
        {
            throw lost;
        }

        BlockChoice blocks = BlockChoice.Of(Block, argument);
        if (Follow)
        {
            FollowLater(session, run, blocks);
            return;
        }

        Scope.ReportMissing(run, blocks);
        Emit(Tailed(Read(session, run, LogScopeOf(blocks))));
    }

    private void ReadPipeline(MageSession session, string uuid)
    {
        MagePipelineRun[] runs = Await(call => RunLogs.RunsAsync(session, uuid, Since?.At(session), call));
        if (runs.Length == 0)
        {
            // No rows is also what Mage says of a pipeline that does not exist.
            Await(call => session.Pipelines.RequireAsync(uuid, call));
        }

        if (Follow)
        {
            Array.ForEach(runs, run => FollowLater(session, run, BlockChoice.Of(Block)));
            return;
        }

        List<MageLogEntry> all = [];
        foreach (MagePipelineRun run in runs.Where(run => !FailedOnly || RunFailure.MayBeInNoBlock(run) || run.BlockRuns.Any(block => block.Status == BlockRunStatus.Failed)))
        {
            all.AddRange(Read(session, run, _scope));
        }

        IReadOnlyList<MageLogEntry> entries = Tailed(runs.Length == 1 ? all : [.. LogOrder.OfTime(all)]);
        if (Since is null)
        {
            Emit(entries);
        }
        else
        {
            _ofPipelines.Add(entries);
        }
    }

    /// <summary>Where a level hides all that tells why a run failed, nothing must look as if it had not: the reason may have another level, as timeouts have.</summary>
    private IReadOnlyList<MageLogEntry> Read(MageSession session, MagePipelineRun run, LogScope scope)
    {
        LogScope read = scope with { Since = Since?.At(session), Levels = FailedOnly ? [] : scope.Levels };
        LogFollower follower = new(session, run.PipelineUuid!, run.Id, read);
        IReadOnlyList<MageLogEntry> entries = Await(call => follower.LookAsync(run, last: true, call));
        if (follower.IsWithoutLog)
        {
            WriteWarning(LeftBehind.Words("log", run.Id, run.PipelineUuid!));
        }

        if (scope.Levels.Any(LogScope.IsFailure))
        {
            string[] hidden = [.. entries.Where(entry => entry.IsLimit || LogScope.IsFailure(entry.Level)).GroupBy(entry => entry.BlockRunId)
                .Where(same => !same.Any(scope.IncludesLevel)).SelectMany(same => same).Select(entry => entry.Level).OfType<string>()];
            _hidden.AddRange(hidden.Length == 0 ? [] : [run]);
            _hiddenLevels.UnionWith(hidden);
        }

        return [.. entries.Where(scope.IncludesLevel)];
    }

    private LogScope LogScopeOf(BlockChoice blocks) => new()
    {
        Block = blocks.IsAll ? null : blocks.Has,
        FailedOnly = FailedOnly,
        Levels = Level ?? [],
        Text = _pattern,
    };

    private IReadOnlyList<MageLogEntry> Tailed(IReadOnlyList<MageLogEntry> entries) => Tail == 0 ? entries : [.. entries.Skip(entries.Count - Tail)];

    private void Emit(IEnumerable<MageLogEntry> entries)
    {
        foreach (MageLogEntry entry in entries)
        {
            if (Raw)
            {
                WriteObject(entry.Text.Split('\n'), enumerateCollection: true);
            }
            else
            {
                WriteObject(entry);
            }
        }
    }
}
