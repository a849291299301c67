using System;
using System.ComponentModel;
using System.Management.Automation;
using MageAI.Json;

namespace MageAI.Formatting;

/// <summary>
/// A time as PowerShell sees it: a local <see cref="DateTime"/>, so that it can be reckoned with, compared and sorted like the time of a file, and is
/// as small as one where objects are saved or sent. Where it is written as text without anybody saying how, as Export-Csv does, it is written
/// exactly and in UTC, so that the text means the same in every zone and culture.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class Moment : PSObject
{
    internal Moment(DateTimeOffset time)
        : base(time.LocalDateTime) => Time = time;

    /// <summary>The time as the server has it: where a local time is read as the same time of day in UTC, this one is not.</summary>
    internal DateTimeOffset Time { get; }

    /// <summary>The time in ISO form and in UTC, with every digit of its second.</summary>
    /// <returns>Such as "2026-11-28T04:16:36.109Z".</returns>
    public override string ToString() => ValueText.Of(Time.UtcDateTime)!;
}
