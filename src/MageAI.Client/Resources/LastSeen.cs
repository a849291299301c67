using System.Collections.Generic;

namespace MageAI.Resources;

/// <summary>
/// How a session last saw the things of one kind, so that a look after a lost reply can tell whether anybody has touched them since.
/// The newest thousand are kept.
/// </summary>
internal sealed class LastSeen<TKey, T>
    where TKey : notnull
    where T : class
{
    private const int Most = 1000;

    private readonly object _gate = new();
    private readonly Dictionary<TKey, (T Seen, long At)> _things = [];
    private readonly Queue<(TKey Key, long At)> _order = new();
    private long _now;

    /// <summary>Notes a thing as it was just read.</summary>
    public void Note(TKey key, T seen)
    {
        lock (_gate)
        {
            _things[key] = (seen, ++_now);
            _order.Enqueue((key, _now));
            while (_order.Count > Most)
            {
                (TKey oldest, long at) = _order.Dequeue();
                if (_things.TryGetValue(oldest, out (T Seen, long At) known) && known.At == at)
                {
                    _things.Remove(oldest);
                }
            }
        }
    }

    /// <summary>The thing as last seen; null where it was not, or long ago.</summary>
    public T? Find(TKey key)
    {
        lock (_gate)
        {
            return _things.TryGetValue(key, out (T Seen, long At) known) ? known.Seen : null;
        }
    }
}
