using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Emulation;

public class HttpTests
{
    [Theory]
    [InlineData("PUT", "/api/pipelines")]
    [InlineData("PATCH", "/api/pipelines/x")]
    [InlineData("GET", "/api/pipeline_schedules/1/pipeline_runs/abc")]
    public async Task A_method_that_a_route_does_not_have_is_405_and_empty(string method, string path)
    {
        using EmulatorHarness mage = new EmulatorHarness();
        using HttpResponseMessage response = await mage.Send(method, path);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_unknown_path_is_an_html_page()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        using HttpResponseMessage response = await mage.Send("GET", "/api/pipelines/");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.StartsWith("text/html", response.Content.Headers.ContentType!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_resource_is_a_missing_module()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        Assert.Equal("No module named 'mage_ai.api.policies.FancyThingPolicy'", (string?)(await mage.Get("/api/fancy_things"))["error"]!["exception"]);
    }

    [Fact]
    public async Task Everything_says_tornado_and_allows_any_origin()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        using HttpResponseMessage response = await mage.Send("GET", "/api/statuses");
        Assert.Equal("TornadoServer/6.4.2", response.Headers.Server.ToString());
        Assert.Equal("*", response.Headers.GetValues("Access-Control-Allow-Origin").Single());
    }

    [Fact]
    public async Task A_base_path_comes_before_api()
    {
        using EmulatorHarness mage = new EmulatorHarness(new MageEmulatorOptions { BasePath = "mage" });
        Assert.EndsWith("/mage", mage.Emulator.ToString(), StringComparison.Ordinal);
        using HttpResponseMessage with = await mage.Send("GET", "/mage/api/statuses");
        using HttpResponseMessage without = await mage.Send("GET", "/api/statuses");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (with.StatusCode, without.StatusCode));
    }

    [Fact]
    public async Task The_request_log_has_raw_paths_bodies_and_statuses()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        await mage.Json("PUT", "/api/pipelines/gr%C3%B6%C3%9Fe?update_content=true", "{\"pipeline\":{}}");
        EmulatorRequest entry = Assert.Single(mage.Emulator.Requests);
        Assert.Equal(("PUT", "/api/pipelines/gr%C3%B6%C3%9Fe", "update_content=true", "{\"pipeline\":{}}", 200), (entry.Method, entry.Path, entry.Query, entry.Body, entry.Status));
        Assert.Equal("application/json", entry.Headers["content-type"]);
        mage.Emulator.ClearRequests();
        Assert.Empty(mage.Emulator.Requests);
    }

    [Fact]
    public async Task A_client_that_leaves_is_noticed()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        mage.Emulator.Faults.Next(EmulatorFault.Hang);
        using HttpClient http = new HttpClient();
        using CancellationTokenSource patience = new CancellationTokenSource();
        Task<HttpResponseMessage> hanging = http.GetAsync(mage.Emulator.Uri + "api/statuses", patience.Token);
        MageHost.Eventually(() => mage.Emulator.Requests.Count == 1, "the request hangs");
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hanging);
        MageHost.Eventually(() => mage.Emulator.Requests[0].ClientClosed, "the emulator sees the client leave");
        Assert.Equal(0, mage.Emulator.Requests[0].Status);
    }

    [Fact]
    public async Task Stopping_ends_a_hanging_request_at_once_and_frees_the_port()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        mage.Emulator.Faults.Next(EmulatorFault.Hang);
        Task<HttpResponseMessage> pending = mage.Send("GET", "/api/statuses");
        MageHost.Eventually(() => mage.Emulator.Requests.Count == 1, "the request hangs");
        mage.Emulator.Stop();
        await Assert.ThrowsAsync<HttpRequestException>(() => pending.WaitAsync(TimeSpan.FromSeconds(5)));
        Assert.False(mage.Emulator.IsRunning);
        using MageEmulator again = MageEmulator.Start(new MageEmulatorOptions { Port = mage.Emulator.Port });
        Assert.Equal(mage.Emulator.Port, again.Port);
    }
}
