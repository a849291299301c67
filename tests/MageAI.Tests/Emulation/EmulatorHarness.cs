using System;
using System.Net.Http;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using MageAI.Emulation;
using MageAI.Tests.Hosting;

namespace MageAI.Tests.Emulation;

/// <summary>An emulator and a plain HTTP client for it.</summary>
internal sealed class EmulatorHarness : IDisposable
{
    private readonly HttpClient _http;

    public EmulatorHarness(MageEmulatorOptions? options = null)
    {
        options ??= new MageEmulatorOptions { TickMilliseconds = 20, BlockDuration = TimeSpan.FromMilliseconds(20) };
        options.Clock = Clock;
        Emulator = MageEmulator.Start(options);
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = Emulator.Uri };
    }

    /// <summary>The emulator's time.</summary>
    public EagerClock Clock { get; } = new();

    public MageEmulator Emulator { get; }

    public string? Token { get; set; }

    public bool SendKey { get; set; } = true;

    public static EmulatorHarness WithOwner() => new(new MageEmulatorOptions { OwnerEmail = "admin@admin.com", OwnerPassword = "admin", TickMilliseconds = 0 });

    public async Task<HttpResponseMessage> Send(string method, string path, string? body = null, string contentType = "application/json")
    {
        HttpRequestMessage request = new HttpRequestMessage(new HttpMethod(method), Emulator.Uri.GetLeftPart(UriPartial.Authority) + path);
        if (SendKey)
        {
            request.Headers.Add("X-API-KEY", "zkWlN0PkIKSN0C11CfUHUj84OT5XOJ6tDZ6bDRO2");
        }

        if (Token is not null)
        {
            request.Headers.Add("OAUTH-TOKEN", Token);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.Remove("Content-Type");
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        return await _http.SendAsync(request);
    }

    /// <summary>Lets its scheduler look, a moment later than it did before: what takes no time is over then.</summary>
    public void Tick()
    {
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        Emulator.Tick();
    }

    public async Task<JsonObject> Json(string method, string path, string? body = null)
    {
        using HttpResponseMessage response = await Send(method, path, body);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
    }

    public Task<JsonObject> Get(string path) => Json("GET", path);

    public async Task<string> Pipeline(string name, params string[] blocks)
    {
        string uuid = (string)(await Json("POST", "/api/pipelines", new JsonObject { ["pipeline"] = new JsonObject { ["name"] = name } }.ToJsonString()))["pipeline"]!["uuid"]!;
        string? before = null;
        foreach (string block in blocks)
        {
            string[] parts = block.Split('=', 2);
            before = await Block(uuid, parts[0], parts.Length > 1 ? parts[1] : "x = 1\n", before is null ? [] : [before]);
        }

        return uuid;
    }

    public async Task<string> Block(string pipeline, string name, string content = "x = 1\n", params string[] upstream)
    {
        JsonArray list = new JsonArray();
        foreach (string u in upstream)
        {
            list.Add(u);
        }

        JsonObject reply = await Json("POST", $"/api/pipelines/{pipeline}/blocks", new JsonObject
        {
            ["block"] = new JsonObject { ["name"] = name, ["type"] = "data_loader", ["language"] = "python", ["content"] = content, ["upstream_blocks"] = list },
        }.ToJsonString());
        return (string)reply["block"]!["uuid"]!;
    }

    public async Task<JsonObject> Schedule(string pipeline, string fields = "\"name\":\"api\",\"schedule_type\":\"api\",\"status\":\"active\"") =>
        (await Json("POST", $"/api/pipelines/{pipeline}/pipeline_schedules", $"{{\"pipeline_schedule\":{{{fields}}}}}"))["pipeline_schedule"]!.AsObject();

    public async Task<int> Trigger(JsonObject schedule, string body = "{}") =>
        (int)(await Json("POST", $"/api/pipeline_schedules/{schedule["id"]}/pipeline_runs/{schedule["token"]}", body))["pipeline_run"]!["id"]!;

    public async Task<JsonObject> WaitFor(int run, string status)
    {
        for (int i = 0; i < 300; i++)
        {
            JsonObject read = (await Get($"/api/pipeline_runs/{run}"))["pipeline_run"]!.AsObject();
            if ((string?)read["status"] == status)
            {
                return read;
            }

            Clock.Advance(TimeSpan.FromMilliseconds(20));
        }

        throw new TimeoutException($"Run {run} did not become {status}.");
    }

    public void Dispose()
    {
        _http.Dispose();
        Emulator.Dispose();
    }
}
