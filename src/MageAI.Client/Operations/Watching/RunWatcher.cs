using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MageAI.Logs;
using MageAI.Runs;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Operations.Watching;

/// <summary>
/// Watches runs of one session until each has ended, with about one request a look however many they are; their logs, where they
/// are followed, cost more. A server that cannot be reached for a while (a restart, a container that is pulled anew, a proxy) does not end
/// the watching.
/// </summary>
/// <param name="session">Where the runs are.</param>
/// <param name="runs">The runs, as known.</param>
/// <param name="scope">Which records of their logs to follow; null for none.</param>
/// <param name="hasEnd">Whether the watching ends at a given time: until then it does not give up.</param>
internal sealed class RunWatcher(MageSession session, IEnumerable<MagePipelineRun> runs, LogScope? scope = null, bool hasEnd = false)
{
    /// <summary>So long a server may be away.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(1);

    private readonly Dictionary<int, MagePipelineRun> _pending = runs.GroupBy(run => run.Id).ToDictionary(same => same.Key, same => same.First());
    private readonly Dictionary<int, string?> _states = [];
    private readonly Dictionary<int, string?> _blockStates = [];
    private readonly Dictionary<int, LogFollower> _followers = [];
    private readonly HashSet<int> _unreadable = [];
    private readonly StartObstacles _obstacles = new(session);
    private long? _away;
    private bool _saidUnread;

    public MageSession Session { get; } = session;

    /// <summary>The runs that have not ended, as last seen.</summary>
    public IReadOnlyCollection<MagePipelineRun> Pending => _pending.Values;

    /// <summary>Why the server could not be asked at the last look; null if it could.</summary>
    public MageException? Unasked { get; private set; }

