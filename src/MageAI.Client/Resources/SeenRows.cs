using System;
using System.Collections.Generic;

namespace MageAI.Resources;

/// <summary>
/// Which rows were there before. In a list whose numbers fall the lowest says it all, however long the list is; in any other each identity
/// has to be kept. A row without one is always new.
/// </summary>
internal sealed class SeenRows<T>(Func<T, object?> identity, Func<T, int>? falling)
{
    private readonly HashSet<object> _seen = [];
    private int _lowest = int.MaxValue;

    public bool IsEmpty => falling is null ? _seen.Count == 0 : _lowest == int.MaxValue;

    public bool Contains(T row) => falling is not null ? falling(row) >= _lowest : identity(row) is object id && _seen.Contains(id);

    /// <summary>Notes a row.</summary>
    /// <returns>Whether it is new.</returns>
    public bool Add(T row)
    {
        if (falling is null)
        {
            return identity(row) is not object id || _seen.Add(id);
        }

        bool isNew = falling(row) < _lowest;
        _lowest = Math.Min(_lowest, falling(row));
        return isNew;
    }
}
