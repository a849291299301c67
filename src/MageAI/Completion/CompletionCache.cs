using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using MageAI.Transport;

namespace MageAI.Completion;

/// <summary>
/// What Tab offers, kept for a short time with the session it belongs to. Nobody waits for longer than 1.4 s at Tab, and there is no error; a read
/// that takes longer goes on, so that the next Tab has it. That there is nothing is not kept: the next Tab asks again.
/// </summary>
internal sealed class CompletionCache
{
    private static readonly ConditionalWeakTable<MageSession, CompletionCache> s_caches = new();
    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1.4);

    /// <summary>Who has not answered by then will not.</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(1);

    private readonly object _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>The items of one kind; empty while the server has not answered.</summary>
    public static IReadOnlyList<T> Read<T>(MageSession session, string key, Func<MageCall, Task<IReadOnlyList<T>>> read)
    {
        CompletionCache cache = s_caches.GetOrCreateValue(session);
        Entry? entry;
        lock (cache._lock)
        {
            if (!cache._entries.TryGetValue(key, out entry) || (entry.Read is long since && session.Clock.GetElapsedTime(since) >= s_fresh))
            {
                entry = new Entry();
                entry.Items = Ask(session, entry, read);
                cache._entries[key] = entry;
            }
        }

        Task<IReadOnlyList<T>> items = (Task<IReadOnlyList<T>>)entry.Items!;
        bool isKnown = items.Wait(s_patience);
        if (isKnown && items.Result.Count == 0)
        {
            cache.Drop(key, entry);
        }

        return isKnown ? items.Result : [];
    }

    /// <summary>After a write the next Tab asks anew.</summary>
    public static void Forget(MageSession session)
    {
        if (s_caches.TryGetValue(session, out CompletionCache? cache))
        {
            lock (cache._lock)
            {
                cache._entries.Clear();
            }
        }
    }

    private static Task<IReadOnlyList<T>> Ask<T>(MageSession session, Entry entry, Func<MageCall, Task<IReadOnlyList<T>>> read) => Task.Run<IReadOnlyList<T>>(async () =>
    {
        using CancellationTokenSource limit = new(s_limit);
        try
        {
            return await read(new MageCall(limit.Token)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is MageException or OperationCanceledException or ObjectDisposedException)
        {
            // The command itself will say what is wrong; Tab stays silent.
            return [];
        }
        finally
        {
            entry.Read = session.Clock.GetTimestamp();
        }
    });

    private void Drop(string key, Entry entry)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(key, out Entry? kept) && ReferenceEquals(kept, entry))
            {
                _entries.Remove(key);
            }
        }
    }

    private sealed class Entry
    {
        private long _read = long.MinValue;

        /// <summary>The task that reads the items.</summary>
        public Task? Items { get; set; }

        /// <summary>When they were read; null while they are being read.</summary>
        public long? Read
        {
            get => Interlocked.Read(ref _read) is long read && read != long.MinValue ? read : null;
            set => Interlocked.Exchange(ref _read, value ?? long.MinValue);
        }
    }
}
