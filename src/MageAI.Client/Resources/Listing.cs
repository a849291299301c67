using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace MageAI.Resources;

/// <summary>A list of the server's that comes in pages: how to ask for one, what tells rows apart, and which rows are meant.</summary>
/// <param name="read">Reads a page: so many rows from so many on.</param>
/// <param name="identity">What tells a row from others; null for one without an identity, which is always taken as it comes.</param>
/// <param name="firstPage">Rows of the first page. Later ones are larger, as far as the size of their replies allows.</param>
internal sealed class Listing<T>(Func<int, int, CancellationToken, Task<Page<T>>> read, Func<T, object?> identity, int firstPage)
{
    public Func<int, int, CancellationToken, Task<Page<T>>> ReadPage { get; } = read;

    public Func<T, object?> Identity { get; } = identity;

    public int FirstPage { get; } = firstPage;

    /// <summary>A number that falls from row to row, where the list has one: then the lowest seen tells which rows were there before.</summary>
    public Func<T, int>? Falling { get; init; }

    /// <summary>Which rows are meant; null for all. Rows that are skipped or counted are rows that are meant.</summary>
    public Func<T, bool>? Matches { get; init; }

    /// <summary>Whether nothing that is meant can follow a row; null where that cannot be told.</summary>
    public Func<T, bool>? EndsAt { get; init; }

    /// <summary>Whether the server itself leaves out what is not meant, so that as many rows are asked for as are wanted.</summary>
    public bool IsNarrowed { get; init; } = true;

    /// <summary>Opens the list; nothing is asked for yet.</summary>
    /// <param name="skip">Rows to leave out at the start.</param>
    /// <param name="first">Rows to give at most; null for all.</param>
    /// <param name="cancellation">Ends the request under way too.</param>
    public Cursor<T> Open(long skip, long? first, CancellationToken cancellation) => new(this, skip, first, cancellation);

    /// <summary>All rows that are meant.</summary>
    public Task<List<T>> ToListAsync(CancellationToken cancellation) => ToListAsync(null, cancellation);

    /// <summary>The first rows that are meant.</summary>
    public async Task<List<T>> ToListAsync(long? first, CancellationToken cancellation)
    {
        List<T> rows = [];
        using Cursor<T> cursor = Open(0, first, cancellation);
        while (cursor.Advance() || await cursor.FetchAsync().ConfigureAwait(false))
        {
            rows.Add(cursor.Current);
        }

        return rows;
    }
}
