using System;

namespace MageAI.Logs;

/// <summary>A log file as the server sent it, whole.</summary>
/// <param name="Name">Its name, such as <c>scheduler.log</c>.</param>
/// <param name="Path">Where the server keeps it; runs with the same execution partition share one.</param>
/// <param name="Content">Its text so far.</param>
/// <param name="OfBlock">Whether it is a block's and not the scheduler's.</param>
/// <param name="ModifiedAt">When it was last written to, by the server's clock; null if the server does not say.</param>
internal sealed record LogFile(string Name, string Path, string Content, bool OfBlock, DateTimeOffset? ModifiedAt = null);
