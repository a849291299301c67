using System;
using System.Linq;
using System.Text.RegularExpressions;
using MageAI.Terms;

namespace MageAI.Reports;

/// <summary>What a report tells of a run; the run itself need not be kept for it.</summary>
internal sealed class ReportRun
{
    // The same timeout passes after a second more or less.
    private static readonly Regex s_numbers = new(@"\d+", RegexOptions.CultureInvariant);

    private ReportRun(int id, string status)
    {
        Id = id;
        Status = status;
    }

    public int Id { get; }

    public string Status { get; }

    public string Pipeline { get; private init; } = RunMeasure.UnknownPipeline;

    /// <summary>The schedule's name, else its number; null where Mage tells neither.</summary>
    public string? Schedule { get; private init; }

    /// <summary>The page of Mage that shows a failed run; null where it cannot be named.</summary>
    public Uri? Page { get; private init; }

    public DateTimeOffset? Created { get; private init; }

    public DateTimeOffset? Started { get; private init; }

    /// <summary>When it ended, or the time of reading while it runs; null if it has not begun, or where Mage does not tell.</summary>
    public DateTimeOffset? Ended => Started + Duration;

    public TimeSpan? Duration { get; private init; }

    public TimeSpan? QueueTime { get; private init; }

    public bool HasEnded { get; private init; }

    public bool PassedSla { get; private init; }

    public FailedBlock[] FailedBlocks { get; private init; } = [];

    /// <summary>Why it failed where no block did, or for which limit it was cancelled; null where that is not known.</summary>
    public string? Reason { get; private init; }

    /// <summary>Its state, of a cancelled run with the reason.</summary>
    public string State => Status == RunStatus.Cancelled && Reason is string reason ? $"{Status}: {reason.TrimEnd('.')}" : Status;

    /// <summary>The same for two failures that tell the same.</summary>
    public string Signature => string.Join("\n", FailedBlocks.Select(block => block.Signature).Append(s_numbers.Replace(Reason ?? string.Empty, "*")));

    /// <summary>When it shows on a time axis.</summary>
    public DateTimeOffset? Begin => Started ?? Created;

    public bool IsFailed => Status == RunStatus.Failed;

    public static ReportRun Of(MagePipelineRun run)
    {
        string? schedule = run.PipelineScheduleName is { Length: > 0 } name ? name : run.PipelineScheduleId is int id ? Wording.Text($"schedule {id}") : null;
        return new ReportRun(run.Id, ReportText.Clean(run.Status ?? "unknown"))
        {
            Pipeline = run.PipelineUuid is string pipeline ? ReportText.Clean(pipeline) : RunMeasure.UnknownPipeline,
            Schedule = schedule is null ? null : ReportText.Clean(schedule),
            Page = run.Status == RunStatus.Failed ? PageOf(run) : null,
            Created = run.CreatedAt,
            Started = run.StartedAt,
            Duration = run.Duration < TimeSpan.Zero ? TimeSpan.Zero : run.Duration,
            QueueTime = run.QueueTime < TimeSpan.Zero ? TimeSpan.Zero : run.QueueTime,
            HasEnded = run.HasEnded,
            PassedSla = run.PassedSla == true,
            Reason = run.Status is RunStatus.Failed or RunStatus.Cancelled && run.FailureReason is string reason ? ReportText.Tail(reason, run.Session) : null,
            FailedBlocks = run.Status != RunStatus.Failed ? [] : [.. run.BlockRuns.Where(block => block.Status == BlockRunStatus.Failed).Select(block => FailedBlock.Of(block, run.Session))],
        };
    }

    /// <summary>An address without the user name that it may hold.</summary>
    public static Uri Plain(Uri server) => new(server.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped));

    private static Uri? PageOf(MagePipelineRun run)
    {
        if (run is not { Session.Uri: Uri server, PipelineUuid: { Length: > 0 } pipeline } || ReportText.Clean(pipeline) != pipeline)
        {
            return null;
        }

        return new Uri(Plain(server), Wording.Text($"pipelines/{Uri.EscapeDataString(pipeline)}/runs/{run.Id}"));
    }
}
