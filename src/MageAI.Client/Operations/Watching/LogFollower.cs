using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Logs;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Operations.Watching;

/// <summary>
/// Reads the log of one run as it grows: each record once, in the order of time, however many files it is spread over and however
/// often it is looked at. Reading it at once is looking once, for the last time. A record is given when nothing earlier can come any
/// more: the files are read one after another, so what is newer than the moment before the first of them is kept for the next look.
/// Several threads of Mage write to the scheduler's file, so that its times run back by up to 70 ms: there the time counts, and not the line.
/// </summary>
internal sealed class LogFollower(MageSession session, string pipeline, int run, LogScope scope)
{
    /// <summary>
    /// Between the time in a record and its being in the file. Times of a file that run back by no more are those of several writers; by more, somebody has set
    /// the clock.
    /// </summary>
    private static readonly TimeSpan s_writing = TimeSpan.FromSeconds(0.5);

    /// <summary>A file that was not written to for so long has whole records. Longer than the server's clock is known to, which tells the second.</summary>
    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(3);

    /// <summary>A server whose log has another clock than its replies: no record waits longer for its time to come.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly LogScope _scope = scope.OfRun?.Invoke(session, run) ?? scope;
    private readonly Dictionary<string, Growth> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<int, int> _looksAfterEnd = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<Waiting> _waiting = [];
    private bool _begun;

