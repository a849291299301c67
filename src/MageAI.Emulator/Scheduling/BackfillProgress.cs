using System.Collections.Generic;
using System.Linq;
using MageAI.Emulation.Store;

namespace MageAI.Emulation.Scheduling;

/// <summary>What the scheduler notes on a backfill while its runs go on. Mage finds it by the trigger of the run, whatever the run's own backfill_id.</summary>
internal sealed class BackfillProgress(EmulatorState state)
{
    /// <summary>The backfill that a trigger was made for; null for any other trigger.</summary>
    public Backfill? Of(Schedule? schedule) => schedule is null ? null : state.Data.Backfills.Find(b => b.ScheduleId == schedule.Id);

    /// <summary>A run is looked at while it runs.</summary>
    public void Run(Backfill? backfill)
    {
        if (backfill is { Status: "initial" })
        {
            Set(backfill, "running");
        }
    }

    /// <summary>A run ended with all of its blocks done.</summary>
    public void Completed(Backfill backfill, Schedule schedule)
    {
        if (Latest(schedule).All(r => r.Status == "completed"))
        {
            backfill.CompletedAt = state.Now;
            Set(backfill, "completed");
            schedule.Status = "inactive";
            schedule.UpdatedAt = state.RowNow();
        }
    }

    /// <summary>A block of a run failed.</summary>
    public void Failed(Backfill? backfill, Schedule? schedule)
    {
        if (backfill is not null && Latest(schedule!).Any(r => r.Status == "failed"))
        {
            Set(backfill, "failed");
        }
    }

    /// <summary>Of each execution date the run that counts: the one that was started last.</summary>
    private IEnumerable<PipelineRun> Latest(Schedule schedule) => state.RunsOf(schedule)
        .GroupBy(r => r.ExecutionDate).Select(g => g.OrderByDescending(r => r.StartedAt).ThenByDescending(r => r.Id).First());

    private void Set(Backfill backfill, string status)
    {
        backfill.Status = status;
        backfill.UpdatedAt = state.RowNow();
        state.Changed = true;
    }
}
