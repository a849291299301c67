using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using MageAI.Runs;

namespace MageAI.Tests.Reports;

/// <summary>Runs as a server sends them: made up, but the same each time.</summary>
internal static class SeededRuns
{
    public static readonly DateTimeOffset Newest = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private static readonly string[] s_pipelines = ["orders_hourly", "customer_snapshot", "exchange_rates", "plant_sensors", "ledger_import", "sales_forecast", "maintenance_report", "web_sessions"];

    private static readonly (string Block, string Error)[] s_errors =
    [
        ("load_orders", "KeyError: 'amount'"), ("check_totals", "ValueError: 3 rows are negative"), ("store", "psycopg2.OperationalError: could not connect to server: Connection refused"),
    ];

    /// <summary>One run from its fields.</summary>
    public static MagePipelineRun Run(object fields, MageSession? session = null)
    {
        ReadOnlyMemory<byte> document = JsonSerializer.SerializeToUtf8Bytes(fields);
        MagePipelineRun run = JsonSerializer.Deserialize(document.Span, RunJson.Default.MagePipelineRun)!;
        run.Document = document;
        run.Session = session;
        return run;
    }

    /// <summary>Five block runs each, one run in ten failed with a long traceback, most of them tried again, some cancelled, a few under way, newest first.</summary>
    /// <param name="count">How many.</param>
    /// <param name="span">How far back they go.</param>
    /// <param name="likeNoOther">Whether each error differs from all others.</param>
    /// <param name="session">The session they came from.</param>
    public static IEnumerable<MagePipelineRun> Many(int count, TimeSpan span, bool likeNoOther = false, MageSession? session = null)
    {
        Random random = new(42);
        Dictionary<string, DateTimeOffset> newer = [];
        for (int i = 0; i < count; i++)
        {
            int id = count - i;
            DateTimeOffset created = Newest - TimeSpan.FromTicks(span.Ticks / count * i);
            string pipeline = s_pipelines[Math.Min(random.Next(s_pipelines.Length), random.Next(s_pipelines.Length))];
            string status = i < 3 ? i == 2 ? "initial" : "running" : random.Next(100) switch { < 10 => "failed", < 13 => "cancelled", _ => "completed" };
            DateTimeOffset started = created.AddMilliseconds(random.Next(500, 9000));
            double trend = 40 + (20 * Math.Sin(i / 60.0)) + (pipeline.Length * 3);
            DateTimeOffset ended = started.AddSeconds(trend * (0.6 + random.NextDouble()) * (random.Next(40) == 0 ? 9 : 1));
            DateTimeOffset execution = status == "failed" && random.Next(100) < 60 ? newer.GetValueOrDefault(pipeline, created) : created;
            newer[pipeline] = execution;
            (string block, string error) = s_errors[random.Next(s_errors.Length)];
            yield return Run(
                new
                {
                    id,
                    pipeline_uuid = pipeline,
                    pipeline_schedule_id = 1 + Array.IndexOf(s_pipelines, pipeline),
                    pipeline_schedule_name = "every so often",
                    status,
                    execution_date = Text(execution),
                    created_at = Text(created),
                    started_at = status == "initial" ? null : Text(started),
                    completed_at = status == "completed" ? Text(ended) : null,
                    updated_at = Text(ended),
                    passed_sla = random.Next(50) == 0,
                    block_runs = Enumerable.Range(1, 5).Select(n => new
                    {
                        id = (id * 5) + n,
                        block_uuid = n == 2 ? block : "block_" + n,
                        status = status == "failed" ? n < 2 ? "completed" : n == 2 ? "failed" : "cancelled" : status,
                        metrics = status == "failed" && n == 2 ? new { error = new { error, message = Traceback(error, likeNoOther ? id : 0) } } : null,
                    }).ToArray(),
                },
                session);
        }
    }

    private static string Traceback(string error, int number) => "Traceback (most recent call last):\n"
        + string.Concat(Enumerable.Range(1, 40).Select(line => $"  File \"/home/src/mage_ai/data_preparation/models/block/__init__.py\", line {number + line}, in execute_block_function\n    result = self.__execute(<object at 0x7f{line:x8}>)\n"))
        + error + (number > 0 ? $" in row {number}" : "") + "\n";

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss.ffffff", System.Globalization.CultureInfo.InvariantCulture);
}
