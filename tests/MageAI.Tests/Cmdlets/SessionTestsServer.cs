using System;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>Get-MageServer and Invoke-MageApi.</summary>
public sealed class SessionTestsServer : IDisposable
{
    private readonly MageHost _host = MageHost.Connected();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Get_server_tells_version_scheduler_and_activity()
    {
        RunResult result = _host.Run("Get-MageServer");

        MageServer server = result.One<MageServer>();
        Assert.Equal(["GET /api/statuses?_format=with_activity_details", "GET /api/projects"], result.Wire);
        Assert.Equal(("0.9.79", "running", 0), (server.Version, server.SchedulerStatus, server.ActivePipelineRunCount));
        Assert.False(server.RequireUserAuthentication);
        Assert.NotNull(server.Project);
        Assert.InRange(server.ClockOffset, TimeSpan.FromSeconds(-2), TimeSpan.FromSeconds(2));
        Assert.Equal("emulator", server.Session!.Name);

        _host.Emulator.SetSchedulerRunning(false);
        Assert.Equal("stopped", _host.Run("Get-MageServer").One<MageServer>().SchedulerStatus);
    }

    [Fact]
    public void Get_server_is_content_with_what_a_user_may_see()
    {
        using MageHost host = MageHost.ConnectedAs("none");

        RunResult result = host.Run("Get-MageServer");

        MageServer server = result.One<MageServer>();
        Assert.Null(server.Version);
        Assert.True(server.RequireUserAuthentication);
        Assert.Equal("running", server.SchedulerStatus);
        Assert.Single(result.Warnings);
    }

    [Fact]
    public void Invoke_reads_an_object_and_a_list_as_objects()
    {
        _host.Run("New-MagePipeline etl -Tag core; New-MagePipeline other").ThrowOnError();

        RunResult result = _host.Run("Invoke-MageApi pipelines | ForEach-Object uuid; (Invoke-MageApi /api/pipelines/etl).tags[0]; (Invoke-MageApi api/pipelines?search=oth).name");

        Assert.Equal(["etl", "other", "core", "other"], result.All<string>());
        Assert.Equal(["GET /api/pipelines", "GET /api/pipelines/etl", "GET /api/pipelines?search=oth"], result.Wire);
    }

    [Fact]
    public void Invoke_writes_a_hashtable_an_object_or_JSON_text()
    {
        RunResult result = _host.Run("""
            Invoke-MageApi pipelines POST -Body @{ pipeline = @{ name = 'a' } } | Out-Null
            Invoke-MageApi pipelines POST -Body ([pscustomobject]@{ pipeline = [pscustomobject]@{ name = 'b' } }) | Out-Null
            Invoke-MageApi pipelines -Method post -Body '{"pipeline": {"name": "c", "description": "1.50"}}' | Out-Null
            Invoke-MageApi pipelines/c DELETE | Out-Null
            """);

        result.ThrowOnError();
        Assert.Equal(
            [
                """POST /api/pipelines {"pipeline":{"name":"a"}}""",
                """POST /api/pipelines {"pipeline":{"name":"b"}}""",
                """POST /api/pipelines {"pipeline":{"name":"c","description":"1.50"}}""",
                "DELETE /api/pipelines/c",
            ],
            result.Wire);
    }

    [Fact]
    public void Invoke_with_WhatIf_reads_but_does_not_write()
    {
        RunResult result = _host.Run("Invoke-MageApi pipelines POST -Body @{ pipeline = @{ name = 'a' } } -WhatIf; Invoke-MageApi pipelines/a DELETE -WhatIf; Invoke-MageApi pipelines -WhatIf");

        result.ThrowOnError();
        Assert.Equal(["GET /api/pipelines"], result.Wire);
    }

    [Fact]
    public void Invoke_writes_booleans_as_Mage_reads_them_and_repeats_lists()
    {
        RunResult result = _host.Run("Invoke-MageApi pipelines -Query ([ordered]@{ include_schedules = $true; x = $false; 'tag[]' = 'a b', 'c&d'; n = 1.5 })");

        result.ThrowOnError();
        Assert.Equal(["GET /api/pipelines?include_schedules=true&x=false&tag[]=a%20b&tag[]=c%26d&n=1.5"], result.Wire);
    }

    [Fact]
    public void Invoke_all_reads_page_after_page_each_larger_than_the_one_before()
    {
        _host.Run("New-MagePipeline etl; 1..205 | ForEach-Object { Invoke-MageApi pipelines/etl/pipeline_schedules POST -Body @{ pipeline_schedule = @{ name = \"s$_\" } } }").ThrowOnError();

        RunResult result = _host.Run("Invoke-MageApi pipeline_schedules -All -Query @{ order_by = 'name' } | ForEach-Object id");

        Assert.Equal(205, result.All<int>().Distinct().Count());
        Assert.Equal(
            [
                "GET /api/pipeline_schedules?order_by=name&_limit=100&_offset=0",
                "GET /api/pipeline_schedules?order_by=name&_limit=400&_offset=99",
            ],
            result.Wire);

        Assert.Single(_host.Run(":enough foreach ($once in 1) { Invoke-MageApi pipeline_schedules -All | ForEach-Object { break enough } }").ThrowOnError().Wire);
    }

