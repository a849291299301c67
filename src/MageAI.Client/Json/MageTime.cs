using System;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MageAI.Json;

/// <summary>
/// Mage's times. It writes at least four forms: with a space or a T, with 0 to 6 fraction digits, with or
/// without an offset. Without an offset the time is UTC (SQLite keeps none); we read all of them as UTC.
/// </summary>
internal static class MageTime
{
    /// <summary>The form every Mage endpoint parses: UTC, a space, six digits, no offset (an offset is dropped, not applied).</summary>
    public static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    /// <summary>As <see cref="Format"/> without the fraction: what <c>start_time</c> reads back as.</summary>
    public static string FormatSeconds(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static bool TryParse(string? text, out DateTimeOffset time)
    {
        time = default;
        return text is not null && TryParse(System.Text.Encoding.UTF8.GetBytes(text), out time);
    }

    public static bool TryParse(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        time = default;
        if (text.Length < 10
            || !Number(text, 0, 4, out int year) || text[4] != '-' || !Number(text, 5, 2, out int month)
            || text[7] != '-' || !Number(text, 8, 2, out int day))
        {
            return false;
        }

        int hour = 0, minute = 0, second = 0;
        long ticks = 0;
        TimeSpan offset = TimeSpan.Zero;
        if (text.Length > 10)
        {
            if (text.Length < 19 || (text[10] != ' ' && text[10] != 'T')
                || !Number(text, 11, 2, out hour) || text[13] != ':' || !Number(text, 14, 2, out minute)
                || text[16] != ':' || !Number(text, 17, 2, out second))
            {
                return false;
            }

            int at = 19;
            if (at < text.Length && text[at] == '.')
            {
                long unit = TimeSpan.TicksPerSecond / 10;
                for (at++; at < text.Length && text[at] is >= (byte)'0' and <= (byte)'9'; at++, unit /= 10)
                {
                    ticks += unit * (text[at] - '0');
                }
            }

            if (at < text.Length && !Offset(text.Slice(at), out offset))
            {
                return false;
            }
        }

        if (month is < 1 or > 12 || year < 1 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        DateTime local = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Unspecified).AddTicks(ticks);
        long utc = local.Ticks - offset.Ticks;
        if (utc < DateTime.MinValue.Ticks || utc > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        time = new DateTimeOffset(utc, TimeSpan.Zero);
        return true;
    }

    private static bool Number(ReadOnlySpan<byte> text, int start, int length, out int value)
    {
        value = 0;
        foreach (byte digit in text.Slice(start, length))
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            value = (value * 10) + (digit - '0');
        }

        return true;
    }

    private static bool Offset(ReadOnlySpan<byte> text, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        if (text.Length == 1 && text[0] is (byte)'Z' or (byte)'z')
        {
            return true;
        }

        if (text.Length < 5 || (text[0] != '+' && text[0] != '-') || !Number(text, 1, 2, out int hours))
        {
            return false;
        }

        int minutesAt = text[3] == ':' ? 4 : 3;
        if (text.Length != minutesAt + 2 || !Number(text, minutesAt, 2, out int minutes) || hours > 14 || minutes > 59)
        {
            return false;
        }

        offset = new TimeSpan(hours, minutes, 0);
        if (text[0] == '-')
        {
            offset = -offset;
        }

        return true;
    }

    /// <summary>Reads a time; one in no known form is null here and still in the raw document.</summary>
    internal sealed class Converter : JsonConverter<DateTimeOffset?>
    {
        public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.String)
            {
                reader.Skip();
                return null;
            }

            if (!reader.HasValueSequence && !reader.ValueIsEscaped)
            {
                return TryParse(reader.ValueSpan, out DateTimeOffset time) ? time : null;
            }

            return TryParse(JsonValue.Text(ref reader), out DateTimeOffset slow) ? slow : null;
        }

        public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options)
        {
            if (value is DateTimeOffset time)
            {
                writer.WriteStringValue(Format(time));
            }
            else
            {
                writer.WriteNullValue();
            }
        }
    }
}
