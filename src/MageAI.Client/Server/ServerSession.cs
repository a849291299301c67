namespace MageAI.Server;

/// <summary>What a session gives for the server itself.</summary>
internal static class ServerSession
{
    extension(MageSession session)
    {
        public ServerClient Server => session.Client(static session => new ServerClient(session));

        public RawClient Raw => session.Client(static session => new RawClient(session));
    }
}
