using System;
using System.Linq;
using System.Management.Automation;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>The addresses, tokens and headers that people have, as they have them.</summary>
public sealed class AddressTests : IDisposable
{
    private readonly MageHost _host = MageHost.Connected(new MageEmulatorOptions { TickMilliseconds = 0, Clock = new EagerClock() });
    private readonly string _token;

    public AddressTests()
    {
        _host.Run("New-MagePipeline etl | New-MageBlock -Name load -Type data_loader -Content 'return [1, 2]'; New-MageSchedule etl api -Api -Enabled").ThrowOnError();
        _token = _host.Run("(Get-MageSchedule -Id 1).GetToken()").One<string>();
    }

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("{0}api/pipeline_schedules/1/pipeline_runs/{1}", "")]
    [InlineData("{0}api/pipeline_schedules/1/pipeline_runs/{1}/", "-TriggerTokenIn Path")]
    [InlineData("{0}api/pipeline_schedules/1/api_trigger", "-TriggerToken $token")]
    [InlineData("{0}api/pipeline_schedules/1/api_trigger?x=1", "-ScheduleId 1 -TriggerToken $token")]
    [InlineData("{0}pipelines/etl/triggers/1", "-TriggerToken $token")]
    [InlineData("{0}pipelines/etl/triggers/1/edit#top", "-TriggerToken $token")]
    public void The_address_that_the_web_page_shows_for_a_trigger_is_taken_apart(string address, string more)
    {
        string uri = string.Format(System.Globalization.CultureInfo.InvariantCulture, address, _host.Emulator.Uri, _token);

        RunResult result = _host.Run($"Invoke-MagePipelineRun -Uri $uri {more} -Variable @{{ day = 1 }} -Verbose", ("uri", uri), ("token", _token));

        Assert.Equal(1, result.One<MagePipelineRun>().Id);
        Assert.Single(result.Wire);
        Assert.DoesNotContain(result.Verbose, line => line.Contains(_token, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{0}api/pipeline_schedules/1/api_trigger", "", "TriggerToken")]
    [InlineData("{0}", "-TriggerToken $token", "ScheduleId")]
    [InlineData("{0}api/pipeline_schedules/1/pipeline_runs/{1}", "-ScheduleId 2", "ScheduleId")]
    public void An_address_that_does_not_say_everything_is_refused_without_a_request_and_without_a_prompt(string address, string more, string missing)
    {
        string uri = string.Format(System.Globalization.CultureInfo.InvariantCulture, address, _host.Emulator.Uri, _token);

        RunResult result = _host.Run($"Invoke-MagePipelineRun -Uri $uri {more}", ("uri", uri), ("token", _token));

        Assert.Equal("InvalidInput", result.ErrorId);
        Assert.Contains("-" + missing, result.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(result.Wire);
    }

    [Fact]
    public void The_token_in_an_address_is_in_no_error_and_not_among_what_it_remembers()
    {
        string uri = $"http://127.0.0.1:{CannedServer.DeadPort()}/base/api/pipeline_schedules/1/pipeline_runs/{_token}";

        RunResult result = _host.Run("Invoke-MagePipelineRun -Uri $uri -TriggerTokenIn Path", ("uri", uri));

        Assert.Equal("ConnectionFailed", result.ErrorId);
        string remembered = string.Join(" ", result.Error.InvocationInfo.BoundParameters.Select(pair => pair.Value?.ToString()));
        Assert.DoesNotContain(_token, result.Error + result.Error.Exception.ToString() + remembered, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pipelines")]
    [InlineData("pipelines/etl/edit?sideview=tree")]
    [InlineData("overview")]
    [InlineData("pipeline-runs?status=failed")]
    [InlineData("triggers")]
    [InlineData("api/pipelines/etl")]
    [InlineData("settings/workspace/preferences")]
    [InlineData("api/pipeline_schedules/1/pipeline_runs/0123456789abcdef0123456789abcdef")]
    [InlineData("api/pipeline_schedules/1/api_trigger")]
    [InlineData("api/runs")]
    [InlineData("pipelines/etl/triggers/1")]
    [InlineData("api/status")]
    [InlineData("api/statuses?_format=with_activity_details")]
    [InlineData("api/sessions")]
    [InlineData("api/pipeline_runs")]
    [InlineData("api/pipeline_runs/1")]
    [InlineData("api/pipelines/etl/blocks")]
    [InlineData("v2")]
    [InlineData("v2/canvas")]
    [InlineData("oauth")]
    [InlineData("block-layout")]
    public void The_address_of_a_web_page_or_an_endpoint_leads_to_its_server(string page)
    {
        foreach ((string root, bool signsIn) in new[] { ("", false), ("base", false), ("", true), ("base", true) })
        {
            using MageHost host = MageHost.Unconnected(new MageEmulatorOptions { TickMilliseconds = 0, BasePath = root, OwnerEmail = signsIn ? "me@example.com" : null, OwnerPassword = signsIn ? "secret" : null });

            MageSession session = host.Run("Connect-Mage $uri -Credential $credential -PassThru -RetryCount 0", ("credential", SessionTests.Credential("me@example.com", "secret")), ("uri", host.Emulator.Uri.ToString().TrimEnd('/') + "/" + page)).One<MageSession>();

            Assert.Equal(host.Emulator.Uri.ToString().TrimEnd('/') + "/", session.Uri.ToString());
        }
    }

    [Fact]
    public void A_base_path_that_is_called_like_a_page_is_one()
    {
        using MageHost host = MageHost.Unconnected(new MageEmulatorOptions { TickMilliseconds = 0, BasePath = "pipelines" });

        Assert.EndsWith("/pipelines/", host.Run("Connect-Mage $emulator.Uri -PassThru").One<MageSession>().Uri.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("/pipelines/", host.Run("Connect-Mage $uri -PassThru", ("uri", host.Emulator.Uri + "/pipelines/etl/edit")).One<MageSession>().Uri.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("api/status")]
    [InlineData("api/mage")]
    [InlineData("tools/api/mage/v2")]
    public void A_base_path_that_is_called_like_an_endpoint_is_one(string root)
    {
        using MageHost host = MageHost.Unconnected(new MageEmulatorOptions { TickMilliseconds = 0, BasePath = root });

        foreach (string address in new[] { host.Emulator.Uri.ToString(), host.Emulator.Uri.ToString().TrimEnd('/') + "/api/statuses", host.Emulator.Uri.ToString().TrimEnd('/') + "/pipelines/etl/edit" })
        {
            Assert.EndsWith($"/{root}/", host.Run("Connect-Mage $uri -PassThru", ("uri", address)).One<MageSession>().Uri.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_base_path_that_is_called_like_an_endpoint_is_one_where_nothing_else_can_be_meant()
    {
        using MageHost host = MageHost.WithoutServer();
        using CannedServer server = new(request => request switch
        {
            "GET /api/mage/api/statuses" => CannedServer.Reply(200, "application/json", """{"statuses":[{"require_user_authentication":false}],"metadata":{}}"""),
            "GET /api/mage/api/projects" => CannedServer.Reply(200, "application/json", """{"projects":[{"version":"0.8.0"}],"metadata":{}}"""),
            _ => CannedServer.Reply(404, "text/html", "<html>no such page</html>"),
        });

        Assert.EndsWith("/api/mage/", host.Run("Connect-Mage $uri -PassThru -RetryCount 0", ("uri", server.Uri + "api/mage")).One<MageSession>().Uri.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_below_a_path_like_a_page_that_does_not_answer_is_not_taken_for_another_one()
    {
        using MageHost host = MageHost.WithoutServer();
        using CannedServer server = new(request => request.Contains("/v2/", StringComparison.Ordinal)
            ? CannedServer.Reply(502, "text/html", "<html>bad gateway</html>")
            : CannedServer.Reply(200, "application/json", """{"statuses":[{"require_user_authentication":false}],"metadata":{}}"""));

        Assert.Equal("ServerError", host.RunToEnd("Connect-Mage $uri -RetryCount 0", ("uri", server.Uri + "v2")).Ended());
        Assert.Equal(["GET /v2/api/statuses"], server.Requests);
    }

    [Fact]
    public void A_trigger_token_opens_what_takes_it_and_the_sessions_own_stay_at_home()
    {
        RunResult result = _host.Run(
            "Invoke-MageApi runs POST -TriggerToken $token -Body @{ run = @{ pipeline_uuid = 'etl'; block_uuid = 'load' } } -Verbose", ("token", _token));

        Assert.Equal(2, ((object[])((PSObject)Assert.Single(result.ThrowOnError().Output)).Properties["output"].Value).Length);
        EmulatorRequest request = Assert.Single(result.Requests);
        Assert.Equal("Bearer " + _token, request.Headers["Authorization"]);
        Assert.DoesNotContain("X-API-KEY", request.Headers.Keys, StringComparer.OrdinalIgnoreCase);
        Assert.Equal(1, _host.Emulator.CountOf("pipeline_runs"));
        Assert.Equal("TriggerTokenInvalid", _host.Run("Invoke-MageApi runs POST -TriggerToken nobodys-token -Body @{ run = @{ pipeline_uuid = 'etl' } }").ErrorId);
    }

    [Theory]
    [InlineData("@{ 'X-Gateway-Key' = 'gateway-key-123'; Cookie = 'sso=cookie-value-1' }")]
    [InlineData("[pscustomobject]@{ 'X-Gateway-Key' = 'gateway-key-123'; Cookie = 'sso=cookie-value-1' }")]
    [InlineData("'{\"X-Gateway-Key\":\"gateway-key-123\",\"Cookie\":\"sso=cookie-value-1\"}'")]
    [InlineData("@{ 'X-Gateway-Key' = $secret; Cookie = 'sso=cookie-value-1' }")]
    public void Headers_of_a_session_go_with_every_request_and_are_shown_nowhere(string headers)
    {
        RunResult connected = _host.Run(
            $"Connect-Mage $emulator.Uri -Name gate -Header ({headers}) -TokenIn Cookie -PassThru -Verbose; Get-MagePipeline -Session gate -Verbose", ("secret", new System.Net.NetworkCredential("", "gateway-key-123").SecurePassword));

        Assert.Empty(connected.Errors);
        Assert.True(connected.Requests.Count >= 3);
        Assert.All(connected.Requests, request => Assert.Equal(("gateway-key-123", "sso=cookie-value-1"), (request.Headers["X-Gateway-Key"], request.Headers["Cookie"])));
        RunResult shown = _host.Run("$emulator.Requests | ForEach-Object { $_.Headers['X-Gateway-Key'] }; [System.Management.Automation.PSSerializer]::Serialize((Get-MageSession gate), 4)");
        Assert.DoesNotContain("gateway-key-123", string.Concat(connected.Verbose) + string.Concat(shown.Output.Select(item => item.ToString())), StringComparison.Ordinal);

        _host.Emulator.Faults.Next(EmulatorFault.Json("{\"error\":{\"code\":403,\"type\":\"unauthorized_access\",\"message\":\"key gateway-key-123 or cookie-value-1 is not known\"}}"));
        RunResult refused = _host.Run("Get-MagePipeline -Session gate");
        Assert.Equal("key *** or *** is not known", refused.Error.Exception.Message);
        Assert.DoesNotContain("gateway-key-123", refused.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_of_one_request_comes_before_that_of_the_session()
    {
        _host.Run("Connect-Mage -Name gate -Connection @{ Uri = \"$($emulator.Uri)\"; Header = @{ 'X-Gateway-Key' = 'gateway-key-123' } }").ThrowOnError();

        RunResult result = _host.Run("Invoke-MageApi pipelines -Session gate -Header @{ 'x-gateway-key' = 'another-key-45'; 'X-Trace' = 7 } -Verbose");

        EmulatorRequest request = Assert.Single(result.Requests);
        Assert.Equal(("another-key-45", "7"), (request.Headers["X-Gateway-Key"], request.Headers["X-Trace"]));
        Assert.Equal("gateway-key-123", Assert.Single(_host.Run("Invoke-MageApi pipelines -Session gate").Requests).Headers["X-Gateway-Key"]);
    }

    [Theory]
    [InlineData("@{ 'Content-Type' = 'text/plain' }")]
    [InlineData("@{ 'X-API-KEY' = 'mine' }")]
    [InlineData("@{ 'X Key' = 'a' }")]
    [InlineData("@{ 'X-Key' = \"a`r`nX-Other: b\" }")]
    [InlineData("@{ 'X-Key' = '' }")]
    public void What_is_no_header_of_a_gateways_is_refused_before_anything_is_sent(string headers)
    {
        RunResult result = _host.RunToEnd($"Connect-Mage $emulator.Uri -Header ({headers})");

        Assert.Equal("InvalidValue", result.Ended());
        Assert.Empty(result.Wire);
    }
}
