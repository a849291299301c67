using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using MageAI.Json;

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

    /// <summary>Where, in a part of a text, the last line with a stamp begins; the part's own beginning if there is none.</summary>
    public static int StartOfLastRecord(string text, int from, int to)
    {
        for (int end = to; end > from;)
        {
            int start = end < 2 ? from : Math.Max(from, text.LastIndexOf('\n', end - 2) + 1);
            if (IsStamped(text, start))
            {
                return start;
            }

            end = start;
        }

        return from;
    }

    /// <summary>The records of a part of a text.</summary>
    /// <param name="file">The file, for its name.</param>
    /// <param name="text">Its text.</param>
    /// <param name="start">Where the part begins: with a line.</param>
    /// <param name="end">Where it ends: after one.</param>
    /// <param name="zone">How far the server's clock zone is behind UTC, as the records before it told; used for lines that do not tell.</param>
    /// <param name="session">What the entries belong to.</param>
    public static List<MageLogEntry> Read(LogFile file, string text, int start, int end, ref TimeSpan zone, MageSession session)
    {
        List<MageLogEntry> entries = [];
        while (start < end)
        {
            int next = NextLine(text, start, end);
            while (next < end && !IsStamped(text, next))
            {
                next = NextLine(text, next, end);
            }

            int last = next;
            while (last > start && text[last - 1] is '\r' or '\n')
            {
                last--;
            }

            entries.Add(Entry(file, text.Substring(start, last - start), ref zone, session));
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
        end = end < 0 ? text.Length : end > 0 && text[end - 1] == '\r' ? end - 1 : end;
        MageLogEntry entry = Record(text, StampLength + 1, end) ?? new MageLogEntry { Message = text.Substring(StampLength + 1, end - StampLength - 1) };
        entry.File = file.Name;
        entry.Text = text;
        entry.Session = session;
        entry.Timestamp = MageTime.TryParse(text.Substring(0, StampLength), out DateTimeOffset stamp) ? Time(stamp, entry.Epoch, ref zone) : null;
        return entry;
    }

    private static MageLogEntry? Record(string text, int start, int end)
    {
        if (start >= end || text[start] != '{')
        {
            return null;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(end - start));
        try
        {
            ReadOnlySpan<byte> json = buffer.AsSpan(0, Encoding.UTF8.GetBytes(text, start, end - start, buffer, 0));
            MageLogEntry? entry = JsonSerializer.Deserialize(json, LogJson.Default.MageLogEntry);
            if (entry is not null)
            {
                entry.Document = json.ToArray();
            }

            return entry;
        }
        catch (JsonException)
        {
            // Printed by somebody who likes braces: kept as text.
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
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

    private static int NextLine(string text, int start, int end)
    {
        int next = text.IndexOf('\n', start, end - start);
        return next < 0 ? end : next + 1;
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
