using System;
using System.Collections.Concurrent;
using System.Threading;

namespace MageAI.Resources;

/// <summary>
/// What a session knows of the ids of one kind, to tell what a creation made from what was there before: whatever is not above
/// the newest one seen is older. (SQLite gives out the id of a deleted newest row again; what has it is then not recognised,
/// and the failure of the connection reported.)
/// </summary>
internal sealed class SeenIds
{
    private readonly ConcurrentDictionary<string, bool> _doubts = new(StringComparer.Ordinal);
    private int _newest;

    public int Newest => Volatile.Read(ref _newest);

    public void See(int id)
    {
        int seen = Newest;
        while (id > seen)
        {
            int now = Interlocked.CompareExchange(ref _newest, id, seen);
            seen = now == seen ? id : now;
        }
    }

    /// <summary>Notes that something may have been made in a place, or may yet be, that nobody here has seen.</summary>
    public void Doubt(string place) => _doubts[place] = true;

    /// <summary>Whether one has to look there before the next creation.</summary>
    public bool IsInDoubt(string place) => _doubts.ContainsKey(place);

    public void Settle(string place) => _doubts.TryRemove(place, out _);
}
