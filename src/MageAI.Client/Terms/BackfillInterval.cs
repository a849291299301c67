using System;
using System.Globalization;

namespace MageAI.Terms;

/// <summary>The step from one execution date to the next.</summary>
/// <param name="Type">Mage's word for the unit.</param>
/// <param name="Units">How many of them.</param>
internal sealed record BackfillInterval(string Type, int Units)
{
    /// <summary>The date after this one. A day of the month that the next month lacks becomes its last, and stays that.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It lies after the year 9999, where the server's code fails too.</exception>
    public DateTimeOffset After(DateTimeOffset date) => Type switch
    {
        "minute" => date.AddMinutes(Units),
        "hour" => date.AddHours(Units),
        "day" => date.AddDays(Units),
        "week" => date.AddDays(7.0 * Units),
        "month" => date.AddMonths(Units),
        "year" => date.AddYears(Units),
        _ => date.AddSeconds(Units),
    };

    /// <summary>Checks what is to be written: an unknown word makes a row that nobody can read again, and a step of nothing never ends.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.InvalidInterval"/>.</exception>
    public static BackfillInterval Require(string type, int units) => units >= 1
        ? new BackfillInterval(Vocabulary.Require("interval of a backfill", type, Vocabulary.BackfillIntervals), units)
        : throw new MageException(MageErrorId.InvalidInterval, $"An interval of {units.ToString(CultureInfo.InvariantCulture)} {type}s never comes to an end; nothing was sent.")
        {
            Target = units,
            RecommendedAction = "Pass a number of 1 or more.",
        };

    /// <summary>Such as "every day" or "every 6 hours".</summary>
    public string Each => Units == 1 ? "every " + Type : $"every {this}";

    /// <summary>Such as "1 day" or "6 hours".</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Units.ToString(CultureInfo.InvariantCulture)} {Type}{(Units == 1 ? "" : "s")}";
}
