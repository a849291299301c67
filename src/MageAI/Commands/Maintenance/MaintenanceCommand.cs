using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using MageAI.Operations;
using MageAI.Terms;

namespace MageAI.Commands;

/// <summary>What beginning and ending a maintenance share: the file, and going from schedule to schedule.</summary>
public abstract class MaintenanceCommand : MageSessionCmdlet
{
    /// <summary>Fewer are over before anybody has read a bar.</summary>
    private const int FewestForProgress = 10;
    private const int Bar = 0x4D61696E;

    /// <summary>The file with the snapshot of what was on.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>Where the file is.</summary>
    private protected string FullPath => OutputFile.At(SessionState.Path, Path, mustBeNew: false).Path;

    /// <summary>A preview says what it comes to.</summary>
    protected override void EndProcessing() => Steps.End();

    /// <summary>Deals with one schedule after another, with a bar where they are many. What a failure makes of one is noted, and the next has its turn.</summary>
    /// <param name="activity">What is done, for the bar.</param>
    /// <param name="all">The schedules, with their results.</param>
    /// <param name="act">Deals with one.</param>
    private protected void Go<T>(string activity, IReadOnlyList<(T Schedule, MageMaintenanceSchedule Result)> all, Action<T, MageMaintenanceSchedule> act)
    {
        bool hasBar = all.Count >= FewestForProgress && Interactivity.IsInteractive;
        for (int i = 0; i < all.Count; i++)
        {
            (T schedule, MageMaintenanceSchedule result) = all[i];
            if (hasBar)
            {
                WriteProgress(new ProgressRecord(Bar, activity, $"{i} of {all.Count}, {result.ScheduleName} of {result.PipelineUuid}") { PercentComplete = 100 * i / all.Count });
            }

            Attempt(result.ScheduleId, () =>
            {
                try
                {
                    act(schedule, result);
                }
                catch (MageException gone) when (gone.ErrorId == MageErrorId.ScheduleNotFound)
                {
                    (result.Outcome, result.Notes) = ("Gone", [.. result.Notes, "somebody deleted it"]);
                }
                catch (MageException failure)
                {
                    (result.Outcome, result.Notes) = ("Failed", [.. result.Notes, failure.Message]);
                    throw;
                }
            });
        }

        if (hasBar)
        {
            WriteProgress(new ProgressRecord(Bar, activity, "Done") { RecordType = ProgressRecordType.Completed });
        }
    }

    /// <summary>Tells on the host how many runs are waited for.</summary>
    /// <param name="status">What is said; null at the end.</param>
    /// <param name="percent">How much is done.</param>
    private protected void ShowProgress(string? status, int percent)
    {
        if (Interactivity.IsInteractive)
        {
            WriteProgress(new ProgressRecord(1, "Waiting for pipeline runs", status ?? "Done")
            {
                PercentComplete = percent,
                RecordType = status is null ? ProgressRecordType.Completed : ProgressRecordType.Processing,
            });
        }
    }

    /// <summary>Lets some time go by; Ctrl+C ends it.</summary>
    private protected void Pause(MageSession session, TimeSpan time)
    {
        try
        {
            session.Clock.Delay(time, Scope.Cancellation).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Runs, at the beginning of a sentence.</summary>
    private protected static string Words(MagePipelineRun[] runs) =>
        runs.Length == 1 ? Wording.Capitalized(runs[0].Words) : $"Runs {string.Join(", ", runs.Select(run => run.Id))}";

    /// <summary>Carries out a step that writes no more than a file.</summary>
    /// <returns>Whether it was allowed.</returns>
    private protected bool Saves<T>(Step<T> step)
        where T : class
    {
        if (!ShouldProcess(step.What, step.Action))
        {
            return false;
        }

        Await(step.How);
        return true;
    }
}
