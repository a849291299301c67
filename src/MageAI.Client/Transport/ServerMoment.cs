using System;

namespace MageAI.Transport;

/// <summary>
/// A moment by the server's clock, as far as its replies let us know it: the Date header has whole seconds only, so it lies between
/// two bounds.
/// </summary>
/// <param name="Earliest">Not before this.</param>
/// <param name="Latest">Not after this.</param>
internal readonly record struct ServerMoment(DateTimeOffset Earliest, DateTimeOffset Latest)
{
    /// <summary>Whether a time that the server noted lies before this moment for certain. Some of its times are cut to the second.</summary>
    public bool IsAfter(DateTimeOffset? noted) => noted is DateTimeOffset time && (IsCut(time) ? time.AddSeconds(1) : time) < Earliest;

    /// <summary>Whether a time that the server noted lies after this moment for certain.</summary>
    public bool IsBefore(DateTimeOffset? noted) => noted > Latest;

    private static bool IsCut(DateTimeOffset time) => time.Ticks % TimeSpan.TicksPerSecond == 0;
}
