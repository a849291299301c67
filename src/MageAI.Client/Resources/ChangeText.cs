using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using MageAI.Json;
using MageAI.Terms;

namespace MageAI.Resources;

/// <summary>Values, old and new, as they are told before something is changed.</summary>
internal static class ChangeText
{
    private const string None = "(none)";
    private const int Longest = 80;

    private static readonly HashSet<string> s_times = new(StringComparer.Ordinal) { "StartTime", "At", "From", "To", "StartDatetime", "EndDatetime", "ExecutionDate" };

    /// <summary>A value that is set.</summary>
    public static string Of(string parameter, object? value) => $"{parameter}: {Value(parameter, value)}";

    /// <summary>A value in place of another; of maps each key that is other.</summary>
    public static IEnumerable<string> Of(string parameter, object? old, object? value)
    {
        if ((old is null or Dictionary<string, object?>) && value is Dictionary<string, object?> after)
        {
            Dictionary<string, object?> before = old as Dictionary<string, object?> ?? [];
            return before.Keys.Union(after.Keys)
                .Select(key => (Key: key, Old: Key(before, key), New: Key(after, key)))
                .Where(pair => !JsonValue.Same(pair.Old, pair.New))
                .Select(pair => $"{parameter} {pair.Key}: {Value(pair.Old)} -> {Value(pair.New)}");
        }

        return [$"{parameter}: {Value(parameter, old)} -> {Value(parameter, value)}"];
    }

    /// <summary>How many lines a text has, and how many of them are other than before.</summary>
    public static string Lines(string parameter, string old, string value)
    {
        List<string> before = Split(old);
        List<string> after = Split(value);
        return $"{parameter}: {Count(before.Count)} -> {Count(after.Count)} (+{More(after, before)} -{More(before, after)})";
    }

    /// <summary>How many lines a text has.</summary>
    public static string Lines(string parameter, string value) => $"{parameter}: {Count(Split(value).Count)}";

    /// <summary>The name of a parameter for a field on the wire.</summary>
    public static string Pascal(string wireName)
    {
        StringBuilder name = new();
        foreach (string part in wireName.Split('_').Where(part => part.Length > 0))
        {
            name.Append(char.ToUpperInvariant(part[0])).Append(part, 1, part.Length - 1);
        }

        return name.ToString();
    }

    private static object? Key(Dictionary<string, object?> map, string key) => map.TryGetValue(key, out object? value) ? value : null;

    /// <summary>The server's own times are in UTC, and do not always say so.</summary>
    private static string Value(string parameter, object? value) =>
        s_times.Contains(parameter) && value is string text && MageTime.TryParse(text, out DateTimeOffset time) ? Wording.Text($"{time.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z") : Value(value);

    private static string Value(object? value)
    {
        string text = value switch
        {
            null => None,
            string { Length: 0 } or ICollection { Count: 0 } => None,
            string words => words,
            bool yes => yes ? "true" : "false",
            List<object?> list when list.TrueForAll(item => item is string) => string.Join(", ", list),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => Encoding.UTF8.GetString(JsonValue.ToUtf8(value)),
        };
        string line = text.Split('\r', '\n')[0];
        return line.Length < text.Length || line.Length > Longest ? line.Substring(0, Math.Min(line.Length, Longest)) + "..." : line;
    }

    private static List<string> Split(string text)
    {
        List<string> lines = [.. text.Replace("\r\n", "\n").Split('\n')];
        if (lines[lines.Count - 1].Length == 0)
        {
            lines.RemoveAt(lines.Count - 1);
        }

        return lines;
    }

    private static string Count(int lines) => Wording.Count(lines, "line");

    private static int More(List<string> these, List<string> those)
    {
        List<string> left = [.. those];
        return these.Count(line => !left.Remove(line));
    }
}
