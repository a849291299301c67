namespace MageAI.Reports;

/// <summary>A run that failed, and the newest attempt at the same thing, which may be the run itself.</summary>
internal sealed record ReportFailure(ReportRun Run, Attempts.Attempt Newest)
{
    /// <summary>Whether nobody has tried again since.</summary>
    public bool IsOpen => Newest.Id == Run.Id;
}
