namespace MageAI.Terms;

/// <summary>The states of a block run.</summary>
internal static class BlockRunStatus
{
    public const string Initial = "initial";
    public const string Queued = "queued";
    public const string Running = "running";
    public const string Completed = "completed";
    public const string Failed = "failed";
    public const string Cancelled = "cancelled";
    public const string UpstreamFailed = "upstream_failed";
    public const string ConditionFailed = "condition_failed";

    public static readonly string[] All = [Initial, Queued, Running, Completed, Failed, Cancelled, UpstreamFailed, ConditionFailed];

    public static bool IsWaiting(string? status) => status is Initial or Queued;

    public static bool HasEnded(string? status) => status is Completed or Failed or Cancelled or UpstreamFailed or ConditionFailed;
}
