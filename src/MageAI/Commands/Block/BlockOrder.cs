using System;
using System.Collections.Generic;

namespace MageAI.Commands;

/// <summary>Makes or changes the blocks of a table in the order in which they can be: the rows stand in that of the pipeline, which need not be the one they run in.</summary>
/// <typeparam name="T">What says of a block how it is made.</typeparam>
/// <param name="make">Makes one; told how to deal with a failure: true when the block waits for others.</param>
/// <param name="needsOthers">Whether a failure may be over once others are made.</param>
internal sealed class BlockOrder<T>(Action<T, Func<MageException, bool>> make, Func<T, MageException, bool> needsOthers)
{
    private List<T> _early = [];

    /// <summary>Makes one, or lets it wait.</summary>
    /// <param name="block">The block.</param>
    /// <param name="mayWait">Whether others may come.</param>
    public void Make(T block, bool mayWait)
    {
        try
        {
            make(block, Wait);
        }
        catch (MageException failure) when (Wait(failure))
        {
        }

        bool Wait(MageException failure)
        {
            bool waits = mayWait && needsOthers(block, failure);
            if (waits)
            {
                _early.Add(block);
            }

            return waits;
        }
    }

    /// <summary>Makes those that waited, as long as one of them can be.</summary>
    /// <param name="each">Deals with one, so that a failure leaves the others their turn.</param>
    /// <param name="drain">Waits for what is under way.</param>
    public void Finish(Action<T, Action> each, Action drain)
    {
        for (int before = int.MaxValue; _early.Count < before;)
        {
            List<T> now = _early;
            (_early, before) = ([], now.Count);
            now.ForEach(block => each(block, () => Make(block, mayWait: true)));
            drain();
        }

        _early.ForEach(block => each(block, () => Make(block, mayWait: false)));
    }
}
