using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.Tasks;

namespace MageAI.Benchmarks;

/// <summary>The physical limit: an HttpClient and source-generated System.Text.Json into plain records, all fields, nothing else.</summary>
internal static class BareLoop
{
    public static async Task<int> CountAsync(HttpClient client, Uri root, int pageSize = 100)
    {
        int rows = 0;
        for (int offset = 0; ;)
        {
            using HttpResponseMessage reply = await client.GetAsync(new Uri(root, $"api/pipeline_runs?_limit={pageSize}&_offset={offset}"), HttpCompletionOption.ResponseHeadersRead);
            await using System.IO.Stream stream = await reply.Content.ReadAsStreamAsync();
            RunPage page = (await JsonSerializer.DeserializeAsync(stream, BareContext.Default.RunPage))!;
            rows += page.PipelineRuns.Count;
            offset += page.PipelineRuns.Count;
            if (page.Metadata.Next != true)
            {
                return rows;
            }
        }
    }
}

internal sealed record RunPage(List<Run> PipelineRuns, PageFacts Metadata);

internal sealed record PageFacts(int Count, bool? Next);

internal sealed record Run(
    int? BackfillId, string? CompletedAt, string? CreatedAt, Dictionary<string, JsonElement>? EventVariables, string? ExecutionDate, string? ExecutorType, int Id,
    Dictionary<string, JsonElement>? Metrics, bool? PassedSla, int? PipelineScheduleId, string? PipelineUuid, string? StartedAt, string? Status, string? UpdatedAt,
    Dictionary<string, JsonElement>? Variables, List<BlockRun>? BlockRuns, int? BlockRunsCount, int? CompletedBlockRunsCount, string? PipelineScheduleName,
    string? PipelineScheduleToken, string? PipelineScheduleType, string? RepoPath);

internal sealed record BlockRun(
    int Id, string? CreatedAt, string? UpdatedAt, int? PipelineRunId, string? BlockUuid, string? Status, string? StartedAt, string? CompletedAt,
    Dictionary<string, JsonElement>? Metrics);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RunPage))]
internal sealed partial class BareContext : JsonSerializerContext;
