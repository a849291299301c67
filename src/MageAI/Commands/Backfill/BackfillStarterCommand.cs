using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using MageAI.Backfills;
using MageAI.Operations.Backfilling;

namespace MageAI.Commands;

/// <summary>What making and starting a backfill share: how many runs it may have, telling their dates, and waiting for them.</summary>
public abstract class BackfillStarterCommand : MageRunWatchCmdlet
{
    /// <summary>How many runs the backfill may have; one with more is refused before anything is sent. Mage makes all of them at once.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int MaxRuns { get; set; } = 100;

    /// <summary>Wait until the runs have ended, and emit each run when it has, in place of the backfill. All backfills the pipeline asks for are started first.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>Whether the runs are waited for: following them is waiting too.</summary>
    private protected bool Waits => Wait || Follow;

    /// <summary>Refuses what asks for waiting without <c>-Wait</c>.</summary>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        RequireWaiting(Waits, nameof(Wait));
    }

    /// <summary>A preview says what it comes to. Waits, if that was asked for.</summary>
    protected override void EndProcessing() => EndAndWatch();

    /// <summary>
    /// Under <c>-WhatIf</c> names every run there would be: to the host as the engine does it, and as a record of the information
    /// stream whose MessageData is the date, for scripts.
    /// </summary>
    private protected void Preview(MageSession session, string? pipeline, DateTimeOffset[] dates, string action)
    {
        if (!Steps.IsWhatIf)
        {
            return;
        }

        foreach (DateTimeOffset date in dates)
        {
            ShouldProcess($"run of pipeline {pipeline} for {BackfillDates.Text(date)} on {session.Uri}", action);
            WriteInformation(date, ["MageBackfillDate"]);
        }
    }

    /// <summary>Notes the runs of a backfill that was started, to be watched at the end if that was asked for.</summary>
    /// <param name="session">Where.</param>
    /// <param name="started">The backfill.</param>
    /// <param name="before">The runs it had already.</param>
    private protected void Began(MageSession session, MageBackfill started, IReadOnlyCollection<MagePipelineRun> before)
    {
        if (Waits)
        {
            // Should the command end before the runs do, this is where they can be found.
            WriteVerbose($"Backfill {started} was started.");
            HashSet<int> old = [.. before.Select(run => run.Id)];
            Made.AddRange(Await(call => BackfillRuns.ListAsync(session, started.Id, call)).Where(run => !old.Contains(run.Id)).Reverse().Select(run => (session, run)));
        }
    }
}
