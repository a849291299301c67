using System;
using System.Collections.Generic;
using System.Text.Json.Nodes;
using MageAI.Emulation.Terms;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Store;

/// <summary>A row of Mage's pipeline_schedule table: what its UI calls a trigger.</summary>
internal sealed class Schedule
{
    public int Id { get; set; }

    public string? Name { get; set; }

    public string? Description { get; set; }

    public string PipelineUuid { get; set; } = "";

    public string? Type { get; set; }

    public string? Interval { get; set; }

    public DateTime? StartTime { get; set; }

    public string Status { get; set; } = "inactive";

    public DateTime? LastEnabledAt { get; set; }

    public JsonNode? Variables { get; set; }

    public JsonNode? Settings { get; set; }

    public JsonNode? Sla { get; set; }

    public string? Token { get; set; }

    public string? RepoPath { get; set; }

    public string? GlobalDataProductUuid { get; set; }

    public List<string> Tags { get; set; } = [];

    public JsonArray EventMatchers { get; set; } = [];

    public DateTime CreatedAt { get; set; }

    public DateTime UpdatedAt { get; set; }

    public bool IsActive => Status == "active";

    /// <summary>A setting; null if it is not there or the settings are no object.</summary>
    public JsonNode? Setting(string name) => (Settings as JsonObject)?[name];

    /// <summary>SQLite takes any text into an enum column; reading such a row fails from then on.</summary>
    public void ThrowIfPoisoned()
    {
        if (Status is not ("active" or "inactive"))
        {
            throw new PythonException($"'{Status}' is not among the defined enum values. Enum name: schedulestatus. Possible values: ACTIVE, INACTIVE", "LookupError");
        }

        if (Type is not (null or "api" or "event" or "time"))
        {
            throw new PythonException($"'{Type}' is not among the defined enum values. Enum name: scheduletype. Possible values: API, EVENT, TIME", "LookupError");
        }
    }

    /// <summary>To show when a trigger runs next Mage looks for its time before now and the one after that, and fails where one of them never comes.</summary>
    public void ThrowIfNever(DateTime now)
    {
        if (Interval is not (null or "") && CronText.Failure(Interval, now) is { } failure)
        {
            throw new PythonException(failure, "mage_ai.shared.croniter.CroniterBadDateError");
        }
    }
}
