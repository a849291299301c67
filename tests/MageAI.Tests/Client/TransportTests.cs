using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using MageAI.Emulation;
using MageAI.Operations;
using MageAI.Tests.Hosting;
using MageAI.Transport;
using Xunit;

namespace MageAI.Tests.Client;

public sealed class TransportTests
{
    [Fact]
    public async Task A_read_is_repeated_after_a_lost_connection()
    {
        using Connection mage = await Connection.OpenAsync();
        mage.Emulator.Faults.Next(EmulatorFault.DropBeforeReply);

        MageReply reply = await mage.SendAsync("GET");

        Assert.NotEqual(0, reply.Status);
        Assert.InRange(mage.Wire.Length, 2, 3);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_read_is_repeated_when_a_proxy_is_overloaded(int status)
    {
        using Connection mage = await Connection.OpenAsync();
        mage.Emulator.Faults.Next(EmulatorFault.Status(status), times: 2);

        MageReply reply = await mage.SendAsync("GET");

        Assert.NotEqual(status, reply.Status);
        Assert.Equal(3, mage.Wire.Length);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(501)]
    public async Task Other_statuses_are_final(int status)
    {
        using Connection mage = await Connection.OpenAsync();
        mage.Emulator.Faults.Next(EmulatorFault.Status(status));

        Assert.Equal(status, (await mage.SendAsync("GET")).Status);
        Assert.Single(mage.Wire);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task A_write_is_never_repeated_here_once_it_may_have_arrived(string method)
    {
        using Connection mage = await Connection.OpenAsync();
        Dictionary<string, object?> body = new() { ["pipeline"] = new Dictionary<string, object?> { ["name"] = "etl" } };

        // The route has PUT and DELETE for one pipeline only, which makes no difference before the reply.
        foreach (EmulatorFault fault in new[] { EmulatorFault.DropBeforeReply, EmulatorFault.DropAfterHandling, EmulatorFault.Hang })
        {
            mage.Emulator.ClearRequests();
            mage.Emulator.Faults.Next(fault);
            Task<MageReply> flight = mage.SendAsync(method, body: body);
            if (fault == EmulatorFault.Hang)
            {
                MageHost.Eventually(() => mage.Wire.Length == 1, "the request arrived");
                mage.Clock.Advance(TimeSpan.FromSeconds(20));
            }

            MageException failure = await Assert.ThrowsAsync<MageException>(() => flight);

            Assert.True(failure.ErrorId is MageErrorId.ConnectionFailed or MageErrorId.RequestTimeout, failure.ErrorId.ToString());
            Assert.Single(mage.Wire);
        }

        foreach (int status in new[] { 429, 502, 503, 504 })
        {
            mage.Emulator.ClearRequests();
            mage.Emulator.Faults.Next(EmulatorFault.Status(status));

            Assert.Equal(status, (await mage.SendAsync(method, body: body)).Status);
            Assert.Single(mage.Wire);
        }
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("DELETE")]
    public async Task A_write_to_a_refused_connection_is_repeated_because_nothing_arrived(string method)
    {
        using MageSession session = new(new ConnectionSettings
        {
            Uri = new Uri($"http://127.0.0.1:{CannedServer.DeadPort()}/"),
            RetryCount = 2,
            RetryDelay = TimeSpan.FromMilliseconds(10),
        });
        MageCall call = new();

        MageException failure = await Assert.ThrowsAsync<MageException>(() => session.Transport.SendAsync(MageRequest.Raw(new HttpMethod(method), "pipelines", new Dictionary<string, object?>()), call));

        Assert.Equal(MageErrorId.ConnectionFailed, failure.ErrorId);
        Assert.Equal(3, call.Log.Count);
    }

    [Fact]
    public async Task A_body_cut_in_the_middle_of_a_GET_is_read_again()
    {
        using Connection mage = await Connection.OpenAsync();
        mage.Emulator.Faults.Next(EmulatorFault.CutBody);
        MageCall call = new();

        MageReply reply = await mage.SendAsync("GET", call);

        Assert.Equal(200, reply.Status);
        Assert.Equal(2, mage.Wire.Length);
        Assert.Equal(["ConnectionFailed", "200"], call.Log.Select(entry => entry.ToString().Split(' ')[2]));
    }

    [Fact]
    public async Task Retry_After_in_seconds_is_waited_for()
    {
        using Connection mage = await Connection.OpenAsync();
        mage.Emulator.Faults.Next(EmulatorFault.Status(429, "1"));
        long begun = mage.Clock.GetTimestamp();

        await mage.SendAsync("GET");

        Assert.Equal(TimeSpan.FromSeconds(1), mage.Clock.GetElapsedTime(begun));
    }

    [Fact]
    public async Task Retry_After_as_a_date_is_waited_for()
    {
        using Connection mage = await Connection.OpenAsync();
        mage.Emulator.Faults.Next(EmulatorFault.Status(503, mage.Clock.GetUtcNow().AddSeconds(3).ToString("R", CultureInfo.InvariantCulture)));
        long begun = mage.Clock.GetTimestamp();

        await mage.SendAsync("GET");

        // A date knows whole seconds only.
        Assert.InRange(mage.Clock.GetElapsedTime(begun), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4));
    }

    [Theory]
    [InlineData("Sun, 06 Nov 1994 08:49:37 GMT")]
    [InlineData("soon")]
    [InlineData("0")]
    public async Task A_Retry_After_in_the_past_or_in_no_known_form_delays_nothing(string value)
    {
        using Connection mage = await Connection.OpenAsync();
        mage.Emulator.Faults.Next(EmulatorFault.Status(503, value));
        long begun = mage.Clock.GetTimestamp();

        Assert.Equal(200, (await mage.SendAsync("GET")).Status);
        Assert.InRange(mage.Clock.GetElapsedTime(begun), TimeSpan.Zero, TimeSpan.FromSeconds(0.1));
    }

    [Fact]
    public async Task A_Retry_After_beyond_the_budget_ends_the_trying_at_once()
    {
        using Connection mage = await Connection.OpenAsync();
        mage.Emulator.Faults.Next(EmulatorFault.Status(429, "3600"), times: 9);
        long begun = mage.Clock.GetTimestamp();

        Assert.Equal(429, (await mage.SendAsync("GET")).Status);
        Assert.Single(mage.Wire);
        Assert.Equal(TimeSpan.Zero, mage.Clock.GetElapsedTime(begun));
    }

    [Fact]
    public async Task Trying_ends_with_the_budget_whatever_the_count()
    {
        using Connection mage = await Connection.OpenAsync(retries: 20, budget: TimeSpan.FromSeconds(1), delay: TimeSpan.FromMilliseconds(200));
        mage.Emulator.Faults.Next(EmulatorFault.Status(503), times: 100);
        long begun = mage.Clock.GetTimestamp();

        Assert.Equal(503, (await mage.SendAsync("GET")).Status);
        Assert.InRange(mage.Wire.Length, 2, 10);
        Assert.InRange(mage.Clock.GetElapsedTime(begun), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task Cancelling_aborts_the_request_in_flight_and_the_server_notices()
    {
        using Connection mage = await Connection.OpenAsync();
        mage.Emulator.Faults.Next(EmulatorFault.Hang);
        using CancellationTokenSource stop = new();
        Task<MageReply> flight = mage.SendAsync("GET", new MageCall(stop.Token));
        MageHost.Eventually(() => mage.Wire.Length == 1, "the request arrived");

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flight);
        MageHost.Eventually(() => mage.Emulator.Requests[0].ClientClosed, "the server saw the client leave");
        Assert.Single(mage.Wire);
    }

    [Fact]
    public async Task Cancelling_ends_the_pause_before_a_retry()
    {
        using Connection mage = await Connection.OpenAsync();
        mage.Emulator.Faults.Next(EmulatorFault.Status(429, "20"));
        mage.Clock.Stop();
        using CancellationTokenSource stop = new();
        Task<MageReply> pausing = mage.SendAsync("GET", new MageCall(stop.Token));
        MageHost.Eventually(() => mage.Clock.Pauses == 1, "it pauses");

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pausing.WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Single(mage.Wire);
    }

    [Fact]
    public async Task Closing_a_session_ends_its_request_in_flight_with_a_word()
    {
        using Connection mage = await Connection.OpenAsync();
        mage.Emulator.Faults.Next(EmulatorFault.Hang);
        Task<MageReply> flight = mage.SendAsync("GET");
        MageHost.Eventually(() => mage.Wire.Length == 1, "the request arrived");

        mage.Session.Dispose();

        MageException failure = await Assert.ThrowsAsync<MageException>(() => flight.WaitAsync(TimeSpan.FromSeconds(5)));
        Assert.Equal(MageErrorId.NotConnected, failure.ErrorId);
        failure = await Assert.ThrowsAsync<MageException>(() => mage.SendAsync("GET"));
        Assert.Equal(MageErrorId.NotConnected, failure.ErrorId);
    }

    [Fact]
    public async Task A_hundred_interleaved_calls_of_two_sessions_never_mix()
    {
        using Connection one = await Connection.OpenAsync();
        using Connection two = await Connection.OpenAsync();
        ConcurrentBag<string> mixed = [];

        await Task.WhenAll(Enumerable.Range(0, 100).Select(async i =>
        {
            Connection mine = i % 2 == 0 ? one : two;
            string name = $"p{i}";
            MageCall call = new();
            MageRequest request = new MageRequest(HttpMethod.Get, "pipelines").With("search", name);
            MageReply reply = await mine.Session.Transport.SendAsync(request, call);
            RequestLogEntry entry = Assert.Single(call.Log);
            if (!entry.ToString().Contains("search=" + name + " ", StringComparison.Ordinal) || !ReferenceEquals(reply.Request, request))
            {
                mixed.Add(name);
            }
        }));

        Assert.Empty(mixed);
        Assert.Equal((50, 50), (one.Wire.Length, two.Wire.Length));
        Assert.All(one.Emulator.Requests, request => Assert.Equal(0, int.Parse(request.Query.Split("search=p")[1], CultureInfo.InvariantCulture) % 2));
    }

    [Fact]
    public async Task An_expired_token_is_renewed_once_for_many_callers()
    {
        using MageEmulator emulator = MageEmulator.Start(new MageEmulatorOptions { OwnerEmail = "o@example.com", OwnerPassword = "pass-word", TickMilliseconds = 0 });
        using MageSession session = await MageSession.ConnectAsync(
            new ConnectionSettings { Uri = ConnectionSettings.Normalize(emulator.Uri.ToString()), UserName = "o@example.com", Password = Secret.Protect("pass-word") }, new MageCall());
        emulator.ExpireTokens();
        emulator.ClearRequests();

        MageReply[] replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => session.Transport.SendAsync(new MageRequest(HttpMethod.Get, "pipelines"), new MageCall())));

        Assert.All(replies, reply => Assert.Equal(200, reply.Status));
        Assert.Single(emulator.Requests, request => request.Method == "POST");
    }

