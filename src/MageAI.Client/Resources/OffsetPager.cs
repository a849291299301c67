using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace MageAI.Resources;

/// <summary>
/// Reads a list page by page, one page ahead at most, and without losing or doubling rows while others add and delete
/// some: each further page begins with the last row of the one before; where it holds no row seen before, rows have moved
/// up, and it is read again from further up. Rows without an identity are taken as they come, page after page.
/// </summary>
internal sealed class OffsetPager<T>(
    Func<int, int, CancellationToken, Task<Page<T>>> read,
    Func<T, object?> identity,
    int pageSize,
    Func<T, int>? falling = null)
{
    /// <summary>A list that never holds still ends the reading instead of going on for ever.</summary>
    private const int MaxStepsBack = 100;

    /// <summary>How many rows the server says there are, once the first page is here.</summary>
    public int? Count { get; private set; }

    /// <summary>The rows, blocking while a page is under way.</summary>
    /// <param name="skip">Rows to leave out at the start.</param>
    /// <param name="maximum">Rows to give at most, null for all; the server is asked for no more.</param>
    /// <param name="cancellation">Ends the request under way too.</param>
    public IEnumerable<T> Read(int skip, int? maximum, CancellationToken cancellation)
    {
        if (maximum is <= 0)
        {
            yield break;
        }

        using CancellationTokenSource ahead = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<Page<T>>? pending = null;
        try
        {
            SeenRows? seen = null;
            int taken = 0;
            int stepsBack = 0;
            int offset = skip;
            int limit = Math.Min(pageSize, maximum ?? pageSize);
            while (true)
            {
                Page<T> page = (pending ?? read(limit, offset, ahead.Token)).GetAwaiter().GetResult();
                pending = null;
                Count ??= page.Count;
                List<T> items = page.Items;

                // A server that does not know the order asked for gives another.
                seen ??= new SeenRows(identity, IsFalling(items) ? falling : null);
                if (offset > skip && !seen.IsEmpty && !items.Exists(seen.Contains) && stepsBack++ < MaxStepsBack)
                {
                    offset = Math.Max(skip, offset - pageSize + 1);
                    limit = pageSize;
                    continue;
                }

                List<T> fresh = items.FindAll(seen.Add);
                int left = (maximum ?? int.MaxValue) - taken;
                taken += fresh.Count;
                int overlap = seen.IsEmpty ? 0 : 1;
                bool more = (page.Next ?? items.Count >= limit) && items.Count > 0 && left > fresh.Count;
                if (items.Count > 0)
                {
                    offset += Math.Max(1, items.Count - overlap);
                    limit = Math.Min(pageSize, maximum is null ? pageSize : Math.Max(2, left - fresh.Count + overlap));
                }

                for (int i = 0; i < fresh.Count && i < left; i++)
                {
                    yield return fresh[i];

                    // Only now, when the caller came back for another row: whoever stops at the first costs one request.
                    if (more)
                    {
                        pending ??= read(limit, offset, ahead.Token);
                    }
                }

                if (!more)
                {
                    yield break;
                }
            }
        }
        finally
        {
            ahead.Cancel();
            Observe(pending);
        }
    }

    private bool IsFalling(List<T> items)
    {
        for (int i = 1; i < items.Count && falling is not null; i++)
        {
            if (falling(items[i]) >= falling(items[i - 1]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Which rows were there before. In a list whose numbers fall the lowest says it all, however long the list is; in any other
    /// each identity has to be kept. A row without one is always new.
    /// </summary>
    private sealed class SeenRows(Func<T, object?> identity, Func<T, int>? falling)
    {
        private readonly HashSet<object> _seen = [];
        private int _lowest = int.MaxValue;

        public bool IsEmpty => falling is null ? _seen.Count == 0 : _lowest == int.MaxValue;

        public bool Contains(T row) => falling is not null ? falling(row) >= _lowest : identity(row) is object id && _seen.Contains(id);

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

    /// <summary>A request given up: how it ends is nobody's business any more.</summary>
    private static void Observe(Task? task) =>
        task?.ContinueWith(ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
