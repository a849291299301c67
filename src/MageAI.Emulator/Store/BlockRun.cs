using System;
using System.Collections.Generic;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MageAI.Emulation.Python;

namespace MageAI.Emulation.Store;

/// <summary>A row of Mage's block_run table.</summary>
internal sealed class BlockRun
{
    public int Id { get; set; }

    public string BlockUuid { get; set; } = "";

    public string Status { get; set; } = "initial";

    public DateTime CreatedAt { get; set; }

    public DateTime UpdatedAt { get; set; }

    public DateTime? StartedAt { get; set; }

    public DateTime? CompletedAt { get; set; }

    public JsonNode? Metrics { get; set; }

    /// <summary>What the code returned when the block ran last, as it is written there; null if it has not run here, or in another language than Python.</summary>
    public string? Returned { get; set; }

    /// <summary>How many rows the code wants a returned table to have.</summary>
    public int ReturnedRows { get; set; }

    /// <summary>The uuid that the pipeline had when the block ran, under which its output and log are kept; null for the present one.</summary>
    public string? KeptUnder { get; set; }

    /// <summary>When the running block's code comes to its end.</summary>
    [JsonIgnore]
    public DateTime EndsAt { get; set; }

    /// <summary>The code as it was when the block started.</summary>
    [JsonIgnore]
    public BlockScript? Script { get; set; }

    /// <summary>What the running block has yet to print, and when.</summary>
    [JsonIgnore]
    public Queue<(DateTime At, string Text)> Unprinted { get; set; } = new();

    /// <summary>Whether what it returned lies where Mage looks for it: in the folder of the pipeline's present uuid.</summary>
    public bool IsKept(string pipeline) => KeptUnder is null || KeptUnder == pipeline;

    /// <summary>Takes a block that has not ended out of the run; its process, if there is one, writes nothing more.</summary>
    public void Leave(string status, DateTime at)
    {
        Status = status;
        UpdatedAt = at;
        Unprinted.Clear();
    }
}
