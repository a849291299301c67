using System;
using System.Collections.Generic;

namespace MageAI.Sessions;

/// <summary>What a command has of a kind once for each session that it meets.</summary>
/// <param name="make">Makes one.</param>
internal sealed class PerSession<T>(Func<MageSession, T> make)
{
    private readonly Dictionary<MageSession, T> _all = [];

    public T Of(MageSession session)
    {
        if (!_all.TryGetValue(session, out T? known))
        {
            _all.Add(session, known = make(session));
        }

        return known;
    }
}
