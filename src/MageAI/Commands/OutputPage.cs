using System;
using System.Collections.Generic;
using System.Management.Automation;

namespace MageAI.Commands;

/// <summary>
/// What <c>-First</c>, <c>-Skip</c> and <c>-IncludeTotalCount</c> mean: they count over the whole output of a command, however many lists it is
/// made of.
/// </summary>
internal sealed class OutputPage(PSCmdlet cmdlet)
{
    private readonly PagingParameters _asked = cmdlet.PagingParameters;
    private readonly List<object> _counted = [];
    private ulong _toSkip = cmdlet.PagingParameters.Skip;
    private ulong _left = cmdlet.PagingParameters.First;
    private bool _isTold = !cmdlet.PagingParameters.IncludeTotalCount;

    /// <summary>Whether nothing more is wanted.</summary>
    public bool IsFull => _left == 0 && _isTold;

    /// <summary>Whether the count has still to be told, and is that of all there is.</summary>
    public bool Counts => !_isTold;

    /// <summary>Rows to leave out still.</summary>
    public long ToSkip => _toSkip > long.MaxValue ? long.MaxValue : (long)_toSkip;

    /// <summary>Whether the next row is left out; not where rows are kept until their count is known.</summary>
    public bool Skips => !Counts && _toSkip > 0;

    /// <summary>Rows to give still; null for all.</summary>
    public long? Left => _left >= long.MaxValue ? null : (long)_left;

    /// <summary>How many rows a list has to give at most, when nothing of it is skipped by the server; null for all.</summary>
    public long? Wanted => Counts || Left is not long left || left > long.MaxValue - ToSkip ? null : left + ToSkip;

    /// <summary>Notes that a list left out itself what was to be skipped.</summary>
    public void SkippedThere() => _toSkip = 0;

    /// <summary>Emits a row, skips it, or keeps it until the count is known.</summary>
    public void Add(object row)
    {
        if (Counts)
        {
            _counted.Add(row);
        }
        else if (Skips)
        {
            _toSkip--;
        }
        else if (_left > 0)
        {
            _left--;
            cmdlet.WriteObject(row);
        }
    }

    /// <summary>Tells the count before the first row.</summary>
    /// <param name="count">How many there are; null where that is not known.</param>
    /// <param name="accuracy">How sure that is, from 0 to 1.</param>
    public void Tell(int? count, double accuracy = 1)
    {
        if (Counts)
        {
            _isTold = true;
            cmdlet.WriteObject(_asked.NewTotalCount((ulong)Math.Max(0, count ?? 0), count is null ? 0 : accuracy));
        }
    }

    /// <summary>The end of the command: tells the count of what was kept, and emits it.</summary>
    public void Complete()
    {
        if (Counts)
        {
            Tell(_counted.Count);
            _counted.ForEach(Add);
        }
    }
}
