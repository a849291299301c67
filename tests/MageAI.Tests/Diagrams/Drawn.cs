using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using MageAI.Reports.Diagrams;
using MageAI.Runs;

namespace MageAI.Tests.Diagrams;

/// <summary>Blocks, runs and graphs to draw.</summary>
internal static class Drawn
{
    public static readonly MageBlock[] Small =
    [
        Block("load", "data_loader"), Block("rates", "data_loader"), Block("join", "transformer", "load", "rates"), Block("store", "data_exporter", "join"),
    ];

    /// <summary>What a server could send that somebody wishes ill.</summary>
    public static readonly MageBlock[] Hostile =
    [
        Block("a\"b&<c>", "data_loader"),
        Block("end", "trans<br>former", "a\"b&<c>", "gone"),
        Block("\u001b[31mred\u0007\0\r\nsecond line", "custom", "end"),
        Block("]]> --> <script>alert(1)</script> </svg>", "custom", "end"),
        Block("half \ud800 a letter \u202e turned \uffff", "custom"),
        Block("back\\slash\\N \\", "custom"),
        Block("%%{init: {}}%% `1. _x_` #35; 🎉", "custom"),
    ];

    public static DiagramGraph SmallRun => DiagramGraph.Of(
        Run("daily_sales", "failed", ("load", "completed", 72, null), ("rates", "completed", 3, null), ("join", "failed", 1, "\nKeyError: 'id'\nmore"), ("store", "cancelled", null, null)), Small);

    public static MageBlock Block(string uuid, string type, params string[] upstream) => new() { Uuid = uuid, Name = uuid, Type = type, UpstreamBlocks = upstream };

    /// <summary>A run of 84 seconds with the block runs given: uuid, state, seconds, error.</summary>
    public static MagePipelineRun Run(string pipeline, string status, params (string Block, string Status, int? Seconds, string? Error)[] blocks)
    {
        DateTime start = new(2026, 11, 24, 3, 11, 0);
        string Time(int seconds) => start.AddSeconds(seconds).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        byte[] document = JsonSerializer.SerializeToUtf8Bytes(new
        {
            id = 7,
            pipeline_uuid = pipeline,
            status,
            started_at = Time(0),
            updated_at = Time(84),
            block_runs = blocks.Select((block, i) => new
            {
                id = i + 1,
                block_uuid = block.Block,
                status = block.Status,
                started_at = block.Seconds is null ? null : Time(0),
                updated_at = Time(block.Seconds ?? 0),
                metrics = block.Error is null ? null : new { error = new { error = block.Error } },
            }),
        });
        MagePipelineRun run = JsonSerializer.Deserialize(document, RunJson.Default.MagePipelineRun)!;
        run.Document = document;
        return run;
    }

    /// <summary>A pipeline as a warehouse has them: layers of a few blocks, each after one to three of the layers before.</summary>
    public static MageBlock[] Warehouse(int count, int abreast)
    {
        List<MageBlock> blocks = [];
        for (int i = 0; i < count; i++)
        {
            string[] upstream = i < abreast
                ? []
                : [.. new[] { i - abreast, i - 1 - (i * 7 % abreast), i - 1 - (i * 13 % (3 * abreast)) }.Take(1 + (i % 3)).Where(above => above >= 0).Distinct().Select(above => blocks[above].Uuid)];
            blocks.Add(Block($"step_{i}", i < abreast ? "data_loader" : "transformer", upstream));
        }

        return [.. blocks];
    }
}
