using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using MageAI.Json;
using MageAI.Resources;
using MageAI.Terms;

namespace MageAI.Schedules;

/// <summary>The fields of a schedule that any editor may write. One field outside this list makes Mage drop the whole change.</summary>
internal sealed class ScheduleChanges : WireChanges
{
    private string[] _removed = [];

    private const string SettingWords = "a schedule's settings";

    public string Name
    {
        set
        {
            if (string.IsNullOrWhiteSpace(value))
            {
                throw new MageException(MageErrorId.InvalidName, "A schedule needs a name; nothing was sent.") { RecommendedAction = "Pass -Name." };
            }

            Set("name", value);
        }
    }

    public string ScheduleType
    {
        set => Set("schedule_type", Vocabulary.Require("schedule type", value, Vocabulary.ScheduleTypes));
    }

    /// <summary>One of Mage's words or a cron expression; null clears it.</summary>
    public string? ScheduleInterval
    {
        set => Set("schedule_interval", value is null ? null : Terms.ScheduleInterval.Require(value));
    }

    public string Status
    {
        set => Set("status", Vocabulary.Require("schedule status", value, ScheduleStatus.All));
    }

    /// <summary>Sent in UTC without an offset: SQLite drops an offset and keeps the wall time.</summary>
    public DateTimeOffset? StartTime
    {
        set => Set("start_time", value is DateTimeOffset time ? MageTime.FormatSeconds(time) : null);
    }

    public string? Description
    {
        set => Set("description", value);
    }

    /// <summary>Replaces them all.</summary>
    public IDictionary? Variables
    {
        set => Set("variables", value);
    }

    /// <summary>Variables to set, and names of some to take away; the others stay.</summary>
    public (IDictionary? Add, string[]? Remove) VariableEdit
    {
        set
        {
            _removed = value.Remove ?? [];
            Merge("variables", value.Add ?? new Dictionary<string, object?>(), _removed);
        }
    }

    /// <summary>The names of variables to take away that a schedule does not have.</summary>
    public IEnumerable<string> Missing(MageSchedule current) => _removed.Where(name => KeyOf(current.Variables, name) is null);

    /// <summary>All settings of a new schedule. An unknown key stops the scheduler of the whole project, so it is refused.</summary>
    public IDictionary Settings
    {
        set
        {
            RequireKeys(SettingWords, value, Vocabulary.ScheduleSettings);
            Set("settings", SettingValues.Of(value));
        }
    }

    /// <summary>Settings to set; the others stay, and one whose value is null goes. Null clears them all.</summary>
    public IDictionary? SettingEdit
    {
        set => MergeKnown("settings", SettingWords, value, Vocabulary.ScheduleSettings);
    }

    /// <summary>In seconds; null for none.</summary>
    public int? Sla
    {
        set => Set("sla", value);
    }

    /// <summary>Replaces them all; on creation they go into a second request.</summary>
    public IEnumerable<string> Tags
    {
        set => Set("tags", TagEdit.Clean(value));
    }

    /// <summary>Tags to add and to take away.</summary>
    public TagEdit TagEdit
    {
        set => Edit("tags", current => value.Apply(((MageSchedule)current).Tags));
    }

    /// <summary>A schedule's tags are rows of their own in Mage's database and come back in any order.</summary>
    protected override bool IsApplied(string wireName, object? sent, object? stored) => wireName == "tags" && sent is List<object?> wanted && stored is List<object?> kept
        ? new HashSet<object?>(wanted).SetEquals(kept)
        : base.IsApplied(wireName, sent, stored);

    /// <summary>Whether when it runs is other afterwards.</summary>
    public bool TouchesTimes => Fields.Keys.Any(key => key is "schedule_interval" or "schedule_type" or "start_time" or "status");

    /// <summary>The schedule's status afterwards; a new one is off.</summary>
    public string StatusAfter(MageSchedule? current) => Fields.TryGetValue("status", out object? status) ? (string)status! : current?.Status ?? ScheduleStatus.Inactive;

    /// <summary>When the schedule runs afterwards.</summary>
    public ScheduleTiming TimingAfter(MageSchedule? current)
    {
        DateTimeOffset? start = !Fields.TryGetValue("start_time", out object? time) ? current?.StartTime : MageTime.TryParse(time as string, out DateTimeOffset moment) ? moment : null;
        IDictionary? settings = Fields.TryGetValue("settings", out object? given) ? given as IDictionary : current?.Settings;
        return new ScheduleTiming(
            Fields.TryGetValue("schedule_interval", out object? interval) ? interval as string : current?.ScheduleInterval,
            Fields.TryGetValue("schedule_type", out object? type) ? type as string : current?.ScheduleType,
            start,
            settings?["landing_time_enabled"] is true or 1);
    }

    protected override string ParameterOf(string wireName, object? value) => wireName switch
    {
        "name" => "NewName",
        "tags" => "Tag",
        "variables" => "Variable",
        "settings" => "Setting",
        "schedule_type" => "Type",
        "schedule_interval" => value is string interval && interval.Contains(' ') ? "Cron" : "Interval",
        _ => base.ParameterOf(wireName, value),
    };

    /// <summary>The part of the fields whose names pass.</summary>
    public ScheduleChanges Only(Func<string, bool> name)
    {
        ScheduleChanges part = new();
        foreach (KeyValuePair<string, object?> field in Fields.Where(field => name(field.Key)))
        {
            part.Set(field.Key, field.Value);
        }

        return part;
    }
}