    [Fact]
    public void Invoke_reports_an_error_in_a_reply_of_status_200_and_goes_on()
    {
        RunResult result = _host.Run("'pipelines/nope', 'pipelines' | Invoke-MageApi");

        Assert.Null(result.Terminating);
        Assert.Equal("PipelineNotFound", result.ErrorId);
        Assert.Equal("pipelines/nope", result.Error.TargetObject);
        Assert.Equal(2, result.Wire.Length);
        Assert.Equal("NotSupported", _host.Run("Invoke-MageApi not_there").ErrorId);
    }

    [Theory]
    [InlineData("http://elsewhere/api/pipelines")]
    [InlineData("pipelines//")]
    [InlineData("pipelines//blocks")]
    [InlineData("../pipelines")]
    [InlineData("pipelines/../x")]
    [InlineData("pipelines/%2e%2e/x")]
    [InlineData("pipelines/..\\x")]
    [InlineData("pipelines#x")]
    [InlineData("/")]
    public void Invoke_refuses_what_is_no_path(string path)
    {
        RunResult result = _host.Run("Invoke-MageApi $path", ("path", path));

        Assert.Equal("InvalidAddress", result.ErrorId);
        Assert.Equal(ErrorCategory.InvalidArgument, result.Error.CategoryInfo.Category);
        Assert.Empty(result.Wire);
    }

    [Theory]
    [InlineData("{0}api/pipelines")]
    [InlineData("{0}api/pipelines/")]
    [InlineData("{0}api/pipelines?search=etl")]
    [InlineData("\"{0}api/pipelines/?search=etl\"\r\n")]
    [InlineData("pipelines/")]
    [InlineData("/api/pipelines/?search=etl")]
    public void Invoke_takes_the_address_of_an_endpoint_of_its_own_server_apart(string address)
    {
        foreach (string root in new[] { "", "tools/mage" })
        {
            using MageHost host = MageHost.Connected(new MageEmulatorOptions { TickMilliseconds = 0, BasePath = root });
            string path = string.Format(null, address, host.Emulator.Uri.ToString().TrimEnd('/') + "/");

            RunResult result = host.Run("Invoke-MageApi $path", ("path", path)).ThrowOnError();

            Assert.Equal($"GET {host.Emulator.Uri.AbsolutePath.TrimEnd('/')}/api/pipelines{(path.Contains('?', StringComparison.Ordinal) ? "?search=etl" : "")}", Assert.Single(result.Wire));
        }
    }

