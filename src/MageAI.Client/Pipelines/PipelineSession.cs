namespace MageAI.Pipelines;

/// <summary>What a session gives for pipelines.</summary>
internal static class PipelineSession
{
    extension(MageSession session)
    {
        public PipelineClient Pipelines => session.Client(static session => new PipelineClient(session));
    }
}
