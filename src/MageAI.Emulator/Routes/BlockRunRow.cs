using MageAI.Emulation.Store;

namespace MageAI.Emulation.Routes;

/// <summary>A block run and the run that it belongs to.</summary>
internal sealed class BlockRunRow(PipelineRun run, BlockRun block)
{
    public PipelineRun Run => run;

    public BlockRun Block => block;
}
