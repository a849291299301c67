using System;
using System.Collections.Generic;

namespace MageAI.Terms;

/// <summary>What a field of a cron text may hold.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="First">Its lowest value.</param>
/// <param name="Last">Its highest value.</param>
/// <param name="Words">The words that stand for values.</param>
internal sealed record CronFieldKind(string Name, int First, int Last, IReadOnlyDictionary<string, int> Words)
{
    /// <summary>In Mage's order, which has the seconds behind the weekday.</summary>
    public static readonly CronFieldKind[] All =
    [
        new("minute", 0, 59, Numbered(0)),
        new("hour", 0, 23, Numbered(0)),
        new("day of the month", 1, 31, Numbered(0)),
        new("month", 1, 12, Numbered(1, "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
        new("weekday", 0, 6, Numbered(0, "sun", "mon", "tue", "wed", "thu", "fri", "sat")),
        new("second", 0, 59, Numbered(0)),
        new("year", 1970, 2099, Numbered(0)),
    ];

    /// <summary>How many values there are.</summary>
    public int Count => Last - First + 1;

    private static Dictionary<string, int> Numbered(int first, params string[] words)
    {
        Dictionary<string, int> numbered = new(StringComparer.Ordinal);
        foreach (string word in words)
        {
            numbered[word] = first + numbered.Count;
        }

        return numbered;
    }
}
