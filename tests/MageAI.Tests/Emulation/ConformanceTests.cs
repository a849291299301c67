using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using MageAI.Emulation;
using MageAI.Emulation.Store;
using MageAI.Emulation.Wire;
using Xunit;

namespace MageAI.Tests.Emulation;

/// <summary>Sends recorded requests to the emulator and compares its replies with the recorded ones.</summary>
public class ConformanceTests
{
    /// <summary>Fields whose values say nothing about the server's behaviour.</summary>
    private static readonly HashSet<string> s_volatile =
    [
        "id", "token", "added_at", "created_at", "updated_at", "last_enabled_at", "started_at", "completed_at", "execution_date", "execution_partition",
        "next_pipeline_run_date", "expires", "path", "repo_path", "repo_path_relative", "repo_path_relative_root", "repo_path_root", "variables_dir",
        "server_process_id", "scheduler_process_id", "project_uuid", "modified_timestamp", "size", "content", "errors", "message", "user_id",
        "count", "results", "next", "pipeline_uuids", "last_user_request", "last_scheduler_activity", "active_pipeline_run_count", "username",
        "first_name", "metrics", "pipeline_schedule_token", "runtime_average", "name_of_run", "usage", "url_parameters", "total_pipeline_run_log_count",
        "variables_of_run",
    ];

    public static TheoryData<string> Names()
    {
        TheoryData<string> data = new TheoryData<string>();
        foreach (string name in Recording.Names())
        {
            data.Add(name);
        }

        return data;
    }

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public async Task The_emulator_answers_as_the_real_server_did(string name)
    {
        Skip.If(Recording.Folder is null, "MAGE_TRAFFIC names no folder with recordings.");
        Recording recording = Recording.Load(name);
        Skip.If(RecordingScope.Reason(recording) is not null, RecordingScope.Reason(recording));

        using MageEmulator mage = MageEmulator.Start(new MageEmulatorOptions
        {
            TickMilliseconds = 0,
            OwnerEmail = recording.Authenticated ? "admin@admin.com" : null,
            OwnerPassword = recording.Authenticated ? "admin" : null,
        });
        if (recording.Authenticated)
        {
            mage.AddUser("viewer@example.com", "password1", "viewer");
            mage.AddUser("fact_ed@x.io", "factpass3", "editor");
            AdmitAs(mage.State, recording);
        }

        RecordedWorld.Arrange(mage.State, recording);
        using HttpClient http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        using HttpResponseMessage response = await http.SendAsync(Request(recording, mage));
        string text = await response.Content.ReadAsStringAsync();
        string where = $"{recording.Method} {recording.Target} {recording.RequestBody}\nreal: {Short(recording.Json?.ToJsonString() ?? recording.Text)}\nhere: {Short(text)}\n";
        Assert.True(recording.Status == (int)response.StatusCode, $"{where}status {(int)response.StatusCode} instead of {recording.Status}");
        Assert.True(recording.ContentType == (response.Content.Headers.TryGetValues("Content-Type", out IEnumerable<string>? type) ? type.Single() : null), $"{where}content type {response.Content.Headers.ContentType}");
        if (recording.Json is not { } expected)
        {
            Assert.Equal(recording.Text ?? "", text);
            return;
        }

        List<string> differences = new List<string>();
        Compare("", expected, JsonNode.Parse(text), differences);
        Assert.True(differences.Count == 0, where + string.Join("\n", differences.Take(12)));
    }

