using System;

namespace MageAI.Emulation.Python;

/// <summary>One record that a block's output makes, and how long after the block's start.</summary>
internal sealed class ScriptLine(TimeSpan after, string text)
{
    public TimeSpan After => after;

    public string Text => text;
}
