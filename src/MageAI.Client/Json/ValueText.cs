using System;
using System.Globalization;

namespace MageAI.Json;

/// <summary>
/// The text of a value of a person's that JSON has no type for, as a person would write it: a date keeps its day, its time and its offset, and one
/// that has no offset gets none. The server's own fields have the form of <see cref="MageTime"/> instead.
/// </summary>
internal static class ValueText
{
    /// <summary>The text; null for what has no such text.</summary>
    public static string? Of(object value) => value switch
    {
        DateTime time => time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture),
        TimeSpan span => span.ToString("c", CultureInfo.InvariantCulture),
        Guid or Version or Enum or char => value.ToString(),

        // ToString would decode it, and so make it another address.
        Uri uri => uri.OriginalString,
        IFormattable other => OfNewer(other),
        _ => null,
    };

    /// <summary>Types that this framework lacks and others have, known by their names.</summary>
    private static string? OfNewer(IFormattable value) => value.GetType().FullName switch
    {
        "System.DateOnly" => value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        "System.TimeOnly" => value.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        _ => null,
    };
}
