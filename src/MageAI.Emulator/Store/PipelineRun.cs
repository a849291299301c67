using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MageAI.Emulation.Wire;

namespace MageAI.Emulation.Store;

/// <summary>A row of Mage's pipeline_run table with its block runs.</summary>
internal sealed class PipelineRun
{
    public int Id { get; set; }

    /// <summary>The trigger; null after the trigger was deleted.</summary>
    public int? ScheduleId { get; set; }

    public string PipelineUuid { get; set; } = "";

    public DateTime? ExecutionDate { get; set; }

    public string Status { get; set; } = "initial";

    public DateTime? StartedAt { get; set; }

    public DateTime? CompletedAt { get; set; }

    public JsonNode? Variables { get; set; }

    public JsonNode? EventVariables { get; set; }

    public JsonNode? Metrics { get; set; }

    public int? BackfillId { get; set; }

    public bool PassedSla { get; set; }

    public DateTime CreatedAt { get; set; }

    public DateTime UpdatedAt { get; set; }

    public List<BlockRun> BlockRuns { get; set; } = [];

    /// <summary>When the scheduler last wrote that the run is alive.</summary>
    [JsonIgnore]
    public DateTime LastAlive { get; set; }

    /// <summary>When a process for the whole run was last started; null where none was.</summary>
    [JsonIgnore]
    public DateTime? ProcessStartedAt { get; set; }

    public static bool IsStatus(string? status) => status is "initial" or "running" or "completed" or "failed" or "cancelled";

    /// <summary>SQLite takes any text into an enum column; reading such a row fails from then on.</summary>
    public void ThrowIfPoisoned()
    {
        if (!IsStatus(Status))
        {
            throw new PythonException(
                $"'{Status}' is not among the defined enum values. Enum name: pipelinerunstatus. Possible values: INITIAL, RUNNING, COMPLETED, ..., CANCELLED",
                "LookupError");
        }
    }

    public bool InProgress => Status is "initial" or "running";

    /// <summary>The folder of the run's logs; runs with the same one share their files.</summary>
    public string Partition => PythonJson.Text((Variables as JsonObject)?["execution_partition"]) is { Length: > 0 } given ? given
        : ExecutionDate is { } date ? $"{ScheduleId}/{date.ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture)}"
        : $"{ScheduleId}";
}
