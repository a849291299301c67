using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CsCheck;
using MageAI.Resources;
using Xunit;

namespace MageAI.Tests.Client;

public sealed class CursorTests
{
    private readonly List<(int Limit, int Offset)> _asked = [];

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(9, 1)]
    [InlineData(10, 1)]
    [InlineData(11, 2)]
    [InlineData(49, 2)]
    [InlineData(50, 3)]
    [InlineData(95, 3)]
    public void Every_row_comes_once_in_order(int rows, int requests)
    {
        List<int> table = [.. Enumerable.Range(1, rows)];

        Assert.Equal(table, Rows(Pager(table)));
        Assert.Equal(requests, _asked.Count);
    }

    [Fact]
    public void No_more_is_asked_for_than_is_wanted()
    {
        List<int> table = [.. Enumerable.Range(1, 100)];

        Assert.Equal([1, 2, 3], Rows(Pager(table), 0, 3));
        Assert.Equal([(3, 0)], _asked);

        _asked.Clear();
        Assert.Equal(Enumerable.Range(6, 12), Rows(Pager(table), 5, 12));
        Assert.Equal([(10, 5), (3, 14)], _asked);

        _asked.Clear();
        Assert.Empty(Rows(Pager(table), 0, 0));
        Assert.Empty(_asked);
    }

    [Fact]
    public void One_page_is_read_ahead_and_only_when_a_second_row_is_wanted()
    {
        List<int> table = [.. Enumerable.Range(1, 100)];
        using IEnumerator<int> rows = Rows(Pager(table)).GetEnumerator();

        rows.MoveNext();
        Assert.Single(_asked);
        rows.MoveNext();
        Assert.Equal(2, _asked.Count);
        for (int i = 0; i < 8; i++)
        {
            rows.MoveNext();
        }

        Assert.Equal([(10, 0), (40, 9)], _asked);
    }

    [Fact]
    public void Whoever_stops_early_ends_the_request_under_way()
    {
        bool cancelled = false;
        Listing<int> pager = new(
            async (limit, offset, cancellation) =>
            {
                if (offset > 0)
                {
                    cancellation.Register(() => cancelled = true);
                    await Task.Delay(Timeout.Infinite, cancellation);
                }

                return new Page<int>([.. Enumerable.Range(1, limit)], 100, true);
            },
            row => row,
            10);

        IEnumerator<int> rows = Rows(pager).GetEnumerator();
        rows.MoveNext();
        rows.MoveNext();
        Assert.False(cancelled);
        rows.Dispose();
        Assert.True(cancelled);
    }

    [Fact]
    public void A_failure_of_a_later_page_comes_after_the_rows_before_it()
    {
        Listing<int> pager = new(
            (limit, offset, _) => offset == 0
                ? Task.FromResult(new Page<int>([.. Enumerable.Range(1, limit)], 100, true))
                : Task.FromException<Page<int>>(new MageException(MageErrorId.ServerError, "down")),
            row => row,
            3);
        List<int> got = [];

        Assert.Throws<MageException>(() =>
        {
            foreach (int row in Rows(pager))
            {
                got.Add(row);
            }
        });
        Assert.Equal([1, 2, 3], got);
    }

    [Fact]
    public void Deleting_the_row_the_next_page_hangs_on_costs_one_page_and_no_row()
    {
        List<int> table = [.. Enumerable.Range(1, 60)];
        List<int> got = [];
        foreach (int row in Rows(Pager(table)))
        {
            got.Add(row);
            if (row == 31)
            {
                // Row 49 ends the second page; rows before it go too.
                table.RemoveAll(gone => gone is 5 or 6 or 40 or 37 or 38 or 49);
            }
        }

        Assert.Equal(got.Distinct(), got);
        Assert.Superset(table.ToHashSet(), got.ToHashSet());
        Assert.InRange(_asked.Count, 3, 8);
    }

    [Fact]
    public void Whatever_others_add_at_the_top_and_delete_anywhere_no_staying_row_is_lost_or_doubled() =>
        Gen.Select(Gen.Int[0, 80], Gen.Int[2, 12], Gen.Int[0, 1000].Array[0, 40]).Sample((rows, size, moves) =>
        {
            // Newest first, as runs are listed; a move each time a page is asked for.
            List<int> table = [.. Enumerable.Range(1, rows).Reverse()];
            HashSet<int> stayed = [.. table];
            int next = rows + 1, at = 0;
            Listing<int> pager = new(
                (limit, offset, _) =>
                {
                    if (offset > 0 && at < moves.Length)
                    {
                        int move = moves[at++];
                        if (move % 3 == 0)
                        {
                            table.Insert(0, next++);
                        }
                        else if (table.Count > 0)
                        {
                            stayed.Remove(table[move % table.Count]);
                            table.RemoveAt(move % table.Count);
                        }
                    }

                    return Answer(table, limit, offset);
                },
                row => row,
                size);

            List<int> got = [.. Rows(pager)];

            return got.Distinct().Count() == got.Count && stayed.IsSubsetOf(got);
        });

    [Fact]
    public void A_list_that_never_holds_still_ends()
    {
        int fresh = 0;
        Listing<int> pager = new(
            (limit, offset, _) => Task.FromResult(new Page<int>([.. Enumerable.Range(0, limit).Select(_ => ++fresh)], null, fresh < 5000)), row => row, 10);

        Assert.NotEmpty(Rows(pager));
    }

    [Fact]
    public void Pages_grow_and_none_is_larger_than_its_bytes_allow()
    {
        List<int> table = [.. Enumerable.Range(1, 3000)];

        Assert.Equal(table, Rows(Pager(table)));
        Assert.Equal([10, 40, 160, 640, 2560], _asked.Select(page => page.Limit));

        _asked.Clear();
        Assert.Equal(table, Rows(new Listing<int>(
            (limit, offset, _) =>
            {
                _asked.Add((limit, offset));
                return Task.FromResult(new Page<int>([.. table.Skip(offset).Take(limit)], table.Count, offset + limit < table.Count, 20000 * Math.Min(limit, table.Count - offset)));
            },
            row => row,
            10)));
        Assert.Equal(104, _asked.Max(page => page.Limit));
    }

    [Fact]
    public void Rows_that_are_not_meant_are_neither_skipped_nor_counted()
    {
        List<int> table = [.. Enumerable.Range(1, 100)];
        Listing<int> even = new((limit, offset, _) => Answer(table, limit, offset), row => row, 10) { Matches = row => row % 2 == 0, IsNarrowed = false };

        Assert.Equal([6, 8, 10, 12, 14], Rows(even, 2, 5));
        Assert.Equal(50, Rows(even).Count());
    }

    [Fact]
    public void What_can_be_had_of_one_page_costs_one_page()
    {
        List<int> table = [.. Enumerable.Range(1, 100)];
        Listing<int> list = new(
            (limit, offset, _) =>
            {
                _asked.Add((limit, offset));
                return Answer(table, limit, offset);
            },
            row => row,
            10)
        { Matches = row => row % 2 == 0, IsNarrowed = false };

        Assert.Equal([2, 4, 6, 8, 10], Rows(list, 0, 5));
        Assert.Equal([(10, 0)], _asked);
    }

    [Fact]
    public void A_list_ends_where_nothing_that_is_meant_can_follow()
    {
        List<int> table = [.. Enumerable.Range(1, 100)];
        Listing<int> list = new(
            (limit, offset, _) =>
            {
                _asked.Add((limit, offset));
                return Answer(table, limit, offset);
            },
            row => row,
            10)
        { Matches = row => row <= 7, EndsAt = row => row > 7 };

        Assert.Equal(Enumerable.Range(1, 7), Rows(list));
        Assert.Single(_asked);
    }

    private static IEnumerable<int> Rows(Listing<int> list, long skip = 0, long? first = null)
    {
        using Cursor<int> rows = list.Open(skip, first, CancellationToken.None);
        while (rows.Advance() || rows.FetchAsync().GetAwaiter().GetResult())
        {
            yield return rows.Current;
        }
    }

    private static Task<Page<int>> Answer(List<int> table, int limit, int offset) =>
        Task.FromResult(new Page<int>([.. table.Skip(offset).Take(limit)], table.Count, offset + limit < table.Count));

    private Listing<int> Pager(List<int> table) => new(
        (limit, offset, _) =>
        {
            _asked.Add((limit, offset));
            return Answer(table, limit, offset);
        },
        row => row,
        10);
}