    [Theory]
    [InlineData("http://elsewhere:6789/api/pipelines", "http://elsewhere:6789/api/pipelines")]
    [InlineData("http://me:pass-word-1@{0}/api/pipelines", "http://***@{0}/api/pipelines")]
    [InlineData("https://{0}/api/pipelines?api_key=SECRET-KEY-1", "https://{0}/api/pipelines?api_key=***")]
    [InlineData("http://elsewhere/api/pipeline_schedules/1/pipeline_runs/67d62ed3aa", "http://elsewhere/api/pipeline_schedules/1/pipeline_runs/***")]
    public void Invoke_refuses_the_address_of_another_server_and_shows_no_secret_of_it(string address, string shown)
    {
        string authority = _host.Emulator.Uri.Authority;

        RunResult result = _host.Run("Invoke-MageApi $path POST -Body @{}", ("path", string.Format(null, address, authority)));

        Assert.Equal("InvalidAddress", result.ErrorId);
        Assert.Equal($"'{string.Format(null, shown, authority)}' is not on {_host.Emulator.Uri}, the server of this session; nothing was sent.", result.Error.Exception.Message);
        Assert.Equal(string.Format(null, shown, authority), result.Error.TargetObject);
        Assert.Contains("Connect-Mage", result.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(result.Wire);
    }

    [Theory]
    [InlineData("pipeline_schedules/1/pipeline_runs/67d62ed3aa#x", "pipeline_schedules/1/pipeline_runs/***")]
    [InlineData("runs/67d62ed3aa/#x", "runs/***/#x")]
    [InlineData("pipelines#x?token=67d62ed3aa", "pipelines#x?token=***")]
    public void Invoke_shows_no_secret_of_what_is_no_path(string path, string shown)
    {
        RunResult result = _host.Run("Invoke-MageApi $path", ("path", path));

        Assert.Equal($"'{shown}' is no path of Mage's API; nothing was sent.", result.Error.Exception.Message);
        Assert.Equal(shown, result.Error.TargetObject);
    }

    [Theory]
    [InlineData("Invoke-MageApi pipelines -Body @{ search = 'x' }", "-Body", "-Query")]
    [InlineData("'pipelines', 'tags' | Invoke-MageApi -Method get -Body '{\"search\":\"x\"}'", "-Body", "-Query")]
    [InlineData("Invoke-MageApi pipelines POST -Body @{ pipeline = @{ name = 'x' } } -All", "-All", "-All")]
    [InlineData("Invoke-MageApi pipelines -All -TriggerToken abcdef123", "-All", "-All")]
    public void Invoke_refuses_what_would_have_no_part_in_the_request(string script, string parameter, string advice)
    {
        RunResult result = _host.RunToEnd(script);

        Assert.Equal("InvalidInput", result.Ended());
        Assert.StartsWith(parameter + " has no meaning with ", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains(advice, result.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(result.Wire);
    }

    [Fact]
    public void Invoke_shows_no_token_of_a_path()
    {
        RunResult result = _host.Run("Invoke-MageApi 'pipeline_schedules/1/pipeline_runs/67d62ed3aa' POST -Body @{} -Verbose; Invoke-MageApi 'pipelines/nope?api_key=secret-key-1' -Verbose");

        Assert.Equal(2, result.Errors.Count);
        string shown = string.Join("\n", result.Verbose.Concat(result.Errors.Select(error => error + " " + error.TargetObject + " " + ((MageException)error.Exception).Path)));
        Assert.DoesNotContain("67d62ed3aa", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-key-1", shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Invoke-MageApi pipelines POST -Body '[1]'")]
    [InlineData("Invoke-MageApi pipelines POST -Body '{oops'")]
    [InlineData("Invoke-MageApi pipelines POST -Body @{ a = { 1 } }")]
    [InlineData("Invoke-MageApi pipelines PATCH")]
    public void Invoke_refuses_a_body_or_method_that_cannot_be_meant(string script)
    {
        RunResult result = _host.RunToEnd(script);

        Assert.NotNull(result.Terminating);
        Assert.Empty(result.Wire);
    }

    [Fact]
    public void Ctrl_C_aborts_the_request_in_flight_and_the_server_notices()
    {
        _host.Emulator.ClearRequests();
        _host.Emulator.Faults.Next(EmulatorFault.Hang);
        using PowerShell shell = PowerShell.Create(_host.Runspace);
        IAsyncResult running = shell.AddScript("Get-MageServer").BeginInvoke();
        MageHost.Eventually(() => _host.Emulator.Requests.Count == 1, "the request arrived");

        shell.Stop();

        Assert.ThrowsAny<PipelineStoppedException>(() => shell.EndInvoke(running));
        MageHost.Eventually(() => _host.Emulator.Requests[0].ClientClosed, "the server saw the client leave");
        Assert.Empty(shell.Streams.Error);
    }

    [Fact]
    public async Task Two_runspaces_share_a_session_without_seeing_each_others_requests()
    {
        using MageHost other = MageHost.WithoutServer();
        object session = _host.Run("Get-MageSession").Output[0].BaseObject;
        const string script = "1..50 | ForEach-Object { Invoke-MageApi pipelines -Query @{ search = \"$mine$_\" } -Session $session -Verbose }";

        RunResult[] results = await Task.WhenAll(
            Task.Run(() => _host.Run(script, ("session", session), ("mine", "left"))),
            Task.Run(() => other.Run(script, ("session", session), ("mine", "right"))));

        foreach ((RunResult result, string mine) in results.Zip(["left", "right"]))
        {
            Assert.Equal(
                Enumerable.Range(1, 50).Select(i => $"GET /api/pipelines?search={mine}{i}"),
                result.ThrowOnError().Verbose.Where(line => line.StartsWith("GET", StringComparison.Ordinal)).Select(line => line[..line.IndexOf(" 200 ", StringComparison.Ordinal)]));
        }
    }

    [Fact]
    public void A_deletion_whose_reply_was_lost_is_no_error()
    {
        _host.Run("New-MagePipeline etl").ThrowOnError();
        _host.Emulator.Faults.Next(EmulatorFault.DropAfterHandling, method: "DELETE");

        RunResult result = _host.Run("Remove-MagePipeline etl -Confirm:$false");

        result.ThrowOnError();
        Assert.Equal(["DELETE /api/pipelines/etl"], result.Writes);
        Assert.Equal("PipelineNotFound", _host.Run("Remove-MagePipeline etl -Confirm:$false").ErrorId);
    }
}
