using System.Collections.Generic;

namespace MageAI.Runs;

/// <summary>What one look at watched runs showed.</summary>
/// <param name="Ended">Those that have ended since the look before.</param>
/// <param name="Gone">Those that do not exist, or no longer.</param>
internal sealed record RunLook(IReadOnlyList<MagePipelineRun> Ended, IReadOnlyList<MagePipelineRun> Gone)
{
    public static readonly RunLook Nothing = new([], []);
}
