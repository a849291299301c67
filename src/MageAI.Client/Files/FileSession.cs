namespace MageAI.Files;

/// <summary>What a session gives for the files of the project.</summary>
internal static class FileSession
{
    extension(MageSession session)
    {
        public FileClient Files => session.Client(static session => new FileClient(session));
    }
}
