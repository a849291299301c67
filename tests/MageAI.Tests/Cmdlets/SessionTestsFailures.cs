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

    [Fact]
    public void A_plain_server_that_is_asked_for_https_is_called_so_at_once()
    {
        // As Mage does it: it waits for the end of a first line that never comes.
        using MageHost host = MageHost.Unconnected(new MageEmulatorOptions { TickMilliseconds = 0 });
        System.Diagnostics.Stopwatch waited = System.Diagnostics.Stopwatch.StartNew();

        RunResult result = host.RunToEnd("Connect-Mage $uri", ("uri", $"https://127.0.0.1:{host.Emulator.Port}"));

        Assert.Equal("TlsFailed", result.Ended());
        Assert.Equal($"127.0.0.1:{host.Emulator.Port} speaks plain http, and was asked for https.", result.Error.Exception.Message);
        Assert.Contains($"Connect-Mage -Uri http://127.0.0.1:{host.Emulator.Port}", result.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.InRange(waited.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        EmulatorRequest probe = Assert.Single(result.Requests);
        Assert.Equal(("/api/statuses", false), (probe.Path, probe.Headers.Keys.Any(name => name.Contains("KEY", StringComparison.OrdinalIgnoreCase))));
    }

    [Theory]
    [InlineData("text/html", "<html><body><center>The plain HTTP request was sent to HTTPS port</center></body></html>")]
    [InlineData("text/plain", "Client sent an HTTP request to an HTTPS server.")]
    public void A_server_of_https_that_is_asked_in_plain_words_is_called_so(string type, string body)
    {
        using MageHost host = MageHost.WithoutServer();
        using CannedServer server = CannedServer.Answering(400, type, body);

        RunResult result = host.RunToEnd("Connect-Mage $uri -RetryCount 0", ("uri", server.Uri));

        Assert.Equal("TlsFailed", result.Ended());
        Assert.Contains("https://", result.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dead_proxy_is_named_and_not_the_server()
    {
        using MageHost host = MageHost.Unconnected();
        string proxy = $"http://user:pass-word@127.0.0.1:{CannedServer.DeadPort()}";

        RunResult result = host.RunToEnd("Connect-Mage http://mage.example.com:6789 -Proxy $proxy -RetryCount 0", ("proxy", proxy));

        Assert.Equal("ConnectionFailed", result.Ended());
        Assert.StartsWith($"Nobody answers at the proxy http://127.0.0.1:{CannedServer.DeadPort()}, so http://mage.example.com:6789 was not asked", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("-Proxy", result.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain("pass-word", result.Error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http", 407, "asks for a sign-in of its own")]
    [InlineData("https", 407, "HTTP status 407")]
    [InlineData("https", 502, "does not let us through")]
    [InlineData("http", 504, "or the proxy http://127.0.0.1")]
    public void A_proxy_that_refuses_is_named(string scheme, int status, string words)
    {
        using MageHost host = MageHost.WithoutServer();
        using CannedServer proxy = CannedServer.Answering(status, "text/html", "<html><body>proxy</body></html>");

        RunResult result = host.RunToEnd($"Connect-Mage {scheme}://mage.example.com:6789 -Proxy $proxy -RetryCount 0", ("proxy", proxy.Uri));

        Assert.Contains(words, result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains(proxy.Uri.Authority, result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(status == 504 ? "ServerError" : "ConnectionFailed", result.Ended());
    }

    [Fact]
    public void A_sign_in_page_before_the_server_is_not_called_a_missing_Mage()
    {
        using MageHost host = MageHost.WithoutServer();
        using CannedServer server = CannedServer.Answering(401, "text/html", "<html><body>401 Authorization Required</body></html>");

        RunResult result = host.RunToEnd("Connect-Mage $uri -RetryCount 0", ("uri", server.Uri));

        Assert.Equal("NotMageServer", result.Ended());
        Assert.Contains("asks for a sign-in of its own (HTTP status 401)", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("-Header", result.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"message\":\"Unauthorized\"}", ": Unauthorized")]
    [InlineData("{\"statusCode\":401,\"message\":\"Access denied due to missing subscription key\"}", ": Access denied due to missing subscription key")]
    [InlineData("{\"error\":{\"code\":401,\"message\":\"no identity\",\"status\":\"UNAUTHENTICATED\"}}", ": no identity")]
    [InlineData("{\"error\":\"unauthorized\"}", ": unauthorized")]
    [InlineData("", ".")]
    public void A_gateway_that_refuses_in_JSON_is_not_taken_for_Mage(string body, string words)
    {
        using MageHost host = MageHost.WithoutServer();
        using CannedServer server = CannedServer.Answering(401, "application/json", body);

        RunResult result = host.RunToEnd("Connect-Mage $uri -RetryCount 0", ("uri", server.Uri));

        Assert.Equal("NotMageServer", result.Ended());
        Assert.Equal($"Something before Mage at {server.Uri} asks for a sign-in of its own (HTTP status 401){words}", result.Error.Exception.Message);
        Assert.Contains("-Header", result.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(502, "text/html", "<html><body>502 Bad Gateway</body></html>")]
    [InlineData(502, "application/json", "{\"message\":\"An invalid response was received from the upstream server\"}")]
    [InlineData(504, "text/html", "<html><body>504</body></html>")]
    [InlineData(530, "text/html", "<html><body>error 1033</body></html>")]
    public void A_reply_that_only_a_gateway_gives_sends_people_to_the_gateway(int status, string type, string body)
    {
        using MageHost host = MageHost.WithoutServer();
        using CannedServer server = CannedServer.Answering(status, type, body);

        RunResult result = host.RunToEnd("Connect-Mage $uri -RetryCount 0", ("uri", server.Uri));

        Assert.Equal("ServerError", result.Ended());
        Assert.Equal(type == "text/html" ? $"A proxy or gateway before {server.Uri} answered with HTTP status {status}." : body, result.Error.Exception.Message);
        Assert.Contains("log of the proxy or gateway", result.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_for_a_failure_is_a_failure_of_the_server_and_no_sign_of_another()
    {
        using MageHost host = MageHost.WithoutServer();
        using CannedServer server = CannedServer.Answering(500, "text/html", "<html><body>500</body></html>");

        Assert.Equal("ServerError", host.RunToEnd("Connect-Mage $uri -RetryCount 0", ("uri", server.Uri)).Ended());
    }

    [Fact]
    public void An_invalid_token_in_Mages_own_words_is_a_matter_of_authentication()
    {
        using MageHost host = MageHost.Connected();
        host.Emulator.Faults.Next(EmulatorFault.Json("{\"error\":{\"code\":500,\"errors\":[],\"exception\":\"Invalid token.\",\"message\":\"\"},\"url_parameters\":{}}"), method: "POST");

        RunResult result = host.RunToEnd("Invoke-MageApi runs POST -Body @{ run = @{} }");

        Assert.Equal("InvalidToken", result.Ended());
        Assert.Equal(ErrorCategory.AuthenticationError, result.Error.CategoryInfo.Category);
    }
}
