namespace MageAI.Backfills;

/// <summary>What a session gives for backfills.</summary>
internal static class BackfillSession
{
    extension(MageSession session)
    {
        public BackfillClient Backfills => session.Client(static session => new BackfillClient(session));
    }
}