    /// <summary>Whatever was logged before this moment has been read; after the run's end, all.</summary>
    public DateTimeOffset Until { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>Whether blocks that were looked for have run, or the run has begun, and yet none of their files has anything in it.</summary>
    public bool IsWithoutLog { get; private set; }

    /// <summary>What has come since the look before.</summary>
    /// <param name="now">The run as it is, with its block runs.</param>
    /// <param name="last">Whether nothing further can come: the run has ended.</param>
    /// <param name="call">The caller.</param>
    public async Task<IReadOnlyList<MageLogEntry>> LookAsync(MagePipelineRun now, bool last, MageCall call)
    {
        await ReadAsync(now, last, call).ConfigureAwait(false);
        return Release(Until);
    }

    /// <summary>Reads what has come since the look before, and keeps it until it is released. The parameters are those of <see cref="LookAsync"/>.</summary>
    public async Task ReadAsync(MagePipelineRun now, bool last, MageCall call)
    {
        DateTimeOffset asked = session.Now;
        List<LogFile> files = await FilesAsync(now, last, call).ConfigureAwait(false);
        IsWithoutLog = files.Count > 0 && files.TrueForAll(file => file.Content.Length == 0) && (files.Exists(file => !file.OfBlock)
            ? now.StartedAt is not null
            : now.BlockRuns.Any(block => _scope.IncludesBlock(block.BlockUuid) && block.Status is BlockRunStatus.Completed or BlockRunStatus.Failed));
        foreach (LogFile file in files)
        {
            if (!_files.TryGetValue(file.Path + "\n" + file.Name, out Growth? growth))
            {
                _files[file.Path + "\n" + file.Name] = growth = new Growth();
            }

            List<Waiting> come = growth.Take(file, last || file.ModifiedAt < asked - s_settling, session, _seen);
            come.ForEach(item => item.Entry.WasThere = !_begun);
            _waiting.AddRange(come);
        }

        _begun = true;
        DateTimeOffset until = asked - s_writing;
        foreach (Growth growth in _files.Values)
        {
            until = growth.Held is DateTimeOffset held && held < until ? held : until;
        }

        Until = last ? DateTimeOffset.MaxValue : until;
    }

    /// <summary>Gives what was logged before a moment, in the order of time.</summary>
    public IReadOnlyList<MageLogEntry> Release(DateTimeOffset until)
    {
        _waiting.Sort();
        int come = _waiting.FindIndex(item => item.Key >= until && session.Clock.GetElapsedTime(item.Since) <= s_patience);
        Waiting[] due = [.. _waiting.Take(come < 0 ? _waiting.Count : come)];
        _waiting.RemoveRange(0, due.Length);

        // Files are shared by runs with the same execution date; text without a record may be of either and is kept.
        return [.. due.Where(item => (item.Entry.PipelineRunId ?? run) == run && _scope.Includes(item.Entry, item.OfBlock)).Select(item => item.Entry)];
    }

    /// <summary>Gives all that was read, as it is: nobody looks again.</summary>
    public IReadOnlyList<MageLogEntry> Rest()
    {
        _waiting.AddRange(_files.Values.SelectMany(growth => growth.Rest()));
        return Release(DateTimeOffset.MaxValue);
    }

    private async Task<List<LogFile>> FilesAsync(MagePipelineRun now, bool last, MageCall call)
    {
        if (_scope is { FailedOnly: true, Block: null } && RunFailure.MayBeInNoBlock(now) && (last || now.BlockRuns.Length == 0))
        {
            List<LogFile> files = await session.Logs.ReadSchedulerAsync(pipeline, run, call).ConfigureAwait(false);
            files.AddRange(await session.Logs.ReadBlocksAsync(pipeline, [.. now.BlockRuns.Where(block => block.Status == BlockRunStatus.Failed).Select(block => block.Id)], call).ConfigureAwait(false));
            return files;
        }

        MageBlockRun[] wanted = [.. now.BlockRuns.Where(block => _scope.IncludesBlock(block.BlockUuid) && (!_scope.FailedOnly || block.Status is BlockRunStatus.Failed))];
        int[] ids = [.. wanted.Where(block => last || !IsDone(block)).Select(block => block.Id)];
        return _scope.IsOfBlocks
            ? await session.Logs.ReadBlocksAsync(pipeline, ids, call).ConfigureAwait(false)
            : await session.Logs.ReadAsync(pipeline, run, now.BlockRuns.Length, ids, call).ConfigureAwait(false);
    }

    /// <summary>Whether a block run has ended and its file was read twice since, so that it holds nothing new. One that is run again counts anew.</summary>
    private bool IsDone(MageBlockRun block)
    {
        bool over = BlockRunStatus.HasEnded(block.Status);
        int looks = over ? (_looksAfterEnd.TryGetValue(block.Id, out int before) ? before : 0) + 1 : 0;
        _looksAfterEnd[block.Id] = looks;
        return looks > 2;
    }

    /// <summary>A record that waits for its time. The order does not depend on when it was read: by time, the scheduler's first, then by file and place in it.</summary>
    private readonly record struct Waiting(MageLogEntry Entry, DateTimeOffset Key, int Number, bool OfBlock, object Source, long Since) : IComparable<Waiting>
    {
        public int CompareTo(Waiting other)
        {
            int order = Key.UtcTicks.CompareTo(other.Key.UtcTicks);
            order = order != 0 ? order : OfBlock.CompareTo(other.OfBlock);
            order = order != 0 || ReferenceEquals(Source, other.Source) ? order : string.CompareOrdinal(Entry.File, other.Entry.File);
            return order != 0 ? order : Number.CompareTo(other.Number);
        }
    }

    /// <summary>One file: how far it is read.</summary>
    private sealed class Growth
    {
        private int _read;
        private int _length;
        private int _number;
        private TimeSpan _zone;
        private DateTimeOffset _newest = DateTimeOffset.MinValue;
        private DateTimeOffset _key = DateTimeOffset.MinValue;

        private Waiting? _last;

        /// <summary>The time of a record that is not given yet, since lines may follow that belong to it.</summary>
        public DateTimeOffset? Held => _last?.Key;

        public List<Waiting> Take(LogFile file, bool isWhole, MageSession session, HashSet<string> seen)
        {
            string content = file.Content;
            bool grows = content.Length != _length;
            if (content.Length < _read)
            {
                // Another file of the same name: what is in it again is known by its identity.
                _read = 0;
            }

            _length = content.Length;
            int whole = isWhole ? content.Length : content.LastIndexOf('\n') + 1;
            int end = isWhole || !grows ? whole : Math.Max(_read, LogText.StartOfLastRecord(content, _read, whole));
            long since = session.Clock.GetTimestamp();
            List<Waiting> taken = [];
            foreach (MageLogEntry entry in LogText.Read(file, content, _read, end, ref _zone, session))
            {
                _key = KeyOf(entry);
                _newest = _key > _newest ? _key : _newest;
                if (entry.Uuid is null || seen.Add(entry.Uuid))
                {
                    taken.Add(new Waiting(entry, _key, _number++, file.OfBlock, this, since));
                }
            }

            _read = end;
            TimeSpan zone = _zone;
            MageLogEntry? next = end < whole ? LogText.Read(file, content, end, whole, ref zone, session).FirstOrDefault() : null;
            _last = next is null ? null : new Waiting(next, KeyOf(next), _number, file.OfBlock, this, since);
            return taken;
        }

        /// <summary>The record that is not given yet.</summary>
        public IEnumerable<Waiting> Rest() => _last is Waiting last ? [last] : [];

        /// <summary>The record's own time, where that is known to less than a second and not far back; else not before the one in the line above.</summary>
        private DateTimeOffset KeyOf(MageLogEntry entry) => entry.Timestamp is not DateTimeOffset time ? _key
            : _newest - time <= (entry.Epoch is null ? TimeSpan.Zero : s_writing) ? time
            : _newest;
    }
}
