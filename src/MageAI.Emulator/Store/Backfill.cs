using System;
using System.Text.Json.Nodes;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Store;

/// <summary>A row of Mage's backfill table.</summary>
internal sealed class Backfill
{
    public int Id { get; set; }

    public string? Name { get; set; }

    public string PipelineUuid { get; set; } = "";

    /// <summary>The trigger under which its runs are; null until it is started.</summary>
    public int? ScheduleId { get; set; }

    public string? BlockUuid { get; set; }

    public string? Status { get; set; }

    public string? IntervalType { get; set; }

    public int? IntervalUnits { get; set; }

    public DateTime? StartDatetime { get; set; }

    public DateTime? EndDatetime { get; set; }

    public JsonNode? Variables { get; set; }

    public JsonNode? Settings { get; set; }

    public DateTime? StartedAt { get; set; }

    public DateTime? CompletedAt { get; set; }

    public DateTime CreatedAt { get; set; }

    public DateTime UpdatedAt { get; set; }

    /// <summary>SQLite takes any text into an enum column; reading such a row fails from then on.</summary>
    public void ThrowIfPoisoned()
    {
        if (IntervalType is not (null or "second" or "minute" or "hour" or "day" or "week" or "month" or "year" or "custom"))
        {
            throw new PythonException($"'{IntervalType}' is not among the defined enum values. Enum name: intervaltype. Possible values: SECOND, MINUTE, HOUR, ..., CUSTOM", "LookupError");
        }
    }
}
