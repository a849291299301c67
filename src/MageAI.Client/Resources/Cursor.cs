using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace MageAI.Resources;

/// <summary>
/// Goes through a <see cref="Listing{T}"/> page by page, one page ahead at most, and without losing or doubling rows while others add and
/// delete some: each further page begins with the last row of the one before; where it holds no row seen before, rows have moved up, and it
/// is read again from further up. Pages grow, since a server that answers one request at a time spends most of a small page on the request
/// (by experiment on 0.9.79: 5,000 runs come as one page in 1.8 s, and in pages of 100 in 13 to 25 s).
/// </summary>
internal sealed class Cursor<T> : IDisposable
{
    /// <summary>A list that never holds still ends the reading instead of going on for ever.</summary>
    private const int MaxStepsBack = 100;
    private const int Growth = 4;
    private const int MostRows = 5000;

    /// <summary>A page is in memory as a whole, and so is the one read ahead.</summary>
    private const int MostBytes = 2 * 1024 * 1024;

    private readonly Listing<T> _list;
    private readonly CancellationTokenSource _ahead;
    private readonly int _start;
    private SeenRows<T>? _seen;
    private Task<Page<T>>? _pending;
    private List<T> _rows = [];
    private int _at = -1;
    private long _left;
    private long _toSkip;
    private int _offset;
    private int _limit;
    private int _stepsBack;
    private bool _more = true;

    public Cursor(Listing<T> list, long skip, long? first, CancellationToken cancellation)
    {
        _list = list;
        _left = first ?? long.MaxValue;
        _ahead = CancellationTokenSource.CreateLinkedTokenSource(cancellation);

        // What is left out here cannot be skipped there.
        bool skipsThere = list.Matches is null;
        _start = skipsThere ? (int)Math.Min(int.MaxValue, skip) : 0;
        _toSkip = skipsThere ? 0 : skip;
        _offset = _start;
        _limit = list.IsNarrowed ? (int)Math.Max(1, Math.Min(list.FirstPage, _left > int.MaxValue ? _left : _left + _toSkip)) : list.FirstPage;
        _more = _left > 0;
    }

    /// <summary>The row that <see cref="Advance"/> or <see cref="FetchAsync"/> came to.</summary>
    public T Current => _rows[_at];

    /// <summary>How many rows the server says there are, once the first page is here.</summary>
    public int? Count { get; private set; }

    /// <summary>Goes to the next row of the page at hand. From its second row on the next page is being read: whoever stops at the first costs one request.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Advance()
    {
        if (_at >= 0 && _more)
        {
            _pending ??= _list.ReadPage(_limit, _offset, _ahead.Token);
        }

        return ++_at < _rows.Count;
    }

    /// <summary>Reads on until a page holds a row that is meant.</summary>
    /// <returns>Whether there is one.</returns>
    public async Task<bool> FetchAsync()
    {
        while (_more)
        {
            Task<Page<T>> reading = _pending ?? _list.ReadPage(_limit, _offset, _ahead.Token);
            _pending = null;
            Page<T> page = await reading.ConfigureAwait(false);
            Count ??= page.Count;

            // A server that does not know the order asked for gives another.
            _seen ??= new SeenRows<T>(_list.Identity, IsFalling(page.Items) ? _list.Falling : null);
            if (_offset > _start && !_seen.IsEmpty && !page.Items.Exists(_seen.Contains) && _stepsBack++ < MaxStepsBack)
            {
                _limit = Math.Max(_limit, _list.FirstPage);
                _offset = Math.Max(_start, _offset - _limit + 1);
                continue;
            }

            Take(page);
            if (_rows.Count > 0)
            {
                _at = 0;
                return true;
            }
        }

        return false;
    }

    /// <summary>Ends the request under way.</summary>
    public void Dispose()
    {
        _ahead.Cancel();

        // A request given up: how it ends is nobody's business any more.
        _pending?.ContinueWith(ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        _ahead.Dispose();
    }

    private void Take(Page<T> page)
    {
        bool isEnd = false;
        _rows = [];
        foreach (T row in page.Items)
        {
            if (!_seen!.Add(row) || isEnd)
            {
                continue;
            }

            isEnd = _list.EndsAt?.Invoke(row) == true;
            if (isEnd || _list.Matches?.Invoke(row) == false)
            {
                continue;
            }

            if (_toSkip > 0)
            {
                _toSkip--;
            }
            else if (_rows.Count < _left)
            {
                _rows.Add(row);
            }
        }

        _left -= _rows.Count;
        int got = page.Items.Count;
        _more = !isEnd && _left > 0 && got > 0 && (page.Next ?? got >= _limit);
        if (_more)
        {
            int overlap = _seen!.IsEmpty ? 0 : 1;
            _offset += Math.Max(1, got - overlap);
            _limit = NextLimit(page, got, overlap);
        }
    }

    private int NextLimit(Page<T> page, int got, int overlap)
    {
        long largest = page.Bytes > 0 ? Math.Max(_list.FirstPage, (long)got * MostBytes / page.Bytes) : MostRows;
        long limit = Math.Min(Math.Min(MostRows, largest), (long)Math.Max(_limit, _list.FirstPage) * Growth);
        return (int)(_list.IsNarrowed && _left < limit ? Math.Max(2, Math.Min(limit, _left + _toSkip + overlap)) : limit);
    }

    private bool IsFalling(List<T> items)
    {
        for (int i = 1; i < items.Count && _list.Falling is not null; i++)
        {
            if (_list.Falling(items[i]) >= _list.Falling(items[i - 1]))
            {
                return false;
            }
        }

        return true;
    }
}
