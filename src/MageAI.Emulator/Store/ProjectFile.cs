using System;

namespace MageAI.Emulation.Store;

internal sealed class ProjectFile
{
    public string Content { get; set; } = "";

    public DateTime ModifiedAt { get; set; }
}
