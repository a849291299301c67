using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Faults;

/// <summary>What cmdlets make of replies that are late, broken, somebody else's or of another shape.</summary>
public sealed class ReplyShapeTests : IDisposable
{
    private readonly MageHost _host = MageHost.Connected(new MageEmulatorOptions { TickMilliseconds = 0 });

    public void Dispose() => _host.Dispose();

    public static TheoryData<string, EmulatorFault, string> Passing { get; } = new()
    {
        { "reset before the reply", EmulatorFault.DropBeforeReply, "etl" },
        { "reset after the work", EmulatorFault.DropAfterHandling, "etl" },
        { "cut in the middle of the body", EmulatorFault.CutBody, "etl" },
        { "slow", EmulatorFault.SlowDrip(TimeSpan.FromMilliseconds(30)), "etl" },
        { "429", EmulatorFault.Status(429, "0"), "etl" },
        { "503 until a date gone by", EmulatorFault.Status(503, "Sun, 06 Nov 1994 08:49:37 GMT"), "etl" },
        { "502", EmulatorFault.Status(502), "etl" },
        { "504", EmulatorFault.Status(504, body: ""), "etl" },
    };

    public static TheoryData<string, EmulatorFault, string> Lasting { get; } = new()
    {
        { "empty", EmulatorFault.EmptyBody, "EmptyResponse" },
        { "a login page", EmulatorFault.Html, "NotMageServer" },
        { "cut JSON", EmulatorFault.Json("{\"pipelines\":[{\"uuid\":\"a\"},{\"uu"), "InvalidResponse" },
        { "an object for a list", EmulatorFault.Json("{\"pipelines\":{\"uuid\":\"a\"}}"), "InvalidResponse" },
        { "a list for an object", EmulatorFault.Json("[{\"uuid\":\"a\"}]"), "InvalidResponse" },
        { "numbers for objects", EmulatorFault.Json("{\"pipelines\":[1,2,3]}"), "InvalidResponse" },
        { "a null item", EmulatorFault.Json("{\"pipelines\":[{\"uuid\":\"a\"},null]}"), "InvalidResponse" },
        { "NaN", EmulatorFault.Json("{\"pipelines\":[{\"uuid\":\"a\",\"executor_count\":NaN}]}"), "InvalidResponse" },
        { "a redirect", EmulatorFault.Redirect("http://elsewhere.test/login"), "Redirected" },
        { "500", EmulatorFault.Status(500), "ServerError" },
        { "500 in plain words", EmulatorFault.Status(500, body: "{\"error\":\"out of memory\"}"), "ServerError" },
        { "429 for long", EmulatorFault.Status(429, "3600"), "RateLimited" },
        { "503 for long", EmulatorFault.Status(503, "Fri, 01 Jan 2100 00:00:00 GMT"), "RateLimited" },
        { "502 again", EmulatorFault.Status(502), "ServerError" },
        { "silence", EmulatorFault.Hang, "RequestTimeout" },
    };

    [Theory]
    [MemberData(nameof(Passing))]
    public void A_fault_that_passes_costs_time_and_nothing_else(string what, EmulatorFault fault, string uuid)
    {
        _host.Run("New-MagePipeline etl").ThrowOnError();
        _host.Emulator.Faults.Next(fault, method: "GET");

        RunResult result = _host.Run("Get-MagePipeline");

        Assert.Equal(uuid, result.One<MagePipeline>().Uuid);
        Assert.Equal(what == "slow" ? 1 : 2, result.Wire.Length);
    }

    [Theory]
    [MemberData(nameof(Lasting))]
    public void A_fault_that_stays_is_one_error_by_name_and_the_next_item_has_its_turn(string what, EmulatorFault fault, string id)
    {
        _host.Run("New-MagePipeline etl; Connect-Mage -Emulator $emulator -RetryCount 1 -TimeoutSec 1").ThrowOnError();
        _host.Emulator.Faults.Next(fault, times: fault == EmulatorFault.Hang || what == "502 again" ? 2 : 1, method: "GET");

        RunResult result = _host.Run("'first', 'etl' | Get-MagePipeline");

        Assert.Null(result.Terminating);
        Assert.Equal(id, result.ErrorId);
        Assert.Equal("first", result.Error.TargetObject);
        Assert.NotEmpty(result.Error.ErrorDetails.RecommendedAction);
        Assert.Equal("etl", ((MagePipeline)Assert.Single(result.Output).BaseObject).Uuid);
    }

