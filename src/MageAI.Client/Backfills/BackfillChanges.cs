using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using MageAI.Json;
using MageAI.Resources;
using MageAI.Terms;

namespace MageAI.Backfills;

/// <summary>The fields of a backfill that any editor may write; on creation that is the name alone.</summary>
internal sealed class BackfillChanges : WireChanges
{
    /// <summary>The variables that Mage gives each run itself, whatever the backfill says.</summary>
    private static readonly string[] s_taken =
    [
        "ds", "execution_date", "hr", "interval_end_datetime", "interval_seconds", "interval_start_datetime", "interval_start_datetime_previous",
    ];

    public string Name
    {
        set
        {
            if (string.IsNullOrWhiteSpace(value))
            {
                throw new MageException(MageErrorId.InvalidName, "A backfill needs a name; nothing was sent.") { RecommendedAction = "Pass -Name." };
            }

            Set("name", value);
        }
    }

    /// <summary>Sent in UTC without an offset: SQLite drops an offset and keeps the wall time.</summary>
    public DateTimeOffset StartDatetime
    {
        set => Set("start_datetime", MageTime.FormatSeconds(value));
    }

    /// <summary>Sent as the start is.</summary>
    public DateTimeOffset EndDatetime
    {
        set => Set("end_datetime", MageTime.FormatSeconds(value));
    }

    public BackfillInterval Interval
    {
        set
        {
            Set("interval_type", value.Type);
            Set("interval_units", value.Units);
        }
    }

    public IDictionary Variables
    {
        set
        {
            if (Keys(value).FirstOrDefault(s_taken.Contains) is string taken)
            {
                throw new MageException(MageErrorId.InvalidValue, $"Mage sets the variable '{taken}' of each run of a backfill itself, and would drop yours; nothing was sent.")
                {
                    Target = taken,
                    RecommendedAction = "Give the variable another name.",
                };
            }

            Set("variables", value);
        }
    }

    /// <summary>They become those of the schedule Mage makes. An unknown key stops the scheduler of the whole project, so it is refused.</summary>
    public IDictionary Settings
    {
        set
        {
            Vocabulary.RequireKeys("a backfill's settings", Keys(value), Vocabulary.ScheduleSettings);
            Set("settings", SettingValues.Of(value));
        }
    }

    /// <summary>The part of the fields that may go into the creation, or the part that may not.</summary>
    public BackfillChanges Part(bool atOnce)
    {
        BackfillChanges part = new();
        foreach (KeyValuePair<string, object?> field in Fields.Where(field => field.Key == "name" == atOnce))
        {
            part.Set(field.Key, field.Value);
        }

        return part;
    }

    private static IEnumerable<string> Keys(IDictionary map) => map.Keys.Cast<object>().Select(key => key.ToString() ?? string.Empty);
}
