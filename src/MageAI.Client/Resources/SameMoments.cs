using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;

namespace MageAI.Resources;

/// <summary>
/// Dates in a value that came back as a copy of the one that is kept. Whoever reads a copy out of JSON makes dates of the texts that look like them, at the
/// offset of another place; the same moment is the text that is kept.
/// </summary>
internal static class SameMoments
{
    /// <summary>The value, with the texts that are kept in place of the dates that are the same moments.</summary>
    public static object? Kept(object? value, object? kept) => (value, kept) switch
    {
        (DateTime { Kind: not DateTimeKind.Unspecified } time, string text) when IsMoment(text, time) => text,
        (DateTimeOffset time, string text) when IsMoment(text, time) => text,
        (IDictionary map, IDictionary shown) => Fields(map, shown),
        (IList list, IList shown) => Items(list, shown),
        _ => value,
    };

    private static bool IsMoment(string text, DateTimeOffset time) =>
        DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTime read) && read.Kind != DateTimeKind.Unspecified
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset moment) && moment == time;

    private static Dictionary<string, object?> Fields(IDictionary map, IDictionary shown)
    {
        Dictionary<string, object?> fields = new(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in map)
        {
            string key = Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!;
            fields[key] = Kept(entry.Value, shown.Contains(key) ? shown[key] : null);
        }

        return fields;
    }

    private static List<object?> Items(IList list, IList shown)
    {
        List<object?> items = [];
        for (int i = 0; i < list.Count; i++)
        {
            items.Add(Kept(list[i], i < shown.Count ? shown[i] : null));
        }

        return items;
    }
}
