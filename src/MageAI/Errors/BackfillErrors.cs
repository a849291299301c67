namespace MageAI.Errors;

/// <summary>What can be wrong with the parameters for backfills, in words.</summary>
internal static class BackfillErrors
{
    public static MageException NeedsStart(string parameter) => new(MageErrorId.InvalidInput, $"-{parameter} has no meaning without -Start; nothing was sent.")
    {
        Target = parameter,
        RecommendedAction = "Pass -Start too, or start the backfill later with Start-MageBackfill.",
    };

    public static MageException HasScheduleOfItsOwn() => new(MageErrorId.InvalidInput, "A backfill has a schedule of its own, so -Backfill and -Schedule do not go together; nothing was sent.")
    {
        RecommendedAction = "Pass one of the two.",
    };
}
