using System;
using System.Linq;
using System.Text.RegularExpressions;
using MageAI.Emulation.Python;
using MageAI.Emulation.Store;

namespace MageAI.Emulation.Scheduling;

/// <summary>
/// What becomes of the process of a streaming pipeline when it begins. Nothing is streamed here: one that can begin goes on until it is cancelled. One
/// that cannot is started again at each loop of the scheduler, for ever, unless the pipeline has a retry config: then the run fails.
/// </summary>
internal static class Streaming
{
    private static readonly Regex s_connector = new(@"^\s*connector_type\s*:\s*[""']?([\w-]*)", RegexOptions.Multiline | RegexOptions.CultureInvariant);

    private static readonly string[] s_sources =
    [
        "activemq", "amazon_sqs", "azure_event_hub", "google_cloud_pubsub", "influxdb", "kafka", "nats", "kinesis", "rabbitmq", "mongodb",
    ];

    private static readonly string[] s_sinks =
    [
        "activemq", "amazon_s3", "azure_data_lake", "bigquery", "clickhouse", "druid", "duckdb", "dummy", "elasticsearch", "google_cloud_pubsub",
        "google_cloud_storage", "influxdb", "kafka", "kinesis", "mongodb", "mssql", "mysql", "opensearch", "oracledb", "postgres", "rabbitmq", "redshift",
        "snowflake", "trino",
    ];

    /// <summary>Whether the process ends before it could log why: it needs one source.</summary>
    public static bool EndsSilently(Pipeline pipeline) => pipeline.Blocks.Count(b => b.Type == "data_loader") != 1;

    /// <summary>What the process raises; null where it goes on.</summary>
    public static PythonFailure? Failure(EmulatorState state, Pipeline pipeline) => pipeline.Blocks
        .Where(b => b.Type is "data_loader" or "data_exporter")
        .OrderBy(b => b.Type == "data_loader" ? 0 : 1)
        .Select(b => FailureOf(state.Content(b, pipeline), b))
        .FirstOrDefault(f => f is not null);

    private static PythonFailure? FailureOf(string code, Block block)
    {
        if (block.Language == "python")
        {
            BlockScript script = new BlockScript(code, block.Language, TimeSpan.Zero);
            return script.Error is null ? null : new PythonFailure(script);
        }

        if (s_connector.Match(code) is not { Success: true } connector)
        {
            return new PythonFailure("KeyError", "'connector_type'", 1, "<module>");
        }

        string name = connector.Groups[1].Value;
        return (block.Type == "data_loader" ? s_sources : s_sinks).Contains(name)
            ? null
            : new PythonFailure("Exception", $"{(block.Type == "data_loader" ? "Consuming data from" : "Ingesting data to")} {name} is not supported in streaming pipelines yet.", 1, "<module>");
    }
}
