using System;

namespace MageAI.Terms;

/// <summary>A time to the second, as Mage keeps most of them.</summary>
internal static class WholeSecond
{
    public static DateTimeOffset Of(DateTimeOffset time) => time.AddTicks(-(time.UtcTicks % TimeSpan.TicksPerSecond));

    public static DateTimeOffset? Of(DateTimeOffset? time) => time is DateTimeOffset exact ? Of(exact) : null;
}
