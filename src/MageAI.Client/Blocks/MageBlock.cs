using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace MageAI;

/// <summary>A block: one piece of code in a pipeline. Its file may be shared with other pipelines.</summary>
public sealed class MageBlock : MageObject
{
    private Dictionary<string, object?>? _configuration;
    private Dictionary<string, object?>? _retryConfig;

    /// <summary>The identity within its pipeline; nested blocks hold slashes.</summary>
    [JsonInclude]
    public string Uuid { get; internal set => field = value ?? string.Empty; } = string.Empty;

    /// <summary>The pipeline it was read from. Not on the wire: Mage leaves it to the address.</summary>
    [JsonIgnore]
    public string PipelineUuid { get; internal set; } = string.Empty;

    /// <summary>The name as typed.</summary>
    [JsonInclude]
    public string? Name { get; internal set; }

    /// <summary><c>data_loader</c>, <c>transformer</c>, <c>data_exporter</c>, <c>sensor</c>, <c>custom</c> and more.</summary>
    [JsonInclude]
    public string? Type { get; internal set; }

    /// <summary><c>python</c>, <c>sql</c>, <c>yaml</c>, <c>r</c> or <c>markdown</c>.</summary>
    [JsonInclude]
    public string? Language { get; internal set; }

    /// <summary>The notebook's status: <c>executed</c>, <c>failed</c>, <c>not_executed</c> or <c>updated</c>. Says nothing of runs.</summary>
    [JsonInclude]
    public string? Status { get; internal set; }

    /// <summary>The colour in Mage's editor, or null.</summary>
    [JsonInclude]
    public string? Color { get; internal set; }

    /// <summary>The uuids of the blocks it takes its input from.</summary>
    [JsonInclude]
    public string[] UpstreamBlocks { get; internal set => field = value ?? []; } = [];

    /// <summary>The uuids of the blocks that take its output.</summary>
    [JsonInclude]
    public string[] DownstreamBlocks { get; internal set => field = value ?? []; } = [];

    /// <summary>The code; null where it was not asked for (<c>Get-MageBlock -Content</c>).</summary>
    [JsonInclude]
    public string? Content { get; internal set; }

    /// <summary>How it runs, or null for the pipeline's way.</summary>
    [JsonInclude]
    public string? ExecutorType { get; internal set; }

    /// <summary>After how many seconds its run is ended; null for never.</summary>
    [JsonInclude]
    public int? Timeout { get; internal set; }

    /// <summary>Whether a callback belongs to it.</summary>
    [JsonInclude]
    public bool? HasCallback { get; internal set; }

    /// <summary>Whether every block above it has been executed in the notebook.</summary>
    [JsonInclude]
    public bool? AllUpstreamBlocksExecuted { get; internal set; }

    /// <summary>Its configuration; empty when it has none.</summary>
    [JsonIgnore]
    public Dictionary<string, object?>? Configuration => Map("configuration", ref _configuration);

    /// <summary>How it is tried again after a failure, or null.</summary>
    [JsonIgnore]
    public Dictionary<string, object?>? RetryConfig => Map("retry_config", ref _retryConfig);

    /// <summary>The file of its code, in the project; known of blocks that no pipeline uses (<c>Get-MageBlock -Unused</c>), else null.</summary>
    [JsonIgnore]
    public string? FilePath { get; internal set; }

    /// <summary>The extension that it is a block of; null where it is of none, or of the one that Mage has.</summary>
    [JsonIgnore]
    internal string? ExtensionUuid { get; set; }

    /// <summary>Whether it is a callback, a conditional or a block of an extension: those are in lists of their own, and reached by their type or extension only.</summary>
    internal bool IsSide => IsSideType(Type);

    internal static bool IsSideType(string? type) => type is "callback" or "conditional" or "extension";

    /// <summary>Whether two texts are the same code, whatever ends their lines.</summary>
    internal static bool IsSameCode(string? one, string? other) => (one ?? string.Empty).Replace("\r\n", "\n") == (other ?? string.Empty).Replace("\r\n", "\n");

    /// <summary>What it is, in a word.</summary>
    internal string Kind => IsSide ? Type! : "block";

    /// <summary>The uuid.</summary>
    /// <returns>The uuid.</returns>
    public override string ToString() => Uuid;
}