    [Fact]
    public async Task A_log_line_says_method_path_status_time_size_and_attempt()
    {
        using Connection mage = await Connection.OpenAsync();
        mage.Emulator.Faults.Next(EmulatorFault.Status(503));
        MageCall call = new();

        await mage.Session.Transport.SendAsync(new MageRequest(HttpMethod.Get, "pipelines").With("status[]", "a b"), call);

        string[] lines = [.. call.Log.Select(entry => entry.ToString())];
        Assert.Matches(@"^GET /api/pipelines\?status\[\]=a%20b 503 \d+ ms \d+ B attempt 1$", lines[0]);
        Assert.Matches(@"^GET /api/pipelines\?status\[\]=a%20b 200 \d+ ms \d+ B attempt 2$", lines[1]);
        Assert.Equal("PUT /api/x 200 1235 ms 12 kB attempt 3", new RequestLogEntry("PUT", "/api/x", 200, TimeSpan.FromMilliseconds(1234.6), 12345, 3, null).ToString());
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/../b")]
    [InlineData("")]
    [InlineData("a//b")]
    public void A_segment_that_would_hit_another_route_is_never_sent(string segment) =>
        Assert.Equal(MageErrorId.InvalidName, Assert.Throws<MageException>(() => new MageRequest(HttpMethod.Get, "pipelines", segment)).ErrorId);

    [Theory]
    [InlineData("größe_1", "pipelines/gr%C3%B6%C3%9Fe_1")]
    [InlineData("nested/deep/blk", "pipelines/nested%2Fdeep%2Fblk")]
    [InlineData("a b?c#d%e", "pipelines/a%20b%3Fc%23d%25e")]
    public void A_name_is_escaped_once(string name, string path) => Assert.Equal(path, new MageRequest(HttpMethod.Get, "pipelines", name).Target());

    [Fact]
    public async Task Writes_to_one_pipeline_wait_for_each_other_and_others_do_not()
    {
        WriteGates gates = new();
        IDisposable first = await gates.EnterAsync("a", new MageCall());
        Task<IDisposable> second = gates.EnterAsync("a", new MageCall());
        using IDisposable other = await gates.EnterAsync("b", new MageCall());
        Assert.False(second.IsCompleted);

        first.Dispose();
        first.Dispose();
        using IDisposable mine = await second.WaitAsync(TimeSpan.FromSeconds(5));
        Assert.False(gates.EnterAsync("a", new MageCall()).IsCompleted);
    }
}
