using System;
using System.Collections.Generic;

namespace MageAI.Emulation.Store;

/// <summary>All that outlives the process: project files and database rows.</summary>
internal sealed class EmulatorData
{
    public string ProjectUuid { get; set; } = Guid.NewGuid().ToString("N");

    public bool SchedulerWanted { get; set; } = true;

    /// <summary>In the order of creation.</summary>
    public List<Pipeline> Pipelines { get; set; } = [];

    public SortedDictionary<string, ProjectFile> Files { get; set; } = new(StringComparer.Ordinal);

    public List<Schedule> Schedules { get; set; } = [];

    public SortedDictionary<int, PipelineRun> Runs { get; set; } = [];

    public List<Backfill> Backfills { get; set; } = [];

    public List<Tag> Tags { get; set; } = [];

    public List<User> Users { get; set; } = [];

    public List<AccessToken> Tokens { get; set; } = [];

    /// <summary>The log files by pipeline, folder and name.</summary>
    public Dictionary<string, LogFile> Logs { get; set; } = [];

    public int LastBlockRunId { get; set; }
}
