using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Logs;
using MageAI.Resources;
using MageAI.Runs;
using MageAI.Terms;
using MageAI.Transport;

namespace MageAI.Operations.Watching;

/// <summary>
/// Why a run failed or was cancelled, from wherever the server keeps it: mostly in the block runs, else in the logs of blocks (one process for all blocks, children of
/// dynamic blocks, a block's own timeout), else in the scheduler's log (the schedule's timeout, an integration pipeline that cannot start, a
/// streaming pipeline that gives up, a limit for which Mage cancels runs). Of a run that somebody cancelled no log says so.
/// </summary>
internal static class RunFailure
{
    /// <summary>
    /// Between what the scheduler logs of a run that it cancels and the run's being cancelled. A run that went on after a timeout, and was cancelled
    /// later, was not cancelled for that.
    /// </summary>
    private static readonly TimeSpan s_cancelling = TimeSpan.FromSeconds(30);

    /// <summary>Whether what went wrong may be told by none of its blocks: none failed, or the run was cancelled, which none of them can do.</summary>
    public static bool MayBeInNoBlock(MagePipelineRun run) =>
        run.Status == RunStatus.Cancelled
        || (run.Status is RunStatus.Failed or RunStatus.Running && run.BlockRuns.All(block => block.Status != BlockRunStatus.Failed));

    /// <summary>Puts into a run that failed or was cancelled, and its block runs, what they do not say themselves. A run that says all costs nothing.</summary>
    /// <returns>Why that cannot be read; null where it could, or needed not.</returns>
    public static async Task<string?> LearnAsync(MageSession session, MagePipelineRun run, MageCall call)
    {
        if (run is { PipelineScheduleId: null, BlockRuns.Length: 0 } && run.Status is RunStatus.Failed or RunStatus.Cancelled)
        {
            await FillAsync(session, run, call).ConfigureAwait(false);
        }

        bool isInNoBlock = run.Status is RunStatus.Failed or RunStatus.Cancelled && run.FailureReason is null && MayBeInNoBlock(run);
        if ((!isInNoBlock && !run.BlockRuns.Any(IsSilent)) || RunLogs.Lost(run) is not null)
        {
            return null;
        }

        try
        {
            LogScope scope = new() { FailedOnly = true, Block = isInNoBlock ? null : uuid => run.BlockRuns.Any(block => IsSilent(block) && block.BlockUuid == uuid) };
            foreach (MageLogEntry entry in await new LogFollower(session, run.PipelineUuid!, run.Id, scope).LookAsync(run, last: true, call).ConfigureAwait(false))
            {
                Take(run, entry);
            }

            return null;
        }
        catch (MageException unread)
        {
            return unread.Message;
        }
    }

    /// <summary>Reads the block runs by themselves where a run came without: of one whose schedule was deleted Mage tells no more than its status.</summary>
    public static async Task FillAsync(MageSession session, MagePipelineRun run, MageCall call)
    {
        if (run.BlockRuns.Length == 0)
        {
            run.Fill(await session.Runs.BlockRunsAsync(run.Id, call).ConfigureAwait(false));
        }
    }

    /// <summary>
    /// Why a streaming run comes to nothing: its process ends, and Mage starts it again at each loop of its scheduler. Null where it goes on, or failed
    /// once so far.
    /// </summary>
    public static async Task<string?> OfLoopAsync(MageSession session, MagePipelineRun run, MageCall call)
    {
        IReadOnlyList<MageLogEntry> failures = await new LogFollower(session, run.PipelineUuid!, run.Id, new LogScope { FailedOnly = true }).LookAsync(run, last: true, call).ConfigureAwait(false);

        // A restart leaves the first start as it is, and is the last that changes a run that goes on.
        MageLogEntry[] known = [.. failures.Where(entry => LogScope.IsFailure(entry.Level) && !(entry.Timestamp < (run.UpdatedAt ?? run.StartedAt)))];
        return known.Length < 2 ? null : Words(known[known.Length - 1]);
    }

    private static bool IsSilent(MageBlockRun block) => block is { Status: BlockRunStatus.Failed, Error: null };

    /// <summary>The last record counts: a run that was repaired and failed again has those of both.</summary>
    private static void Take(MagePipelineRun run, MageLogEntry entry)
    {
        if (run.Status == RunStatus.Cancelled && entry.BlockRunId is null)
        {
            run.FailureReason = entry.IsLimit && !(entry.Timestamp < run.UpdatedAt - s_cancelling) ? Words(entry) : run.FailureReason;
        }
        else if (!LogScope.IsFailure(entry.Level))
        {
            return;
        }
        else if (entry.BlockRunId is int id)
        {
            Array.Find(run.BlockRuns, block => block.Id == id)?.TakeError(RaisedError.Of(entry.ErrorStacktrace ?? (entry.Error is null ? entry.Message ?? entry.Text : null), entry.Error), entry.Timestamp);
        }
        else
        {
            run.FailureReason = Words(entry);
        }
    }

    private static string Words(MageLogEntry entry)
    {
        string message = entry.Message ?? entry.Text;
        return entry.ErrorStacktrace is { Length: > 0 } error ? $"{message.TrimEnd('.', ' ')}: {error}" : message;
    }
}
