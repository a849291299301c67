using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using MageAI.Transport;

namespace MageAI.Completion;

/// <summary>
/// What Tab offers, kept for a short time with the session it belongs to. A question to the server ends before 1.5 s are over, and
/// then nothing is offered for a while: at Tab there is no error and no waiting.
/// </summary>
internal sealed class CompletionCache
{
    private static readonly ConditionalWeakTable<MageSession, CompletionCache> s_caches = new();
    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1.4);

    private readonly object _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>The items of one kind; empty when the server does not answer in time.</summary>
    public static IReadOnlyList<T> Read<T>(MageSession session, string key, Func<MageCall, Task<IReadOnlyList<T>>> read)
    {
        CompletionCache cache = s_caches.GetOrCreateValue(session);
        lock (cache._lock)
        {
            if (cache._entries.TryGetValue(key, out Entry? entry) && session.Clock.GetElapsedTime(entry.Since) < s_fresh)
            {
                return (IReadOnlyList<T>)entry.Items;
            }
        }

        IReadOnlyList<T> items = Ask(read);
        lock (cache._lock)
        {
            cache._entries[key] = new Entry(items, session.Clock.GetTimestamp());
        }

        return items;
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

    private static IReadOnlyList<T> Ask<T>(Func<MageCall, Task<IReadOnlyList<T>>> read)
    {
        using CancellationTokenSource patience = new(s_patience);
        try
        {
            Task<IReadOnlyList<T>> task = Task.Run(() => read(new MageCall(patience.Token)));
            if (task.Wait(s_patience))
            {
                return task.Result;
            }

            patience.Cancel();
            return [];
        }
        catch (AggregateException)
        {
            // The command itself will say what is wrong; Tab stays silent.
            return [];
        }
    }

    private sealed record Entry(object Items, long Since);
}
