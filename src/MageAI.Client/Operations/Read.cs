using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using MageAI.Transport;

namespace MageAI.Operations;

/// <summary>What one command reads for many things that share it: once, and again when it has grown old.</summary>
/// <param name="session">Where.</param>
/// <param name="read">Reads it.</param>
internal sealed class Read<TKey, TValue>(MageSession session, Func<TKey, MageCall, Task<TValue>> read)
    where TKey : notnull
{
    /// <summary>A command may wait for what is piped in, and meanwhile others change things.</summary>
    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(10);

    private readonly Dictionary<TKey, (TValue Value, long At)> _known = [];

    /// <summary>The value as it was a moment ago.</summary>
    public async Task<TValue> ReadAsync(TKey key, MageCall call)
    {
        if (_known.TryGetValue(key, out (TValue Value, long At) known) && session.Clock.GetElapsedTime(known.At) < s_fresh)
        {
            return known.Value;
        }

        long at = session.Clock.GetTimestamp();
        TValue value = await read(key, call).ConfigureAwait(false);
        _known[key] = (value, at);
        return value;
    }
}
