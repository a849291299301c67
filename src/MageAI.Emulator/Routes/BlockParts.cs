using System;

namespace MageAI.Emulation.Routes;

/// <summary>What is shown of a block beside its own fields.</summary>
[Flags]
internal enum BlockParts
{
    None = 0,
    Links = 1,
    Content = 2,
    Outputs = 4,
    Metadata = 8,
    Tags = 16,
}
