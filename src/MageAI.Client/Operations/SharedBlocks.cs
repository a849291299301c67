using System.Linq;
using System.Threading.Tasks;
using MageAI.Pipelines;
using MageAI.Resources;
using MageAI.Transport;

namespace MageAI.Operations;

/// <summary>Blocks of several pipelines that use one file.</summary>
internal static class SharedBlocks
{
    /// <summary>The other pipelines whose blocks use the same file.</summary>
    public static async Task<string[]> SharedWithAsync(MageSession session, MageBlock block, MageCall call)
    {
        Page<MagePipeline> all = await session.Pipelines.ListAsync(new PipelineQuery(), call).ConfigureAwait(false);
        return
        [
            .. all.Items
                .Where(pipeline => pipeline.Uuid != block.PipelineUuid
                    && pipeline.Blocks.Any(other => other.Uuid == block.Uuid && other.Type == block.Type && other.Language == block.Language))
                .Select(pipeline => pipeline.Uuid),
        ];
    }
}
