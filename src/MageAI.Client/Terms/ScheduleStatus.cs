namespace MageAI.Terms;

/// <summary>The states of a schedule.</summary>
internal static class ScheduleStatus
{
    public const string Active = "active";
    public const string Inactive = "inactive";

    public static readonly string[] All = [Active, Inactive];
}
