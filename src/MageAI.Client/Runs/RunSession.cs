namespace MageAI.Runs;

/// <summary>What a session gives for runs.</summary>
internal static class RunSession
{
    extension(MageSession session)
    {
        public RunClient Runs => session.Client(static session => new RunClient(session));
    }
}