    /// <summary>Looks once.</summary>
    /// <exception cref="MageException">Watching on makes no sense, or has failed for too long.</exception>
    public async Task<RunLook> LookAsync(MageCall call)
    {
        Dictionary<int, MagePipelineRun> found;
        long begun = Session.Clock.GetTimestamp();
        try
        {
            found = await Session.Runs.SnapshotAsync(_pending.Values, call).ConfigureAwait(false);
            (Unasked, _away) = (null, null);
        }
        catch (MageException failure) when (Passes(failure))
        {
            if (_away is null)
            {
                _away = begun;
                call.Warnings.Enqueue($"{Wording.Sentence(failure.Message)} The watching goes on.");
            }

            Unasked = failure;
            if (!hasEnd && Session.Clock.GetElapsedTime(_away.Value) >= s_patience)
            {
                throw;
            }

            return new RunLook();
        }

        RunLook look = new();
        MagePipelineRun[] seen = [.. _pending.Values.ToArray().Select(known => Note(known, found, look)).OfType<MagePipelineRun>()];
        try
        {
            foreach (MagePipelineRun now in scope is null ? [] : seen)
            {
                await FollowAsync(now, look.Unread, call).ConfigureAwait(false);
            }

            look.Stuck.AddRange(await _obstacles.FindAsync(_pending.Values, call).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The time is over. What is known of the runs by now counts all the same.
            if (scope is not null && look.Ended.Count > 0)
            {
                call.Warnings.Enqueue("The time was over before all logs were read to their end.");
            }
        }

        look.Entries.AddRange(Due());
        look.Stuck.ForEach(failure => _pending.Remove(((MagePipelineRun)failure.Target!).Id));
        return look;
    }

    /// <summary>A look that does not outlast the time left: a server that hangs must not keep a runbook longer than it asked for.</summary>
    /// <param name="left">The time left, of which a second is always given; null where there is no end.</param>
    /// <param name="call">The caller.</param>
    public async Task<RunLook> LookAsync(TimeSpan? left, MageCall call)
    {
        if (left is null)
        {
            return await LookAsync(call).ConfigureAwait(false);
        }

        using CancellationTokenSource deadline = Session.Clock.CreateCancellationTokenSource(left > s_shortest ? left.Value : s_shortest);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(call.Cancellation, deadline.Token);
        try
        {
            return await LookAsync(call.With(end.Token)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!call.Cancellation.IsCancellationRequested)
        {
            return new RunLook();
        }
    }

    /// <summary>Stops watching what has not ended.</summary>
    public void GiveUp() => _pending.Clear();

    /// <summary>The records that were read and wait for earlier ones, when nobody looks any more.</summary>
    public IReadOnlyList<MageLogEntry> Rest() => [.. _followers.Values.SelectMany(follower => follower.Rest())];

    /// <summary>One order of time over all runs: a record is due when none of the others can bring an earlier one.</summary>
    private IReadOnlyList<MageLogEntry> Due() => Released(_followers
        .Where(item => _pending.ContainsKey(item.Key) && !_unreadable.Contains(item.Key))
        .Select(item => item.Value.Until)
        .DefaultIfEmpty(DateTimeOffset.MaxValue)
        .Min());

    private IReadOnlyList<MageLogEntry> Released(DateTimeOffset until) => [.. _followers.Values.SelectMany(follower => follower.Release(until))];

    /// <summary>Notes what a snapshot says of a run.</summary>
    /// <returns>The run as it is now; null if there is none any more.</returns>
    private MagePipelineRun? Note(MagePipelineRun known, Dictionary<int, MagePipelineRun> found, RunLook look)
    {
        if (!found.TryGetValue(known.Id, out MagePipelineRun? now) || !now.IsSameAs(known))
        {
            look.Gone.Add(known);
            _pending.Remove(known.Id);
            return null;
        }

        now.PipelineUuid ??= known.PipelineUuid;
        look.Changes.AddRange(Changes(now));
        if (now.HasEnded)
        {
            look.Ended.Add(now);
            _pending.Remove(known.Id);
        }
        else
        {
            _pending[known.Id] = now;
        }

        return now;
    }

    /// <summary>Whether the same question may well be answered a little later.</summary>
    private static bool Passes(MageException failure) => failure.ErrorId
        is MageErrorId.ConnectionFailed or MageErrorId.RequestTimeout or MageErrorId.RateLimited or MageErrorId.EmptyResponse
        or MageErrorId.InvalidResponse or MageErrorId.NotMageServer or MageErrorId.ServerError;

    /// <summary>In the order of what happened: a run begins before its blocks do and ends after them.</summary>
    private IEnumerable<RunChange> Changes(MagePipelineRun now)
    {
        bool isKnown = _states.TryGetValue(now.Id, out string? before);
        _states[now.Id] = now.Status;
        RunChange[] own = isKnown && before == now.Status ? [] : [new RunChange(now, null, before, Session.Present)];
        RunChange[] blocks = [.. now.BlockRuns.Where(HasNews).Select(block => new RunChange(now, block, Replace(block), Session.Present))];
        return now.HasEnded ? blocks.Concat(own) : own.Concat(blocks);
    }

    /// <summary>Whether a block has another state than before. That it is there and has not begun is no news.</summary>
    private bool HasNews(MageBlockRun block) =>
        _blockStates.TryGetValue(block.Id, out string? before) ? before != block.Status : !BlockRunStatus.IsWaiting(block.Status);

    private string? Replace(MageBlockRun block)
    {
        _blockStates.TryGetValue(block.Id, out string? before);
        _blockStates[block.Id] = block.Status;
        return before;
    }

    private async Task FollowAsync(MagePipelineRun now, List<MageException> unread, MageCall call)
    {
        if (_unreadable.Contains(now.Id))
        {
            return;
        }

        if (RunLogs.Lost(now) is MageException lost)
        {
            _unreadable.Add(now.Id);
            unread.Add(lost);
            return;
        }

        if (!_followers.TryGetValue(now.Id, out LogFollower? follower))
        {
            _followers[now.Id] = follower = new LogFollower(Session, now.PipelineUuid!, now.Id, scope!);
        }

        try
        {
            await follower.ReadAsync(now, now.HasEnded, call).ConfigureAwait(false);
        }
        catch (MageException failure)
        {
            if (now.HasEnded || !Passes(failure))
            {
                // The run is watched on; its log is not asked for again.
                _unreadable.Add(now.Id);
                unread.Add(failure);
            }
            else if (!_saidUnread)
            {
                _saidUnread = true;
                call.Warnings.Enqueue($"{Wording.Sentence(failure.Message)} The log is read again at the next look.");
            }
        }
    }
}
