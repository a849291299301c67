using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace MageAI.Wire;

/// <summary>
/// Reads a list page by page, one page ahead at most, and without losing or doubling rows while others add and delete
/// some: each further page begins with the last row of the one before; where it holds no row seen before, rows have moved
/// up, and it is read again from further up. Rows without an identity are taken as they come, page after page.
/// </summary>
internal sealed class OffsetPager<T>(
    Func<int, int, CancellationToken, Task<Page<T>>> read,
    Func<T, object?> identity,
    int pageSize)
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
            HashSet<object> seen = [];
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
                bool overlaps = seen.Count > 0;
                if (offset > skip && overlaps && !items.Exists(item => identity(item) is object id && seen.Contains(id)) && stepsBack++ < MaxStepsBack)
                {
                    offset = Math.Max(skip, offset - pageSize + 1);
                    limit = pageSize;
                    continue;
                }

                List<T> fresh = items.FindAll(item => identity(item) is not object id || seen.Add(id));
                int left = (maximum ?? int.MaxValue) - taken;
                taken += fresh.Count;
                int overlap = seen.Count > 0 ? 1 : 0;
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

    /// <summary>A request given up: how it ends is nobody's business any more.</summary>
    private static void Observe(Task? task) =>
        task?.ContinueWith(ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
