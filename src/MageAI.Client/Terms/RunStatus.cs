namespace MageAI.Terms;

/// <summary>The states of a pipeline run, and of a backfill. A word that is not among them is a newer Mage's, and no end.</summary>
internal static class RunStatus
{
    public const string Initial = "initial";
    public const string Running = "running";
    public const string Completed = "completed";
    public const string Failed = "failed";
    public const string Cancelled = "cancelled";

    public static readonly string[] All = [Initial, Running, Completed, Failed, Cancelled];

    public static bool HasEnded(string? status) => status is Completed or Failed or Cancelled;
}
