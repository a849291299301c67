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
}
