using System;
using MageAI.Terms;

namespace MageAI.Errors;

/// <summary>What can be wrong with schedules and their tokens, in words.</summary>
internal static class ScheduleErrors
{
    public static MageException NoVault() => new(MageErrorId.ModuleMissing, "-SecretName needs the module Microsoft.PowerShell.SecretManagement, and it is not there; nothing was sent.")
    {
        Target = "SecretName",
        RecommendedAction = "Install-Module Microsoft.PowerShell.SecretManagement and a vault, or leave -SecretName out and keep what is emitted.",
    };

    public static MageException NotKept(MageSchedule schedule, string name, Exception cause) => new(
        MageErrorId.SecretNotKept, $"The trigger token of schedule {schedule} was changed, and could not be kept as '{name}': {Wording.Sentence(cause.Message)} It is emitted instead.", cause)
    {
        Target = schedule,
        RecommendedAction = "Keep what is emitted: the old token opens nothing any more.",
    };

    /// <summary>Parameters or columns that do not go together.</summary>
    /// <param name="name">The schedule; null where it is about all.</param>
    /// <param name="what">What is wrong.</param>
    /// <param name="action">What to do about it.</param>
    public static MageException Invalid(object? name, string what, string action) => new(MageErrorId.InvalidInput, $"{what}{(name is null ? string.Empty : $": '{name}'")}; nothing was sent.")
    {
        Target = name,
        RecommendedAction = action,
    };

    /// <summary>What starts a schedule is said by one parameter: here by none, or by several.</summary>
    public static MageException NotOneStart(object? name, string what) => Invalid(name, what, "Pass exactly one of -Interval, -Cron, -Once (or -At) and -Api.");

    /// <summary>The column When only shows what starts a schedule, and the columns that say so are others. Nobody would notice that nothing comes of it.</summary>
    public static MageException OnlyShows(object name, string when) => Invalid(
        name, $"The column When says '{when}', which no other column of the row does", "Edit ScheduleInterval, Interval or Cron: When only shows what those say.");
}
