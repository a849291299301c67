using System;
using System.Linq;

namespace MageAI.Tests.Emulation;

/// <summary>Which recordings the emulator does not answer for, and why.</summary>
internal static class RecordingScope
{
    private static readonly (string Resource, string Reason)[] s_resources =
    [
        ("users", "users are made by the test hook, not over the API"),
        ("roles", "roles cannot be edited in the emulator"),
        ("permissions", "permissions cannot be edited in the emulator"),
        ("secrets", "secrets are not emulated"),
        ("variables", "pipeline variables are not emulated"),
        ("files", "only file_contents is emulated"),
        ("folders", "only file_contents is emulated"),
        ("file_versions", "file versions are not kept"),
        ("downloads", "zip export is not emulated"),
        ("runs", "running one block synchronously is not emulated"),
        ("monitor_stats", "statistics are not emulated"),
        ("oauth_access_tokens", "the list of tokens is not emulated"),
        ("oauths", "OAuth providers are not emulated"),
        ("search_results", "search is not emulated"),
        ("event_matchers", "AWS events are not emulated"),
        ("git_branches", "git is not emulated"),
        ("global_data_products", "global data products are not emulated"),
        ("syncs", "git sync is not emulated"),
    ];

    private static readonly (string Name, string Reason)[] s_single =
    [
        ("auth-pipelines-list-token-and-key-in-query", "the exception quotes a whole SQL statement"),
        ("pipeline_triggers-create", "triggers are not written to triggers.yaml"),
        ("experiments/triggers-yaml-write", "triggers.yaml is stored but not read by the scheduler"),
        ("experiments/blocks-list-by-dynamic-run", "dynamic blocks are not emulated"),
        ("experiments/retry-blocks-dynamic-", "dynamic blocks are not emulated"),
        ("experiments/pipelines-list-broken-yaml-cached", "the list's cache of metadata is not emulated"),
        ("experiments/pipelines-list-with-broken-yaml", "the list's cache of metadata is not emulated"),
        ("experiments/pipelines-read-broken-yaml", "a pipeline with unreadable YAML cannot be stored"),
        ("experiments/pipelines-list-after-metadata-edit", "the list's cache of metadata is not emulated"),
        ("experiments/clone-list-shared-blocks", "include_block_pipelines is not emulated"),
        ("experiments/tz-logs-with-editor-logs", "interactive executions are not emulated"),
        ("experiments/tz-block_outputs-after-editor-run", "interactive executions are not emulated"),
        ("experiments/pipelines-read-default-with-outputs", "interactive executions are not emulated"),
        ("experiments/blocks-read-with-outputs-", "interactive executions are not emulated"),
        ("experiments/http-long-query", "the recording holds no reply and only a placeholder of the request"),
        ("experiments/http-gzip-request-body", "the recording holds the body as replaced text, not as bytes"),
        ("experiments/http-chunked-request", "the recording holds the chunked framing as text"),
        ("experiments/http-raw-utf8-path", ".NET's client sends no raw UTF-8 in a path"),
        ("experiments/file_contents-read-folder", "folders are not kept"),
    ];

    /// <summary>Why a recording is left out; null if it is not.</summary>
    public static string? Reason(Recording recording)
    {
        if (s_single.FirstOrDefault(s => recording.Name == s.Name || (s.Name.EndsWith('-') && recording.Name.StartsWith(s.Name, StringComparison.Ordinal))) is { Reason: { } single })
        {
            return single;
        }

        string[] parts = recording.Path.Split('/');
        if (parts.Contains("downloads"))
        {
            return "downloads are not emulated";
        }

        string acted = parts.Length > 4 ? parts[4] : parts.Length > 2 ? parts[2] : "";
        return s_resources.FirstOrDefault(r => r.Resource == acted).Reason;
    }
}
