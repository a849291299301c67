using System;
using System.Collections.Generic;

namespace MageAI.Emulation;

/// <summary>A log file. It belongs to a folder, not to a run: runs that share the folder write into the same one.</summary>
internal sealed class LogFile
{
    /// <summary>The records with what belongs to them, each with its line end, in the order of writing.</summary>
    public List<string> Records { get; set; } = [];

    public DateTime ModifiedAt { get; set; }
}
