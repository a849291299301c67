using System.Collections.Generic;

namespace MageAI.Reports;

/// <summary>Failed runs of one pipeline that tell the same, newest first.</summary>
internal sealed record FailureGroup(bool IsOpen, IReadOnlyList<ReportFailure> Runs)
{
    public ReportRun Newest => Runs[0].Run;
}
