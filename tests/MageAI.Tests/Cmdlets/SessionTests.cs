using System;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Text.Json.Nodes;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>Connecting, choosing and ending sessions.</summary>
public sealed class SessionTests
{
    private const string PublicKey = "zkWlN0PkIKSN0C11CfUHUj84OT5XOJ6tDZ6bDRO2";

    private static MageEmulatorOptions WithOwner => new() { OwnerEmail = "owner@example.com", OwnerPassword = "owner-password", TickMilliseconds = 0 };

    private static PSCredential Owner => Credential("owner@example.com", "owner-password");

    [Theory]
    [InlineData("http://127.0.0.1:{0}")]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("http://127.0.0.1:{0}/api")]
    [InlineData("http://127.0.0.1:{0}/api/")]
    [InlineData("127.0.0.1:{0}")]
    [InlineData(" http://127.0.0.1:{0} ")]
    public void Connect_takes_an_address_however_it_is_written(string form)
    {
        using MageHost host = MageHost.Unconnected();

        RunResult result = host.Run("Connect-Mage $uri -PassThru", ("uri", string.Format(null, form, host.Emulator.Port)));

        MageSession session = result.One<MageSession>();
        Assert.Equal($"http://127.0.0.1:{host.Emulator.Port}/", session.Uri.ToString());
        Assert.Equal($"127.0.0.1:{host.Emulator.Port}", session.Name);
        Assert.Equal(("Open", "None", "0.9.79"), (session.State, session.Authentication, session.ServerVersion));
        Assert.Equal(["GET /api/statuses", "GET /api/projects"], result.Wire);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/api")]
    public void Connect_keeps_a_base_path(string ending)
    {
        using MageHost host = MageHost.Unconnected(new MageEmulatorOptions { BasePath = "tools/mage", TickMilliseconds = 0 });

        RunResult result = host.Run("Connect-Mage ($emulator.Uri.ToString().TrimEnd('/') + $ending); Get-MagePipeline", ("ending", ending));

        result.ThrowOnError();
        Assert.Equal(
            ["GET /tools/mage/api/statuses", "GET /tools/mage/api/projects", "GET /tools/mage/api/pipelines?_order_by[]=uuid"],
            result.Wire.Select(line => line.Replace("&_limit=100&_offset=0", "", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("http://me:hunter22@localhost:6789")]
    [InlineData("me:hunter22@localhost:6789")]
    [InlineData("ftp://me:hunter22@localhost")]
    [InlineData("http://me:hunter22@:6789")]
    [InlineData("http://")]
    [InlineData("not a host")]
    public void Connect_refuses_what_is_no_address_and_repeats_no_password(string address)
    {
        using MageHost host = MageHost.WithoutServer();

        RunResult result = host.RunToEnd("Connect-Mage $uri", ("uri", address));

        Assert.Equal("InvalidAddress", result.Ended());
        Assert.DoesNotContain("hunter22", result.Error.ToString() + result.Error.Exception, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("owner@example.com", "{\"session\":{\"email\":\"owner@example.com\",\"password\":\"owner-password\"}}")]
    [InlineData("owner", "{\"session\":{\"username\":\"owner\",\"password\":\"owner-password\"}}")]
    public void Connect_signs_in_with_an_email_address_or_a_user_name(string name, string body)
    {
        using MageHost host = MageHost.Unconnected(WithOwner);
        host.Emulator.AddUser("other@example.com", "x", "viewer");

        RunResult result = host.Run("Connect-Mage $emulator.Uri -Credential $credential -PassThru", ("credential", Credential(name, "owner-password")));

        Assert.Equal(["GET /api/statuses", "POST /api/sessions " + body, "GET /api/projects"], result.Wire);
        if (name.Contains('@', StringComparison.Ordinal))
        {
            MageSession session = result.One<MageSession>();
            Assert.Equal(("Credential", "Owner"), (session.Authentication, session.Role));
            Assert.InRange(session.Expires!.Value, DateTimeOffset.UtcNow.AddDays(1), DateTimeOffset.UtcNow.AddDays(60));
            Assert.NotNull(session.User);
        }
    }

    [Fact]
    public void Connect_sends_key_and_token_in_headers_and_nothing_on_the_open_route()
    {
        using MageHost host = MageHost.Unconnected(WithOwner);

        RunResult result = host.Run("Connect-Mage $emulator.Uri -Credential $credential", ("credential", Owner));

        result.ThrowOnError();
        Assert.False(result.Requests[0].Headers.ContainsKey("X-API-KEY"));
        Assert.False(result.Requests[0].Headers.ContainsKey("OAUTH-TOKEN"));
        Assert.Equal(PublicKey, result.Requests[1].Headers["X-API-KEY"]);
        Assert.False(result.Requests[1].Headers.ContainsKey("OAUTH-TOKEN"));
        Assert.Equal("application/json", result.Requests[1].Headers["Content-Type"]);
        Assert.Equal(PublicKey, result.Requests[2].Headers["X-API-KEY"]);
        Assert.NotEmpty(result.Requests[2].Headers["OAUTH-TOKEN"]);
        Assert.False(result.Requests[2].Headers.ContainsKey("Cookie"));
    }

    [Fact]
    public void Connect_keeps_a_credential_to_itself_where_the_server_asks_for_none()
    {
        using MageHost host = MageHost.Unconnected();

        RunResult result = host.Run("Connect-Mage $emulator.Uri -Credential $credential -PassThru", ("credential", Owner));

        Assert.Equal("None", result.One<MageSession>().Authentication);
        Assert.Equal(["GET /api/statuses", "GET /api/projects"], result.Wire);
    }

    [Theory]
    [InlineData(false, "Header")]
    [InlineData(true, "Header")]
    [InlineData(true, "Cookie")]
    public void Connect_takes_the_whole_token_or_the_one_inside(bool whole, string place)
    {
        using MageHost host = MageHost.Unconnected(WithOwner);
        string jwt = SignIn(host);
        string inner = Inner(jwt);

        RunResult result = host.Run(
            "Connect-Mage $emulator.Uri -Token $token -TokenIn $place -PassThru", ("token", whole ? jwt : inner), ("place", place));

        MageSession session = result.One<MageSession>();
        Assert.Equal("Token", session.Authentication);
        Assert.Equal(whole, session.Expires is not null);
        Assert.Equal(["GET /api/statuses", "GET /api/projects"], result.Wire);
        if (place == "Cookie")
        {
            Assert.Equal("oauth_token=" + jwt, result.Requests[1].Headers["Cookie"]);
            Assert.False(result.Requests[1].Headers.ContainsKey("OAUTH-TOKEN"));
        }
        else
        {
            Assert.Equal(inner, result.Requests[1].Headers["OAUTH-TOKEN"]);
        }
    }

    [Fact]
    public void The_api_key_goes_into_the_query_and_on_POST_into_the_body_where_asked()
    {
        using MageHost host = MageHost.Unconnected(WithOwner);

        RunResult result = host.Run(
            "Connect-Mage $emulator.Uri -Credential $credential -ApiKeyIn Parameter; Invoke-MageApi tags POST @{ tag = @{ name = 'core' } }".Replace("POST @", "POST -Body @", StringComparison.Ordinal)
                + "; Invoke-MageApi pipelines -Query @{ search = 'x' }; Invoke-MageApi pipelines/none PUT -Body @{ pipeline = @{ description = 'x' } } -ErrorAction Ignore",
            ("credential", Owner));

        Assert.Null(result.Terminating);
        Assert.Equal(
            [
                "GET /api/statuses",
                "POST /api/sessions {\"session\":{\"email\":\"owner@example.com\",\"password\":\"owner-password\"},\"api_key\":\"" + PublicKey + "\"}",
                "GET /api/projects?api_key=" + PublicKey,
                "POST /api/tags {\"tag\":{\"name\":\"core\"},\"api_key\":\"" + PublicKey + "\"}",
                "GET /api/pipelines?search=x&api_key=" + PublicKey,
                "PUT /api/pipelines/none?api_key=" + PublicKey + " {\"pipeline\":{\"description\":\"x\"}}",
            ],
            result.Wire);
        Assert.DoesNotContain(result.Requests, request => request.Headers.ContainsKey("X-API-KEY"));
    }

    [Fact]
    public void Connect_reads_a_connection_asset()
    {
        using MageHost host = MageHost.Unconnected(WithOwner);

        MageSession session = host.Run(
            "Connect-Mage -Connection @{ Uri = $emulator.Uri; Email = 'owner@example.com'; password = 'owner-password'; Name = 'asset' } -PassThru").One<MageSession>();
        Assert.Equal(("asset", "Credential"), (session.Name, session.Authentication));

        session = host.Run("Connect-Mage -Connection @{ Uri = $emulator.Uri; Credential = $credential } -PassThru", ("credential", Owner)).One<MageSession>();
        Assert.Equal("Credential", session.Authentication);

        session = host.Run("Connect-Mage -Connection @{ Uri = $emulator.Uri; Token = $token; ApiKey = $key } -PassThru", ("token", SignIn(host)), ("key", PublicKey)).One<MageSession>();
        Assert.Equal("Token", session.Authentication);
    }

    [Fact]
    public void Connect_names_an_unknown_key_of_a_connection_and_the_known_ones()
    {
        using MageHost host = MageHost.Unconnected();

        RunResult result = host.RunToEnd("Connect-Mage -Connection @{ Uri = $emulator.Uri; Pasword = 'hunter22' }");

        Assert.Equal("UnknownKey", result.Ended());
        Assert.Contains("Pasword", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("Password", result.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(result.Wire);
    }

    [Fact]
    public void Connect_takes_an_emulator_from_the_pipeline_and_signs_its_owner_in()
    {
        using MageHost host = MageHost.Unconnected(WithOwner);

        MageSession session = host.Run("$emulator | Connect-Mage -PassThru").One<MageSession>();

        Assert.Equal(("emulator", "Credential"), (session.Name, session.Authentication));
    }

    [Fact]
    public void A_session_is_the_default_unless_told_otherwise_and_silent_unless_asked()
    {
        using MageHost host = MageHost.Unconnected();

        Assert.Empty(host.Run("Connect-Mage $emulator.Uri -Name first").ThrowOnError().Output);
        Assert.Equal("first", host.Run("Get-MageSession -Default").One<MageSession>().Name);

        host.Run("Connect-Mage $emulator.Uri -Name second -NotDefault").ThrowOnError();
        Assert.Equal("first", host.Run("Get-MageSession -Default").One<MageSession>().Name);

        host.Run("Connect-Mage $emulator.Uri -Name third").ThrowOnError();
        Assert.Equal("third", host.Run("Get-MageSession -Default").One<MageSession>().Name);
        Assert.Equal(["first", "second", "third"], host.Run("Get-MageSession").All<MageSession>().Select(session => session.Name));
        Assert.Equal(["second", "third"], host.Run("Get-MageSession s*, THIRD").All<MageSession>().Select(session => session.Name));
    }

    [Fact]
    public void Two_sessions_are_used_side_by_side_by_name_and_by_object()
    {
        using MageHost host = MageHost.Unconnected();
        using MageEmulator other = MageEmulator.Start(new MageEmulatorOptions { TickMilliseconds = 0 });
        host.Run("Connect-Mage $emulator.Uri -Name here; Connect-Mage $other.Uri -Name there -NotDefault; New-MagePipeline one; New-MagePipeline two -Session There", ("other", other)).ThrowOnError();

        Assert.Equal("one", host.Run("Get-MagePipeline").One<MagePipeline>().Uuid);
        Assert.Equal("two", host.Run("Get-MagePipeline -Session (Get-MageSession there)").One<MagePipeline>().Uuid);

        // An object acts where it came from, whatever the default is.
        host.Run("Get-MagePipeline -Session there | Set-MagePipeline -Description moved").ThrowOnError();
        Assert.Equal("moved", host.Run("Get-MagePipeline -Session there").One<MagePipeline>().Description);
    }

    [Fact]
    public void A_wrong_session_name_ends_the_command()
    {
        using MageHost host = MageHost.Connected();

        RunResult result = host.RunToEnd("Get-MagePipeline -Session nope");

        Assert.Equal("SessionNotFound", result.Ended());
        Assert.Equal("nope", result.Error.TargetObject);
        Assert.Empty(result.Wire);

        result = host.Run("Get-MageSession nope");
        Assert.Equal(("SessionNotFound", true), (result.ErrorId, result.Terminating is null));
    }

    [Theory]
    [InlineData("Get-MagePipeline")]
    [InlineData("Get-MageServer")]
    [InlineData("Invoke-MageApi pipelines")]
    [InlineData("Disconnect-Mage")]
    [InlineData("New-MagePipeline x")]
    public void Without_a_session_a_command_says_what_to_do(string script)
    {
        using MageHost host = MageHost.WithoutServer();

        RunResult result = host.RunToEnd(script);

        Assert.Equal("NotConnected", result.Ended());
        Assert.Equal(ErrorCategory.ConnectionError, result.Error.CategoryInfo.Category);
        Assert.Contains("Connect-Mage", result.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("-Session $using:session", result.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void A_session_works_in_a_runspace_it_was_not_made_in()
    {
        using MageHost host = MageHost.Connected();
        using MageHost other = MageHost.WithoutServer();
        object session = host.Run("New-MagePipeline etl; Get-MageSession").Output[^1].BaseObject;

        Assert.Equal("etl", other.Run("Get-MagePipeline -Session $session", ("session", session)).One<MagePipeline>().Uuid);
        Assert.Empty(other.Run("Get-MageSession").ThrowOnError().Output);
    }

    [Fact]
    public void Disconnect_signs_out_where_the_session_signed_in_itself()
    {
        using MageHost host = MageHost.ConnectedAs("owner");
        MageSession session = host.Run("Get-MageSession").One<MageSession>();

        RunResult result = host.Run("Disconnect-Mage");

        result.ThrowOnError();
        Assert.Empty(result.Warnings);
        Assert.Equal(["PUT /api/sessions/1 {\"session\":{}}"], result.Wire);
        Assert.Equal("Closed", session.State);
        Assert.Empty(host.Run("Get-MageSession").ThrowOnError().Output);
    }

    [Fact]
    public void Disconnect_leaves_a_token_alone_that_somebody_passed()
    {
        using MageHost host = MageHost.ConnectedAs("viewer");

        Assert.Empty(host.Run("Disconnect-Mage").ThrowOnError().Wire);
    }

    [Fact]
    public void Disconnect_of_an_ended_token_neither_signs_in_again_nor_complains()
    {
        using MageHost host = MageHost.ConnectedAs("owner");
        host.Emulator.ExpireTokens();

        RunResult result = host.Run("Disconnect-Mage");

        result.ThrowOnError();
        Assert.Equal(["PUT /api/sessions/1 {\"session\":{}}"], result.Wire);
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public void Disconnect_ends_the_session_even_when_the_server_is_gone()
    {
        using MageHost host = MageHost.ConnectedAs("owner");
        host.Emulator.Stop();

        RunResult result = host.Run("$s = Get-MageSession; Disconnect-Mage; $s.State");

        Assert.Equal("Closed", result.One<string>());
        Assert.Contains("Signing out", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Disconnect_takes_names_patterns_and_objects()
    {
        using MageHost host = MageHost.Unconnected();
        host.Run("'a1', 'a2', 'b', 'c', 'd' | ForEach-Object { Connect-Mage $emulator.Uri -Name $_ }").ThrowOnError();

        host.Run("Disconnect-Mage a*; Get-MageSession b | Disconnect-Mage; 'C' | Disconnect-Mage; Disconnect-Mage z*").ThrowOnError();
        Assert.Equal("d", host.Run("Get-MageSession").One<MageSession>().Name);

        Assert.Equal("SessionNotFound", host.Run("Disconnect-Mage nope").ErrorId);
        host.Run("Disconnect-Mage d -WhatIf").ThrowOnError();
        Assert.Equal("Open", host.Run("Get-MageSession d").One<MageSession>().State);
    }

    [Fact]
    public void A_closed_session_says_so()
    {
        using MageHost host = MageHost.ConnectedAs("owner");

        RunResult result = host.RunToEnd("$s = Get-MageSession; Disconnect-Mage; Disconnect-Mage $s; Get-MagePipeline -Session $s");

        Assert.Equal("NotConnected", result.Ended());
        Assert.Contains("closed", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(result.Warnings);
        Assert.Single(result.Wire);
    }

    [Fact]
    public void An_expired_token_is_renewed_once_and_the_call_succeeds()
    {
        using MageHost host = MageHost.ConnectedAs("owner");
        host.Emulator.ExpireTokens();

        RunResult result = host.Run("New-MagePipeline etl");

        Assert.Equal("etl", result.One<MagePipeline>().Uuid);
        Assert.Equal(
            [
                "POST /api/pipelines {\"pipeline\":{\"name\":\"etl\",\"type\":\"python\"}}",
                "POST /api/sessions {\"session\":{\"email\":\"owner@example.com\",\"password\":\"owner-password\"}}",
                "POST /api/pipelines {\"pipeline\":{\"name\":\"etl\",\"type\":\"python\"}}",
            ],
            result.Wire);
    }

    [Fact]
    public void An_expired_token_without_a_credential_ends_the_command()
    {
        using MageHost host = MageHost.ConnectedAs("editor");
        host.Emulator.ExpireTokens();

        RunResult result = host.RunToEnd("'a', 'b' | Get-MagePipeline");

        Assert.Equal("TokenExpired", result.Ended());
        Assert.Equal(ErrorCategory.AuthenticationError, result.Error.CategoryInfo.Category);
        Assert.Single(result.Wire);
    }

    [Fact]
    public void A_session_shows_no_secret_anywhere()
    {
        using MageHost host = MageHost.ConnectedAs("owner");

        RunResult result = host.Run("$s = Get-MageSession; $s.PSObject.Properties | ForEach-Object { \"$($_.Name) $($_.Value)\" }; [System.Management.Automation.PSSerializer]::Serialize($s, 5); Get-MagePipeline -Verbose");

        result.ThrowOnError();
        string all = string.Join("\n", result.Output.Select(item => item.ToString()).Concat(result.Verbose));
        Assert.DoesNotContain("owner-password", all, StringComparison.Ordinal);
        Assert.DoesNotContain(PublicKey, all, StringComparison.Ordinal);
        Assert.DoesNotContain(result.Requests[^1].Headers["OAUTH-TOKEN"], all, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_token_is_refused_before_anything_is_sent()
    {
        using MageHost host = MageHost.Unconnected(WithOwner);

        RunResult result = host.RunToEnd("Connect-Mage $emulator.Uri -Token ''");

        Assert.Equal("InvalidValue", result.Ended());
        Assert.Empty(result.Wire);
    }

    internal static PSCredential Credential(string name, string password)
    {
        System.Security.SecureString secret = new();
        foreach (char c in password)
        {
            secret.AppendChar(c);
        }

        return new PSCredential(name, secret);
    }

    /// <summary>A whole token, as a browser would have it.</summary>
    private static string SignIn(MageHost host)
    {
        using System.Net.Http.HttpClient http = new();
        using System.Net.Http.StringContent body = new("{\"api_key\":\"" + PublicKey + "\",\"session\":{\"email\":\"owner@example.com\",\"password\":\"owner-password\"}}", Encoding.UTF8, "application/json");
        using System.Net.Http.HttpResponseMessage reply = http.PostAsync(new Uri(host.Emulator.Uri, "/api/sessions"), body).GetAwaiter().GetResult();
        return (string)JsonNode.Parse(reply.Content.ReadAsStringAsync().GetAwaiter().GetResult())!["session"]!["token"]!;
    }

    private static string Inner(string jwt)
    {
        string middle = jwt.Split('.')[1].Replace('-', '+').Replace('_', '/');
        return (string)JsonNode.Parse(Convert.FromBase64String(middle.PadRight((middle.Length + 3) / 4 * 4, '=')))!["token"]!;
    }
}
