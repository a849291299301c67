using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Emulation;

public class FaultTests
{
    [Fact]
    public async Task A_status_comes_as_often_as_planned_and_only_where_it_matches()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        mage.Emulator.Faults.Next(EmulatorFault.Status(503, retryAfter: "2"), times: 2, pathContains: "/pipelines", method: "GET");
        using HttpResponseMessage other = await mage.Send("GET", "/api/statuses");
        using HttpResponseMessage first = await mage.Send("GET", "/api/pipelines");
        using HttpResponseMessage second = await mage.Send("GET", "/api/pipelines");
        using HttpResponseMessage third = await mage.Send("GET", "/api/pipelines");
        Assert.Equal([200, 503, 503, 200], new[] { other, first, second, third }.Select(r => (int)r.StatusCode));
        Assert.Equal("2", first.Headers.GetValues("Retry-After").Single());
    }

    [Fact]
    public async Task A_drop_before_the_reply_leaves_nothing_done_and_one_after_handling_leaves_it_done()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        mage.Emulator.Faults.Next(EmulatorFault.DropBeforeReply);
        await Assert.ThrowsAsync<HttpRequestException>(() => mage.Send("POST", "/api/pipelines", "{\"pipeline\":{\"name\":\"a\"}}"));
        Assert.Equal(0, mage.Emulator.CountOf("pipelines"));
        mage.Emulator.Faults.Next(EmulatorFault.DropAfterHandling);
        await Assert.ThrowsAsync<HttpRequestException>(() => mage.Send("POST", "/api/pipelines", "{\"pipeline\":{\"name\":\"a\"}}"));
        Assert.Equal(1, mage.Emulator.CountOf("pipelines"));
    }

    [Fact]
    public async Task A_cut_body_ends_too_early()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        mage.Emulator.Faults.Next(EmulatorFault.CutBody);
        await Assert.ThrowsAsync<HttpRequestException>(() => mage.Send("GET", "/api/statuses"));
    }

    [Fact]
    public async Task A_reply_in_Mages_place_may_come_after_the_work()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        mage.Emulator.Faults.Next(EmulatorFault.Status(503, retryAfter: "7").AfterHandling());
        using HttpResponseMessage reply = await mage.Send("POST", "/api/pipelines", "{\"pipeline\":{\"name\":\"a\"}}");
        Assert.Equal((503, "7", 1), ((int)reply.StatusCode, reply.Headers.GetValues("Retry-After").Single(), mage.Emulator.CountOf("pipelines")));
        Assert.Throws<InvalidOperationException>(() => EmulatorFault.Hang.AfterHandling());

        mage.Emulator.Faults.Next(EmulatorFault.CutJson);
        using HttpResponseMessage half = await mage.Send("GET", "/api/pipelines");
        string text = await half.Content.ReadAsStringAsync();
        Assert.StartsWith("{\"pipelines\": [", text, StringComparison.Ordinal);
        Assert.DoesNotContain("metadata", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_held_request_is_carried_out_in_its_turn_although_the_client_has_left()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        TaskCompletionSource turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        mage.Emulator.Faults.Next(EmulatorFault.Hold(turn.Task));
        using (System.Net.Sockets.TcpClient client = new("127.0.0.1", mage.Emulator.Port))
        {
            await client.GetStream().WriteAsync("POST /api/pipelines HTTP/1.1\r\nHost: x\r\nContent-Length: 25\r\n\r\n{\"pipeline\":{\"name\":\"a\"}}"u8.ToArray());
            MageHost.Eventually(() => mage.Emulator.Requests.Count == 1, "the request arrived");
        }

        Assert.Equal(0, mage.Emulator.CountOf("pipelines"));
        turn.SetResult();
        MageHost.Eventually(() => mage.Emulator.CountOf("pipelines") == 1, "it was carried out");
    }

    [Fact]
    public async Task On_a_full_disk_code_is_cut_a_renamed_file_is_moved_and_what_names_it_stays()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        await mage.Pipeline("a");
        await mage.Json("POST", "/api/pipelines/a/blocks", "{\"block\":{\"name\":\"load\",\"type\":\"data_loader\",\"language\":\"python\",\"content\":\"x = 1\"}}");
        mage.Emulator.Faults.Next(EmulatorFault.DiskFull, times: 3);
        System.Text.Json.Nodes.JsonObject code = await mage.Json("PUT", "/api/file_contents/data_loaders%2Fload.py", "{\"file_content\":{\"content\":\"y = 22\"}}");
        System.Text.Json.Nodes.JsonObject renamed = await mage.Json("PUT", "/api/pipelines/a/blocks/load", "{\"block\":{\"name\":\"read\"}}");
        System.Text.Json.Nodes.JsonObject row = await mage.Json("POST", "/api/pipelines/a/pipeline_schedules", "{\"pipeline_schedule\":{\"name\":\"n\"}}");

        Assert.Equal("[Errno 28] No space left on device", (string?)code["error"]!["exception"]);
        Assert.Equal("[Errno 28] No space left on device", (string?)renamed["error"]!["exception"]);
        Assert.Equal("(sqlite3.OperationalError) database or disk is full", (string?)row["error"]!["exception"]);
        Assert.Equal("", (string?)(await mage.Get("/api/pipelines/a/blocks/load"))["block"]!["content"]);
        Assert.Equal("y =", (string?)(await mage.Get("/api/file_contents/data_loaders%2Fread.py"))["file_content"]!["content"]);
        Assert.Equal(0, mage.Emulator.CountOf("schedules"));
    }

    [Fact]
    public async Task A_skewed_clock_shows_in_the_replies_and_in_what_is_made()
    {
        using EmulatorHarness mage = new EmulatorHarness(new MageEmulatorOptions { ClockSkew = TimeSpan.FromHours(-3), TickMilliseconds = 0 });
        using HttpResponseMessage reply = await mage.Send("POST", "/api/pipelines", "{\"pipeline\":{\"name\":\"a\"}}");
        Assert.InRange((mage.Emulator.Options.Clock.GetUtcNow() - reply.Headers.Date!.Value).TotalHours, 2.99, 3.01);
        Assert.StartsWith(reply.Headers.Date.Value.UtcDateTime.ToString("yyyy-MM-dd HH:", System.Globalization.CultureInfo.InvariantCulture), mage.Emulator.State.FindPipeline("a")!.CreatedAt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Canned_replies_are_given_as_they_are()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        mage.Emulator.Faults.Next(EmulatorFault.EmptyBody);
        mage.Emulator.Faults.Next(EmulatorFault.Html);
        mage.Emulator.Faults.Next(EmulatorFault.Json("{\"pipelines\":3}"));
        mage.Emulator.Faults.Next(EmulatorFault.Redirect("https://login.example.com/"));
        using HttpResponseMessage empty = await mage.Send("GET", "/api/pipelines");
        using HttpResponseMessage html = await mage.Send("GET", "/api/pipelines");
        using HttpResponseMessage json = await mage.Send("GET", "/api/pipelines");
        using HttpResponseMessage redirect = await mage.Send("GET", "/api/pipelines");
        Assert.Equal("", await empty.Content.ReadAsStringAsync());
        Assert.Equal("text/html", html.Content.Headers.ContentType!.MediaType);
        Assert.Equal("{\"pipelines\":3}", await json.Content.ReadAsStringAsync());
        Assert.Equal((HttpStatusCode.Found, new Uri("https://login.example.com/")), (redirect.StatusCode, redirect.Headers.Location));
    }

    [Fact]
    public async Task Latency_and_slow_bodies_take_their_time()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        long begun = mage.Clock.GetTimestamp();
        mage.Emulator.Faults.Latency = TimeSpan.FromSeconds(150);
        await mage.Get("/api/statuses");
        Assert.InRange(mage.Clock.GetElapsedTime(begun).TotalSeconds, 150, 151);
        mage.Emulator.Faults.Clear();
        begun = mage.Clock.GetTimestamp();
        mage.Emulator.Faults.Next(EmulatorFault.SlowDrip(TimeSpan.FromSeconds(15)));
        await mage.Get("/api/statuses");
        Assert.InRange(mage.Clock.GetElapsedTime(begun).TotalSeconds, 240, 241);
    }

    [Fact]
    public async Task Parallel_writes_to_one_pipeline_break_each_other_and_others_do_not()
    {
        using EmulatorHarness mage = new EmulatorHarness();
        await mage.Pipeline("a");
        await mage.Pipeline("b");
        mage.Emulator.ClearRequests();
        mage.Clock.Stop();
        mage.Emulator.Faults.Latency = TimeSpan.FromSeconds(1);
        Task<System.Text.Json.Nodes.JsonObject> first = mage.Json("PUT", "/api/pipelines/a", "{\"pipeline\":{\"description\":\"1\"}}");
        MageHost.Eventually(() => mage.Emulator.Requests.Count == 1, "the first is under way");

        Task<System.Text.Json.Nodes.JsonObject> second = mage.Json("PUT", "/api/pipelines/a", "{\"pipeline\":{\"description\":\"2\"}}");
        Task<System.Text.Json.Nodes.JsonObject> elsewhere = mage.Json("PUT", "/api/pipelines/b", "{\"pipeline\":{\"description\":\"3\"}}");
        MageHost.Eventually(() => mage.Emulator.Requests.Count == 3, "all are under way");
        while (!(first.IsCompleted && second.IsCompleted && elsewhere.IsCompleted))
        {
            mage.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.NotNull((await first)["pipeline"]);
        Assert.Equal("Invalid pipeline config: {}", (string?)(await second)["error"]!["exception"]);
        Assert.NotNull((await elsewhere)["pipeline"]);
        mage.Emulator.Faults.Clear();
        for (int i = 0; i < 50; i++)
        {
            Assert.NotNull((await mage.Json("PUT", "/api/pipelines/a", $"{{\"pipeline\":{{\"description\":\"{i}\"}}}}"))["pipeline"]);
        }
    }
}
