using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using MageAI.Terms;

namespace MageAI.Backfills;

/// <summary>
/// The execution dates of a backfill, as the server works them out when it is started (by Mage's source, compared with
/// recordings): from the start step by step, with the end where a step falls on it.
/// </summary>
internal static class BackfillDates
{
    public static IEnumerable<DateTimeOffset> Between(DateTimeOffset start, DateTimeOffset end, BackfillInterval interval)
    {
        for (DateTimeOffset date = start.ToUniversalTime(); date <= end; date = interval.After(date))
        {
            yield return date;
        }
    }

    /// <summary>The dates, if the server can make runs of them and they are not too many.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.InvalidTime"/>: dates are missing or in the wrong order; <see cref="MageErrorId.TooManyRuns"/>.</exception>
    public static DateTimeOffset[] Require(DateTimeOffset? start, DateTimeOffset? end, BackfillInterval? interval, int most, object target)
    {
        if (start is not DateTimeOffset first || end is not DateTimeOffset last || interval is null)
        {
            throw Refuse(MageErrorId.InvalidTime, $"{target} has no {(start is null ? "start" : end is null ? "end" : "interval")}, so there is no date to run for", "Set it on the backfill's page in Mage, or make a new backfill [make backfill].", target);
        }

        if (last < first)
        {
            throw Refuse(MageErrorId.InvalidTime, $"The end of {target}, {Text(last)}, lies before its start, {Text(first)}: Mage would take it and never make a run", "Exchange the two.", target);
        }

        DateTimeOffset[] dates;
        try
        {
            dates = [.. Between(first, last, interval).Take(most + 1)];
        }
        catch (ArgumentOutOfRangeException)
        {
            throw Refuse(MageErrorId.InvalidTime, $"The dates of {target} go beyond the year 9999, where Mage fails", "Choose an earlier end, or a shorter interval.", target);
        }

        return dates.Length <= most
            ? dates
            : throw Refuse(
                MageErrorId.TooManyRuns,
                $"{target} has more than {most.ToString(CultureInfo.InvariantCulture)} dates to run for ({interval.Each} from {Text(first)} to {Text(last)})",
                "Choose a shorter span or a longer interval, or allow more with -MaxRuns. Mage makes all of the runs at once.",
                target);
    }

    public static string Text(DateTimeOffset date) => date.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static MageException Refuse(MageErrorId id, string what, string action, object target) => new(id, $"{what}; nothing was sent.")
    {
        Target = target,
        RecommendedAction = action,
    };
}
