using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace MageAI.Wire;

/// <summary>
/// Reads a list page by page, one page ahead at most, and without losing or doubling rows while others add and delete
/// some: each further page begins with the last row of the one before; where it holds no row seen before, rows have moved
/// up, and it is read again from further up.
/// </summary>
internal sealed class OffsetPager<T>(
    Func<int, int, CancellationToken, Task<Page<T>>> read,
    Func<T, int> identity,
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
            HashSet<int> seen = [];
            int stepsBack = 0;
            int offset = skip;
            int limit = Math.Min(pageSize, maximum ?? pageSize);
            while (true)
            {
                Page<T> page = (pending ?? read(limit, offset, ahead.Token)).GetAwaiter().GetResult();
                pending = null;
                Count ??= page.Count;
                List<T> items = page.Items;
                if (offset > skip && !items.Any(item => seen.Contains(identity(item))) && stepsBack++ < MaxStepsBack)
                {
                    offset = Math.Max(skip, offset - pageSize + 1);
                    limit = pageSize;
                    continue;
                }

                List<T> fresh = items.FindAll(item => seen.Add(identity(item)));
                int left = (maximum ?? int.MaxValue) - (seen.Count - fresh.Count);
                bool more = (page.Next ?? items.Count >= limit) && items.Count > 0 && left > fresh.Count;
                if (items.Count > 0)
                {
                    offset += Math.Max(1, items.Count - 1);
                    limit = Math.Min(pageSize, maximum is null ? pageSize : Math.Max(2, left - fresh.Count + 1));
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
