using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using MageAI.Wire;

namespace MageAI.Logs;

/// <summary>
/// Reads the text of a log file: a record is a line with a stamp, as in <c>2026-11-23T17:42:48 {json}</c>; lines without one belong
/// to the record before them.
/// </summary>
internal static class LogText
{
    private const int StampLength = 19;

    /// <summary>Clock zones differ by quarters of an hour, and stamp and epoch by twice the zone.</summary>
    private const double ZoneStep = 15 * 60;

    /// <summary>Where the last line with a stamp begins; 0 if there is none.</summary>
    public static int StartOfLastRecord(string text, int from)
    {
        for (int end = text.Length; end > from;)
        {
            int start = end < 2 ? 0 : text.LastIndexOf('\n', end - 2) + 1;
            start = Math.Max(start, from);
            if (IsStamped(text, start))
            {
                return start;
            }

            end = start;
        }

        return from;
    }

    /// <summary>The records of a text.</summary>
    /// <param name="file">The file, for its name.</param>
    /// <param name="text">Whole lines of it.</param>
    /// <param name="zone">How far the server's clock zone is behind UTC, as the records before it told; used for lines that do not tell.</param>
    /// <param name="session">What the entries belong to.</param>
    public static List<MageLogEntry> Read(LogFile file, string text, ref TimeSpan zone, MageSession session)
    {
        List<MageLogEntry> entries = [];
        int start = 0;
        while (start < text.Length)
        {
            int next = NextLine(text, start);
            while (next < text.Length && !IsStamped(text, next))
            {
                next = NextLine(text, next);
            }

            entries.Add(Entry(file, text.Substring(start, next - start).TrimEnd('\r', '\n'), ref zone, session));
            start = next;
        }

        return entries;
    }

    private static MageLogEntry Entry(LogFile file, string text, ref TimeSpan zone, MageSession session)
    {
        if (!IsStamped(text, 0))
        {
            return new MageLogEntry { File = file.Name, Text = text, Message = text, Session = session };
        }

        int end = text.IndexOf('\n');
        string line = (end < 0 ? text : text.Substring(0, end)).TrimEnd('\r');
        string rest = line.Substring(StampLength).TrimStart();
        MageLogEntry entry = Record(rest) ?? new MageLogEntry { Message = rest };
        entry.File = file.Name;
        entry.Text = text;
        entry.Session = session;
        entry.Timestamp = MageTime.TryParse(line.Substring(0, StampLength), out DateTimeOffset stamp) ? Time(stamp, entry.Epoch, ref zone) : null;
        return entry;
    }

    private static MageLogEntry? Record(string json)
    {
        if (json.Length == 0 || json[0] != '{')
        {
            return null;
        }

        byte[] document = Encoding.UTF8.GetBytes(json);
        try
        {
            MageLogEntry? entry = JsonSerializer.Deserialize(document, WireContext.Default.MageLogEntry);
            if (entry is not null)
            {
                entry.Document = document;
            }

            return entry;
        }
        catch (JsonException)
        {
            // Printed by somebody who likes braces: kept as text.
            return null;
        }
    }

    /// <summary>
    /// The stamp is the server's local time, the epoch is that local time's once more shifted: west of UTC the one is too early by
    /// the zone, the other too late by it. Half of what lies between them is the zone.
    /// </summary>
    private static DateTimeOffset Time(DateTimeOffset stamp, double? epoch, ref TimeSpan zone)
    {
        if (epoch is not double seconds || Math.Abs(seconds) > 1e11)
        {
            return stamp + zone;
        }

        DateTimeOffset told = DateTimeOffset.FromUnixTimeMilliseconds(0).AddTicks((long)(seconds * 1e6) * 10);
        zone = TimeSpan.FromSeconds(Math.Round((told - stamp).TotalSeconds / 2 / ZoneStep) * ZoneStep);
        return told - zone;
    }

    private static int NextLine(string text, int start)
    {
        int end = text.IndexOf('\n', start);
        return end < 0 ? text.Length : end + 1;
    }

    /// <summary>Whether a line begins with a time and a space.</summary>
    private static bool IsStamped(string text, int start)
    {
        const string form = "0000-00-00T00:00:00 ";
        if (text.Length - start < form.Length)
        {
            return false;
        }

        for (int i = 0; i < form.Length; i++)
        {
            char c = text[start + i];
            if (form[i] == '0' ? c is < '0' or > '9' : c != form[i])
            {
                return false;
            }
        }

        return true;
    }
}
