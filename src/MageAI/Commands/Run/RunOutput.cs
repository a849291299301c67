using System;
using MageAI.Finding;
using MageAI.Runs;

namespace MageAI.Commands;

/// <summary>The runs that one command emits, out of however many lists: each once, so many of them as are wanted.</summary>
/// <param name="page">How many are wanted.</param>
/// <param name="isLatest">Whether of each list only the first is.</param>
internal sealed class RunOutput(OutputPage page, bool isLatest)
{
    private readonly RunLists _lists = new(areCut: isLatest);

    /// <summary>Whether nothing more is wanted.</summary>
    public bool IsFull => page.IsFull;

    /// <summary>Emits a run that comes by itself.</summary>
    public void EmitOne(MageSession session, MagePipelineRun run)
    {
        _lists.BeginOne();
        EmitOnce(session, run);
    }

    /// <summary>Emits what a list gives, row by row as its pages arrive.</summary>
    /// <param name="scope">The command.</param>
    /// <param name="session">Where.</param>
    /// <param name="query">Which runs.</param>
    /// <param name="isWhole">Whether the list is the whole output, so that the server can skip and count.</param>
    /// <param name="see">Told of each row.</param>
    /// <returns>How many rows it gave.</returns>
    public int Emit(CommandScope scope, MageSession session, RunQuery query, bool isWhole, Action<MagePipelineRun> see)
    {
        if (page.IsFull)
        {
            return 0;
        }

        long skip = isWhole ? page.ToSkip : 0;
        long? first = isLatest ? 1 : !isWhole ? page.Wanted : page.Counts ? Math.Max(1, page.Left ?? long.MaxValue) : page.Left;
        int rows = 0;
        _lists.Begin(session, query);
        foreach (MagePipelineRun run in scope.Stream(call => session.Runs.List(query, call), skip, first, Count))
        {
            rows++;
            see(run);
            EmitOnce(session, run);
            if (page.IsFull)
            {
                break;
            }
        }

        return rows;

        void Count(int? count)
        {
            if (isWhole)
            {
                page.Tell(count, query.IsNarrowedThere && query.Since is null ? 1 : 0.5);
                page.SkippedThere();
            }
        }
    }

    /// <summary>The end of the command: tells the count that was not known before.</summary>
    public void Complete() => page.Complete();

    private void EmitOnce(MageSession session, MagePipelineRun run)
    {
        if (_lists.IsNew(session, run))
        {
            page.Add(run);
        }
    }
}