    /// <summary>Makes the token that a recorded request carries one of the emulator's, of the same role.</summary>
    private static void AdmitAs(EmulatorState state, Recording recording)
    {
        string bare = recording.Name.Split('/')[^1];
        bool invalid = (string?)(recording.Json as JsonObject)?["error"]?["type"] == "invalid_oauth_token" || recording.Exception is "Not enough segments";
        if (invalid || recording.Path.EndsWith("api_trigger", StringComparison.Ordinal))
        {
            return;
        }

        Role role = bare.StartsWith("editor-", StringComparison.Ordinal) ? Role.Editor
            : bare.StartsWith("viewer-", StringComparison.Ordinal) || bare.StartsWith("auth-viewer-", StringComparison.Ordinal) ? Role.Viewer
            : bare.StartsWith("admin-role-", StringComparison.Ordinal) ? Role.Admin
            : bare.StartsWith("norole-", StringComparison.Ordinal) ? Role.None
            : Role.Owner;
        string? sent = recording.RequestHeaders.TryGetValue("OAUTH-TOKEN", out string? header) ? header
            : recording.RequestHeaders.TryGetValue("Authorization", out string? bearer) && bearer.StartsWith("Bearer ", StringComparison.Ordinal) ? bearer[7..]
            : recording.RequestHeaders.TryGetValue("Cookie", out string? cookie) ? cookie.Split('=', 2)[1]
            : null;
        if (sent is null)
        {
            return;
        }

        User user = state.Data.Users.FirstOrDefault(u => u.Role == role) ?? state.AddUser("other@example.com", "password1", role);
        bool expired = (string?)(recording.Json as JsonObject)?["error"]?["type"] == "expired_oauth_token";
        AccessToken token = new AccessToken { Token = sent.Count(c => c == '.') == 2 ? Jwt.Decode(sent) : sent, UserId = user.Id, Expires = state.Now.AddDays(expired ? -1 : 1) };
        state.Data.Tokens.Add(token);
    }

    private static HttpRequestMessage Request(Recording recording, MageEmulator mage)
    {
        Uri uri = new Uri($"http://127.0.0.1:{mage.Port}{recording.Target.Replace("/rel-noauth/", "/emulator/", StringComparison.Ordinal)}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        HttpRequestMessage request = new HttpRequestMessage(new HttpMethod(recording.Method), uri);
        if (recording.RequestBody is { } body)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        }

        foreach ((string? name, string? value) in recording.RequestHeaders)
        {
            if (name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) || name.Equals("Host", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, value);
            }
            else
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return request;
    }

    private static void Compare(string at, JsonNode? expected, JsonNode? actual, List<string> differences)
    {
        switch (expected)
        {
            case JsonObject real when actual is JsonObject here:
                List<string> missing = real.Select(p => p.Key).Except(here.Select(p => p.Key)).ToList();
                List<string> extra = here.Select(p => p.Key).Except(real.Select(p => p.Key)).ToList();
                if (missing.Count + extra.Count > 0)
                {
                    differences.Add($"{at}: missing [{string.Join(", ", missing)}], extra [{string.Join(", ", extra)}]");
                }

                foreach ((string? key, JsonNode? value) in real)
                {
                    if (here.ContainsKey(key) && at + "/" + key != "/projects[0]/name" && !(s_volatile.Contains(key) && !(key == "message" && at == "/error" && real.ContainsKey("type"))))
                    {
                        Compare($"{at}/{key}", value, here[key], differences);
                    }
                }

                break;
            case JsonArray real when actual is JsonArray here:
                if (real.Count > 0 && here.Count > 0 && real[0] is JsonObject)
                {
                    JsonNode? other = here.FirstOrDefault(h => Key(h) == Key(real[0])) ?? here[0];
                    Compare($"{at}[0]", real[0], other, differences);
                }
                else if (real.Count != here.Count && (real.Count == 0 || here.Count == 0))
                {
                    differences.Add($"{at}: {here.Count} items instead of {real.Count}");
                }
                else if (real.FirstOrDefault() is not JsonObject && !JsonNode.DeepEquals(real, here))
                {
                    differences.Add($"{at}: {here.ToJsonString()} instead of {real.ToJsonString()}");
                }

                break;
            default:
                if (!JsonNode.DeepEquals(expected, actual))
                {
                    string real = (expected as JsonValue)?.GetValueKind() == JsonValueKind.String ? (string)expected! : expected?.ToJsonString() ?? "null";
                    string here = actual?.ToJsonString() ?? "null";
                    if (!(at == "/error/exception" && Same(real, (string?)actual)))
                    {
                        differences.Add($"{at}: {Short(here)} instead of {Short(real)}");
                    }
                }

                break;
        }
    }

    private static string? Key(JsonNode? node) => node is JsonObject o ? (o["uuid"] ?? o["id"] ?? o["name"])?.ToJsonString() : null;

    /// <summary>Exceptions may name the project's folder.</summary>
    private static bool Same(string real, string? here) => here is not null
        && System.Text.RegularExpressions.Regex.Replace(real, @"/home/src/[\w-]+", "") == System.Text.RegularExpressions.Regex.Replace(here, @"/home/src/[\w-]+", "");

    private static string Short(string? text) => text is null ? "" : text.Length > 700 ? text[..700] + "…" : text;
}
