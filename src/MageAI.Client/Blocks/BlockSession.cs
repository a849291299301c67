namespace MageAI.Blocks;

/// <summary>What a session gives for blocks.</summary>
internal static class BlockSession
{
    extension(MageSession session)
    {
        public BlockClient Blocks => session.Client(static session => new BlockClient(session));
    }
}
