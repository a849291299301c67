namespace MageAI.Logs;

/// <summary>What a session gives for logs.</summary>
internal static class LogSession
{
    extension(MageSession session)
    {
        public LogClient Logs => session.Client(static session => new LogClient(session));
    }
}
