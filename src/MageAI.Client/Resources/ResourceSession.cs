namespace MageAI.Resources;

/// <summary>What a session gives for all nouns.</summary>
internal static class ResourceSession
{
    extension(MageSession session)
    {
        /// <summary>Where the list of pipelines is behind what the session changed.</summary>
        public ListLag ListLag => session.Client(static _ => new ListLag());
    }
}
