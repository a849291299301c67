using System;
using System.Globalization;
using System.Text.Json.Nodes;

namespace MageAI.Emulation.Wire;

/// <summary>Mage's ways to write a moment. All moments here are UTC, cut to microseconds.</summary>
internal static class Stamps
{
    public static DateTime Seconds(DateTime moment) => new(moment.Ticks - (moment.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);

    /// <summary>Python's str(datetime): no fraction when it is zero, six digits else.</summary>
    public static string Space(DateTime moment, bool offset = false) => Write(moment, ' ', offset);

    public static string Iso(DateTime moment, bool offset = false) => Write(moment, 'T', offset);

    public static JsonNode? Space(DateTime? moment, bool offset) => moment is { } m ? JsonValue.Create(Space(m, offset)) : null;

    public static JsonNode? Iso(DateTime? moment, bool offset) => moment is { } m ? JsonValue.Create(Iso(m, offset)) : null;

    /// <summary>The folder-like name of a moment in an execution partition.</summary>
    public static string Partition(DateTime moment) => moment.ToString("yyyyMMdd'T'HHmmss'_'ffffff", CultureInfo.InvariantCulture);

    public static double Epoch(DateTime moment) => (moment.Ticks - 621355968000000000L) / 1e7;

    /// <summary>Reads a date as dateutil does for the forms that people send; an offset is dropped, the wall time kept.</summary>
    public static DateTime Parse(string text)
    {
        string[] formats =
        [
            "yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF",
            "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
            "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        ];
        if (DateTimeOffset.TryParseExact(text.Trim(), formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset exact))
        {
            return Cut(exact.DateTime);
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset loose))
        {
            return Cut(loose.DateTime);
        }

        throw new PythonException($"Unknown string format: {text}", "dateutil.parser._parser.ParserError");
    }

    public static DateTime Cut(DateTime moment) => new(moment.Ticks - (moment.Ticks % 10), DateTimeKind.Utc);

    private static string Write(DateTime moment, char separator, bool offset)
    {
        string text = moment.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + separator + moment.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        if (moment.Ticks % TimeSpan.TicksPerSecond >= 10)
        {
            text += moment.ToString("'.'ffffff", CultureInfo.InvariantCulture);
        }

        return offset ? text + "+00:00" : text;
    }
}