    [Fact]
    public void A_reply_whose_compression_is_broken_is_read_again()
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionMode.Compress, leaveOpen: true))
        {
            gzip.Write(Encoding.ASCII.GetBytes("{\"pipelines\":[{\"uuid\":\"etl\"}],\"metadata\":{}}"));
        }

        byte[] broken = packed.ToArray();
        broken[^9] ^= 0x55;
        int lists = 0;
        using CannedServer server = new(request => request.Contains("pipelines", StringComparison.Ordinal)
            ? Gzip(++lists == 1 ? broken : packed.ToArray())
            : CannedServer.Reply(200, "application/json", """{"statuses":[{}],"metadata":{}}"""));
        _host.Run("Connect-Mage $uri -RetryCount 1", ("uri", server.Uri)).ThrowOnError();

        Assert.Equal("etl", _host.Run("Get-MagePipeline").One<MagePipeline>().Uuid);
        Assert.Equal(2, lists);

        static byte[] Gzip(byte[] body) =>
        [
            .. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"), .. body,
        ];
    }

    [Fact]
    public void Unknown_words_unknown_fields_numbers_as_text_and_nulls_for_lists_are_read()
    {
        _host.Emulator.Faults.Next(
            EmulatorFault.Json("""
                {"pipelines":[{"uuid":"a","type":"quantum","executor_count":"3","tags":null,"blocks":null,"new_field":{"deep":[1]},"variables":{"rate":null},"created_at":"soon"},
                {"uuid":"b","type":7,"executor_count":null,"tags":["x",null,3],"blocks":[null,{"uuid":"c","type":"oracle","upstream_blocks":null}],"settings":[1]}],"metadata":{"count":"2"}}
                """),
            method: "GET");

        MagePipeline[] read = _host.Run("Get-MagePipeline").All<MagePipeline>();

        Assert.Equal(("a", "quantum", 3, 0, 0), (read[0].Uuid, read[0].Type, read[0].ExecutorCount, read[0].Tags.Length, read[0].Blocks.Length));
        Assert.Null(read[0].Variables!["rate"]);
        Assert.Null(read[0].CreatedAt);
        Assert.IsType<Dictionary<string, object?>>(read[0].GetField("new_field"));
        Assert.Equal(["x"], read[1].Tags);
        Assert.Null(read[1].ExecutorCount);
        Assert.Null(read[1].Settings);
        Assert.Equal(("oracle", 0), (Assert.Single(read[1].Blocks).Type, read[1].Blocks[0].UpstreamBlocks.Length));
    }

    [Theory]
    [InlineData("Get-MagePipelineRun")]
    [InlineData("Invoke-MageApi pipeline_runs -All")]
    public void A_fault_in_the_middle_of_paging_comes_after_the_rows_before_it(string script)
    {
        Seed(250);
        foreach ((EmulatorFault fault, string id) in new[]
        {
            (EmulatorFault.Html, "NotMageServer"), (EmulatorFault.EmptyBody, "EmptyResponse"), (EmulatorFault.Json("{\"pipeline_runs\":[{\"id\":1},"), "InvalidResponse"),
            (EmulatorFault.Json("{\"error\":{\"code\":500,\"exception\":\"database is locked\",\"message\":\"\"}}"), "ServerError"),
        })
        {
            RunResult result = _host.Run($"$n = 0; {script} | ForEach-Object {{ if ($n++ -eq 0) {{ $emulator.Faults.Next($fault, 1, 'pipeline_runs', 'GET') }}; $_.id }}", ("fault", fault));

            Assert.Equal(id, result.ErrorId);
            Assert.Equal(100, result.Output.Count);
            Assert.Equal(100, result.Output.Select(item => item.BaseObject).Distinct().Count());
        }

        Assert.Equal(250, _host.Run(script).ThrowOnError().Output.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_token_that_ends_in_the_middle_of_paging_is_renewed_with_a_credential_and_ends_the_command_without(bool withCredential)
    {
        using MageHost host = MageHost.Unconnected(new MageEmulatorOptions { OwnerEmail = "o@example.com", OwnerPassword = "pass-word", TickMilliseconds = 0 });
        string token = host.Emulator.AddUser("own@example.com", "pass-word", "owner");
        host.Run(withCredential ? "$emulator | Connect-Mage" : "Connect-Mage $emulator.Uri -Token $token", ("token", token)).ThrowOnError();
        host.Run("New-MagePipeline etl").ThrowOnError();
        host.Emulator.SeedRuns("etl", 250);

        RunResult result = host.Run("try { $n = 0; Get-MagePipelineRun | ForEach-Object { if ($n++ -eq 0) { $emulator.ExpireTokens() }; $_.Id } } catch { $caught = $_; $_.FullyQualifiedErrorId }");

        if (withCredential)
        {
            Assert.Equal(Enumerable.Range(1, 250).Reverse(), result.All<int>());
            Assert.Single(result.Writes, line => line.StartsWith("POST /api/sessions", StringComparison.Ordinal));
        }
        else
        {
            Assert.Equal("TokenExpired,MageAI.Commands.GetMagePipelineRunCommand", result.Output[^1].BaseObject);
            Assert.Equal(101, result.Output.Count);
            Assert.Empty(result.Writes);
        }
    }

    [Fact]
    public void Neither_key_nor_token_follows_a_redirect_to_another_host()
    {
        using CannedServer elsewhere = CannedServer.Answering(200, "application/json", "{\"pipelines\":[]}");
        using MageHost host = MageHost.Unconnected(new MageEmulatorOptions { OwnerEmail = "o@example.com", OwnerPassword = "pass-word", TickMilliseconds = 0 });
        host.Run("$emulator | Connect-Mage").ThrowOnError();
        host.Emulator.Faults.Next(EmulatorFault.Redirect(elsewhere.Uri + "api/pipelines?token=abcdef123"), times: 3);

        RunResult result = host.Run("Get-MagePipeline; New-MagePipeline etl; Remove-MageSchedule 1 -Confirm:$false");

        Assert.Equal(3, result.Errors.Count);
        Assert.All(result.Errors, error => Assert.StartsWith("Redirected", error.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.All(result.Errors, error => Assert.DoesNotContain("abcdef123", error.ToString(), StringComparison.Ordinal));
        Assert.Empty(elsewhere.Requests);
        Assert.Equal(3, result.Wire.Length);
    }

    [Fact]
    public void A_server_that_takes_a_TLS_connection_for_plain_and_never_answers_is_a_timeout()
    {
        System.Net.Sockets.TcpListener silent = new(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        try
        {
            RunResult result = _host.RunToEnd("Connect-Mage $uri -RetryCount 0 -TimeoutSec 1", ("uri", $"https://127.0.0.1:{((System.Net.IPEndPoint)silent.LocalEndpoint).Port}"));

            Assert.Equal("RequestTimeout", result.Ended());
            Assert.Contains("within 1 s", result.Error.Exception.Message, StringComparison.Ordinal);
        }
        finally
        {
            silent.Stop();
        }
    }

    [Fact]
    public void A_POST_without_a_body_is_sent_once_however_the_connection_ends()
    {
        int posts = 0;
        using CannedServer server = new(request =>
        {
            posts += request.StartsWith("POST", StringComparison.Ordinal) ? 1 : 0;
            return request.StartsWith("POST", StringComparison.Ordinal) ? [] : CannedServer.Reply(200, "application/json", """{"statuses":[{}],"metadata":{}}""");
        });
        _host.Run("Connect-Mage $uri -RetryCount 3", ("uri", server.Uri)).ThrowOnError();

        Assert.Equal("WriteOutcomeUnknown", _host.Run("Invoke-MageApi kernels POST").ErrorId);
        Assert.Equal(1, posts);
    }

    private void Seed(int runs)
    {
        _host.Run("New-MagePipeline etl").ThrowOnError();
        _host.Emulator.SeedRuns("etl", runs);
    }
}
