using System;
using System.Linq;
using System.Management.Automation;
using MageAI.Terms;

namespace MageAI.Commands;

/// <summary>Turns a cron expression of a place into one of UTC, and says so: once, and not again for each schedule.</summary>
/// <param name="cmdlet">Told what was made of it, and what the changes of the clocks will make of it.</param>
internal sealed class ScheduleZone(Cmdlet cmdlet)
{
    private (string? Cron, TimeZoneInfo? Zone, string? Utc) _last;

    /// <summary>The expression for Mage.</summary>
    /// <param name="cron">The expression, or null.</param>
    /// <param name="zone">The place; null where it is of UTC already.</param>
    /// <exception cref="MageException"><see cref="MageErrorId.InvalidInput"/>: there is no expression; <see cref="MageErrorId.InvalidCron"/>: none of UTC means the same.</exception>
    public string? Utc(string? cron, TimeZoneInfo? zone)
    {
        if (zone is null)
        {
            return cron;
        }

        if (cron is null)
        {
            throw NeedsCron();
        }

        if (_last.Cron == cron && zone.Equals(_last.Zone))
        {
            return _last.Utc;
        }

        if (Vocabulary.ScheduleIntervals.Contains(cron.Trim(), StringComparer.OrdinalIgnoreCase))
        {
            throw Refuse(MageErrorId.InvalidCron, cron, $"'{cron}' is a word of Mage's that means midnight of UTC, wherever", "Pass a cron expression of five fields with -TimeZone, such as '0 0 * * *'.");
        }

        ZonedCron zoned;
        try
        {
            ScheduleInterval.Require(cron);
            zoned = new ZonedCron(cron, zone, DateTimeOffset.UtcNow);
        }
        catch (FormatException refused)
        {
            throw Refuse(MageErrorId.InvalidCron, cron, refused.Message.TrimEnd('.'), "Make two schedules, each with a part of its times, or give the times in UTC.");
        }

        string[] changes = [.. zoned.Warnings()];
        if (zoned.Utc != string.Join(" ", CronReader.Fields(cron)) || changes.Length > 0)
        {
            cmdlet.WriteWarning($"'{cron}' in {zone.Id} is '{zoned.Utc}' in UTC, which Mage goes by.{string.Concat(changes.Select(change => $" It {change}."))}");
        }

        _last = (cron, zone, zoned.Utc);
        return zoned.Utc;
    }

    public static MageException NeedsCron() => Refuse(MageErrorId.InvalidInput, "TimeZone", "-TimeZone says in which times -Cron is meant, and there is no -Cron", "Pass -Cron too, or leave -TimeZone out.");

    private static MageException Refuse(MageErrorId id, string target, string what, string action) => new(id, $"{what}; nothing was sent.")
    {
        Target = target,
        RecommendedAction = action,
    };
}
