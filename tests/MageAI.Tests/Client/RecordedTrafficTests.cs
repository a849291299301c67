using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using MageAI.Blocks;
using MageAI.Pipelines;
using MageAI.Resources;
using MageAI.Runs;
using MageAI.Schedules;
using MageAI.Transport;
using Xunit;

namespace MageAI.Tests.Client;

/// <summary>The reader against exchanges recorded from a real Mage, in the folder that the variable MAGE_TRAFFIC names.</summary>
public sealed class RecordedTrafficTests : IDisposable
{
    /// <summary>Errors of Mage that have no name of their own: its own slips, its database's, and files that are no such.</summary>
    private static readonly string[] s_unnamed =
    [
        "object has no attribute", "object is not callable", "object does not support", "has no setter", "not supported between instances", "missing 1 required positional argument",
        "is not among the defined enum values", "(sqlite3.", "(builtins.", "No row was found", "list index out of range", "is not in list", "Not enough segments", "Invalid token.", "PySpark kernel",
        "File is not a zip file", "[Errno", "codec can't decode", "Unexpected UTF-8 BOM", "fromisoformat", "Expecting property name", "Unauthorized access to download", "sort column",
        "failed to find prev date",
    ];

    private readonly MageSession _session = Connection.Offline();

    public void Dispose() => _session.Dispose();

    [SkippableFact]
    public void Every_recorded_reply_is_read_for_what_it_is()
    {
        string? folder = Environment.GetEnvironmentVariable("MAGE_TRAFFIC");
        Skip.If(string.IsNullOrEmpty(folder), "MAGE_TRAFFIC names no folder with recorded exchanges.");
        string[] files = Directory.GetFiles(folder!, "*.json", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        List<string> wrong = [];
        foreach (string file in files.Order(StringComparer.Ordinal))
        {
            JsonNode exchange = JsonNode.Parse(File.ReadAllText(file))!;
            string? problem = Check(exchange);
            if (problem is not null)
            {
                wrong.Add($"{Path.GetFileNameWithoutExtension(file)}: {problem}");
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {files.Length}:\n{string.Join("\n", wrong)}");
    }

    private static string Lower(string method) => method.ToLowerInvariant();

    private static bool IsExpected(MageException failure, string? exception, int status) =>
        failure.ErrorId != MageErrorId.ServerError
        || status >= 500
        || (exception is not null && (s_unnamed.Any(text => exception.Contains(text, StringComparison.Ordinal)) || IsKey(exception)));

    /// <summary>A Python KeyError has nothing but the key as its text.</summary>
    private static bool IsKey(string exception) => exception.Length > 1 && exception[0] == '\'' && exception[^1] == '\'' && !exception.Contains(' ', StringComparison.Ordinal);

    private string? Check(JsonNode exchange)
    {
        JsonNode response = exchange["response"]!;
        JsonNode request = exchange["request"]!;
        if (response["status"] is not JsonNode status)
        {
            // The connection was closed without a reply: nothing to read.
            return null;
        }

        byte[] body = Encoding.UTF8.GetBytes(response["json"] is JsonNode json ? json.ToJsonString() : (string?)response["text"] ?? "");
        string target = ((string)request["target"]!).Split('?')[0];
        string path = target.StartsWith("/api/", StringComparison.Ordinal) ? target["/api/".Length..] : target.TrimStart('/');
        string method = (string?)request["method"] ?? "GET";
        MageReply reply = new(
            MageRequest.Raw(new HttpMethod(method), path.Length == 0 ? "statuses" : path, null), (int)status, body, ((string?)response["headers"]?["Content-Type"])?.Split(';')[0]);
        JsonObject? document = response["json"] as JsonObject;
        bool failed = document?["error"] is not null;
        try
        {
            string? difference = Read(reply, document);
            return failed ? "an error was read as a success" : difference;
        }
        catch (MageException failure)
        {
            if (document is not null && !failed && (int)status is >= 200 and < 300)
            {
                return $"a success was read as {failure.ErrorId}: {failure.Message}";
            }

            string? exception = (string?)(document?["error"] as JsonObject)?["exception"];
            return IsExpected(failure, exception, (int)status) ? null : $"{Lower(method)} has no name: {failure.Message}";
        }
#pragma warning disable CA1031
        catch (Exception unexpected)
        {
            return unexpected.ToString();
        }
#pragma warning restore CA1031
    }

    private string? Read(MageReply reply, JsonObject? document)
    {
        string? key = document?.Select(pair => pair.Key).FirstOrDefault(name => name is not "metadata" and not "error" and not "status" and not "url_parameters");
        return key switch
        {
            "pipeline" => One(reply, document!, key, PipelineJson.Default.MagePipeline),
            "pipelines" => Many(reply, document!, key, PipelineJson.Default.MagePipeline),
            "block" => One(reply, document!, key, BlockJson.Default.MageBlock),
            "blocks" => Many(reply, document!, key, BlockJson.Default.MageBlock),
            "pipeline_schedule" => One(reply, document!, key, ScheduleJson.Default.MageSchedule),
            "pipeline_schedules" => Many(reply, document!, key, ScheduleJson.Default.MageSchedule),
            "pipeline_run" => One(reply, document!, key, RunJson.Default.MagePipelineRun),
            "pipeline_runs" => Many(reply, document!, key, RunJson.Default.MagePipelineRun),
            "block_runs" => Many(reply, document!, key, RunJson.Default.MageBlockRun),
            _ => Any(reply, document, key),
        };
    }

    private string? One<T>(MageReply reply, JsonObject document, string key, JsonTypeInfo<T> type)
        where T : MageObject => Compare(ModelReader.One(reply, key, type, _session).ToJson(), document[key]);

    private string? Many<T>(MageReply reply, JsonObject document, string key, JsonTypeInfo<T> type)
        where T : MageObject
    {
        Page<T> page = ModelReader.Many(reply, key, type, _session);
        JsonArray rows = document[key]!.AsArray();
        return page.Items.Count != rows.Count
            ? $"{page.Items.Count} rows of {rows.Count}"
            : page.Items.Zip(rows, (item, row) => Compare(item.ToJson(), row)).FirstOrDefault(difference => difference is not null);
    }

    private string? Any(MageReply reply, JsonObject? document, string? key)
    {
        (string found, object? value, _, _) = Envelope.Any(reply, _session);
        return document is null ? "there is no document, but a value was read"
            : found != key ? $"'{found}' was read instead of '{key}'"
            : Compare(Encoding.UTF8.GetString(Json.JsonValue.ToUtf8(value)), document[key]);
    }

    private static string? Compare(string read, JsonNode? recorded) =>
        JsonNode.DeepEquals(JsonNode.Parse(read), recorded) ? null : $"the document differs: {read[..Math.Min(read.Length, 200)]}";
}
