using System;
using System.Linq;
using System.Management.Automation;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>Each way a connection can fail ends the command with one error of its own name and a word about what to do.</summary>
public sealed class SessionTestsFailures
{
    private const string Statuses = """{"statuses":[{"require_user_authentication":false}],"metadata":{}}""";

    private static MageEmulatorOptions WithOwner => new() { OwnerEmail = "owner@example.com", OwnerPassword = "owner-password", TickMilliseconds = 0 };

    [Fact]
    public void Nobody_listens_is_told_at_once_without_retries()
    {
        using MageHost host = MageHost.WithoutServer();

        RunResult result = host.RunToEnd("Connect-Mage $uri -RetryCount 0 -Verbose", ("uri", $"http://127.0.0.1:{CannedServer.DeadPort()}"));

        Assert.Equal("ConnectionFailed", result.Ended());
        Assert.Equal(ErrorCategory.ConnectionError, result.Error.CategoryInfo.Category);
        Assert.StartsWith("Nobody answers at", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Matches(@"^GET /api/statuses ConnectionFailed \d+ ms 0 B attempt 1$", Assert.Single(result.Verbose));
    }

    [Fact]
    public void Retries_wait_longer_each_time_and_not_for_long()
    {
        using MageHost host = MageHost.Unconnected(new MageEmulatorOptions { TickMilliseconds = 0, Clock = new EagerClock() });
        host.Emulator.Stop();
        long begun = host.Clock.GetTimestamp();

        RunResult result = host.RunToEnd("$emulator | Connect-Mage -RetryCount 2 -Verbose");

        Assert.Equal("ConnectionFailed", result.Ended());
        Assert.Equal(["1", "2", "3"], result.Verbose.Select(line => line[^1..]));
        Assert.Equal(2, host.Clock.Pauses);
        Assert.InRange(host.Clock.GetElapsedTime(begun), TimeSpan.FromSeconds(0.1), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void An_unknown_host_is_a_failed_connection()
    {
        using MageHost host = MageHost.WithoutServer();

        Assert.Equal("ConnectionFailed", host.RunToEnd("Connect-Mage http://no-such-host.invalid:6789 -RetryCount 0").Ended());
    }

    [Theory]
    [InlineData(200, "text/html; charset=utf-8", "<!DOCTYPE html><html><body>Sign in</body></html>")]
    [InlineData(404, "text/html", "<html><title>404: Not Found</title></html>")]
    [InlineData(200, "application/json", "<html></html>")]
    [InlineData(200, "application/json", "{\"hello\":\"world\"}")]
    [InlineData(200, "application/json", "{\"statuses\":\"fine\"}")]
    [InlineData(200, "application/json", "{\"statuses\":[]}")]
    [InlineData(200, "application/json", "{\"error\":\"no such thing\"}")]
    [InlineData(200, "application/json", "[1,2]")]
    [InlineData(200, "text/plain", "OK")]
    [InlineData(404, "application/json", "{\"message\":\"no Route matched with those values\"}")]
    [InlineData(405, "application/json", "")]
    public void What_is_no_Mage_is_called_so(int status, string type, string body)
    {
        using MageHost host = MageHost.WithoutServer();
        using CannedServer server = CannedServer.Answering(status, type, body);

        RunResult result = host.RunToEnd("Connect-Mage $uri -RetryCount 0", ("uri", server.Uri));

        Assert.Equal("NotMageServer", result.Ended());
        Assert.Equal(ErrorCategory.ProtocolError, result.Error.CategoryInfo.Category);
        Assert.Equal(["GET /api/statuses"], server.Requests);
        Assert.Empty(host.Run("Get-MageSession").ThrowOnError().Output);
    }

    [Fact]
    public void An_empty_reply_says_that_nothing_can_be_told()
    {
        using MageHost host = MageHost.WithoutServer();
        using CannedServer server = CannedServer.Answering(200, "application/json", "");

        Assert.Equal("EmptyResponse", host.RunToEnd("Connect-Mage $uri -RetryCount 0", ("uri", server.Uri)).Ended());
    }

    [Theory]
    [InlineData("{\"statuses\":[{\"require_user_auth")]
    [InlineData("{\"statuses\":[]}}")]
    public void Cut_or_broken_JSON_is_an_invalid_response(string body)
    {
        using MageHost host = MageHost.WithoutServer();
        using CannedServer server = CannedServer.Answering(200, "application/json", body);

        Assert.Equal("InvalidResponse", host.RunToEnd("Connect-Mage $uri -RetryCount 0", ("uri", server.Uri)).Ended());
    }

    [Fact]
    public void An_error_in_a_reply_of_status_200_is_an_error()
    {
        using MageHost host = MageHost.WithoutServer();
        using CannedServer server = CannedServer.Answering(
            200, "application/json", """{"error":{"code":500,"errors":[],"exception":"database is locked","message":"Traceback (most recent call last): x"},"url_parameters":{}}""");

        RunResult result = host.RunToEnd("$DebugPreference = 'Continue'; Connect-Mage $uri -RetryCount 0", ("uri", server.Uri));

        Assert.Equal("ServerError", result.Ended());
        Assert.StartsWith("database is locked", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains(result.Debug, line => line.Contains("Traceback", StringComparison.Ordinal));
    }

    [Fact]
    public void A_wrong_api_key_is_named()
    {
        using MageHost host = MageHost.Unconnected(WithOwner);

        RunResult result = host.RunToEnd("Connect-Mage $emulator.Uri -Credential $c -ApiKey wrong-key-of-mine", ("c", SessionTests.Credential("owner@example.com", "owner-password")));

        Assert.Equal("InvalidApiKey", result.Ended());
        Assert.Equal("Invalid API key.", result.Error.Exception.Message);
        Assert.Equal(ErrorCategory.AuthenticationError, result.Error.CategoryInfo.Category);
    }

    [Theory]
    [InlineData("owner@example.com", "wrong-password")]
    [InlineData("nobody@example.com", "owner-password")]
    public void A_refused_sign_in_is_told_in_the_servers_words_and_tried_once(string name, string password)
    {
        using MageHost host = MageHost.Unconnected(WithOwner);

        RunResult result = host.RunToEnd("Connect-Mage $emulator.Uri -Credential $c", ("c", SessionTests.Credential(name, password)));

        Assert.Equal("SignInFailed", result.Ended());
        Assert.Equal("Email/username and/or password invalid.", result.Error.Exception.Message);
        Assert.Equal(2, result.Wire.Length);
        Assert.DoesNotContain(password, result.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_token_is_named()
    {
        using MageHost host = MageHost.Unconnected(WithOwner);

        RunResult result = host.RunToEnd("Connect-Mage $emulator.Uri -Token not-a-token-of-this-server");

        Assert.Equal("InvalidToken", result.Ended());
        Assert.DoesNotContain("not-a-token", result.Error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"session":{"mfa_required":true,"token":null,"user":{"username":"owner"}},"metadata":null}""")]
    [InlineData("""{"session":{"totp_challenge":"x"},"metadata":null}""")]
    [InlineData("""{"error":{"code":403,"message":"MFA code is required.","type":"unauthorized_access"},"status":200}""")]
    [InlineData("""{"error":{"code":400,"message":"Enter your one-time password.","type":"record_invalid"},"status":200}""")]
    public void A_second_factor_is_named(string reply)
    {
        using MageHost host = MageHost.Unconnected(WithOwner);
        host.Emulator.Faults.Next(EmulatorFault.Json(reply), pathContains: "sessions", method: "POST");

        RunResult result = host.RunToEnd("Connect-Mage $emulator.Uri -Credential $c", ("c", SessionTests.Credential("owner@example.com", "owner-password")));

        Assert.Equal("MfaRequired", result.Ended());
        Assert.Contains("-Token", result.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sign_in_without_a_token_in_its_reply_is_no_session()
    {
        using MageHost host = MageHost.Unconnected(WithOwner);
        host.Emulator.Faults.Next(EmulatorFault.Json("""{"session":{"user":{}},"metadata":null}"""), pathContains: "sessions");

        Assert.Equal("InvalidResponse", host.RunToEnd("Connect-Mage $emulator.Uri -Credential $c", ("c", SessionTests.Credential("owner@example.com", "owner-password"))).Ended());
    }

    [Fact]
    public void A_host_that_cannot_ask_gets_an_error_and_no_prompt()
    {
        using MageHost host = MageHost.Unconnected(WithOwner);

        RunResult result = host.RunToEnd("Connect-Mage $emulator.Uri");

        Assert.Equal("CredentialRequired", result.Ended());
        Assert.Contains("-Credential", result.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(["GET /api/statuses"], result.Wire);
    }

    [Fact]
    public void An_untrusted_certificate_is_refused_until_told_otherwise()
    {
        using MageHost host = MageHost.WithoutServer();
        using CannedServer server = new(
            request => CannedServer.Reply(200, "application/json", request.Contains("statuses", StringComparison.Ordinal) ? Statuses : """{"projects":[{"version":"0.9.79"}],"metadata":{}}"""),
            tls: true);

        RunResult result = host.RunToEnd("Connect-Mage $uri", ("uri", server.Uri));

        Assert.Equal("TlsFailed", result.Ended());
        Assert.Equal(ErrorCategory.SecurityError, result.Error.CategoryInfo.Category);
        Assert.Contains("-SkipCertificateCheck", result.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(server.Requests);

        MageSession session = host.Run("Connect-Mage $uri -SkipCertificateCheck -PassThru", ("uri", server.Uri)).One<MageSession>();
        Assert.Equal("0.9.79", session.ServerVersion);

        // For that session only.
        Assert.Equal("TlsFailed", host.RunToEnd("Connect-Mage $uri", ("uri", server.Uri)).Ended());
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    public void A_redirect_is_not_followed(int status)
    {
        using MageHost host = MageHost.WithoutServer();
        using CannedServer elsewhere = CannedServer.Answering(200, "application/json", Statuses);
        using CannedServer server = new(_ => CannedServer.Reply(status, "text/html", "<html></html>", $"Location: {elsewhere.Uri}login?token=abcdef123"));

        RunResult result = host.RunToEnd("Connect-Mage $uri", ("uri", server.Uri));

        Assert.Equal("Redirected", result.Ended());
        Assert.Contains(elsewhere.Uri.ToString(), result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("abcdef123", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(elsewhere.Requests);
        Assert.Single(server.Requests);
    }

    [Fact]
    public void A_server_that_does_not_answer_is_given_up()
    {
        using MageHost host = MageHost.Unconnected();
        host.Emulator.Faults.Next(EmulatorFault.Hang);

        RunResult result = host.RunToEnd("Connect-Mage $emulator.Uri -TimeoutSec 1 -RetryCount 0");

        Assert.Equal("RequestTimeout", result.Ended());
        Assert.Equal(ErrorCategory.OperationTimeout, result.Error.CategoryInfo.Category);
        Assert.Contains("within 1 s", result.Error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_body_that_comes_too_slowly_is_a_timeout_too()
    {
        using MageHost host = MageHost.Unconnected();
        host.Emulator.Faults.Next(EmulatorFault.SlowDrip(TimeSpan.FromMilliseconds(300)));

        Assert.Equal("RequestTimeout", host.RunToEnd("Connect-Mage $emulator.Uri -TimeoutSec 1 -RetryCount 0").Ended());
    }

    [Fact]
    public void A_user_without_a_role_is_connected_and_told_what_is_missing()
    {
        using MageHost host = MageHost.Unconnected(WithOwner);
        string token = host.Emulator.AddUser("none@example.com", "none-password", "none");

        RunResult result = host.Run("Connect-Mage $emulator.Uri -Token $token -PassThru", ("token", token));

        Assert.Null(result.One<MageSession>().ServerVersion);
        Assert.Contains("version", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }
}
