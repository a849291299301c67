using System;
using System.Linq;
using System.Text;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>-Proxy as people write it, whom it names, and who is to blame.</summary>
public sealed class ProxyTests : IDisposable
{
    private const string Statuses = """{"statuses":[{"require_user_authentication":false}],"metadata":{}}""";

    private readonly MageHost _host = MageHost.WithoutServer();

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("{0}")]
    [InlineData("http://{0}/")]
    [InlineData("'http://{0}'\r\n")]
    public void Host_and_port_are_a_proxy_of_http(string form)
    {
        using CannedServer proxy = CannedServer.Answering(200, "application/json", Statuses);

        _host.Run("Connect-Mage http://mage.example.com -Proxy $proxy", ("proxy", string.Format(null, form, $"127.0.0.1:{proxy.Uri.Port}"))).ThrowOnError();
        _host.Run("Connect-Mage http://mage.example.com -Proxy $proxy", ("proxy", string.Format(null, form, $"localhost:{proxy.Uri.Port}"))).ThrowOnError();

        Assert.All(proxy.Requests, request => Assert.StartsWith("GET http://mage.example.com/api/", request, StringComparison.Ordinal));
        Assert.Equal(4, proxy.Requests.Length);
    }

    [Theory]
    [InlineData("proxy", "proxy")]
    [InlineData("", "")]
    [InlineData("http://", "http://")]
    [InlineData("ftp://proxy.example.com:21", "ftp://proxy.example.com:21")]
    [InlineData("http://wpad.example.com/proxy.pac", "http://wpad.example.com/proxy.pac")]
    [InlineData("http://me:pass-word-1@proxy:port", "http://***@proxy:port")]
    [InlineData("me:pass-word-1@proxy", "***@proxy")]
    public void What_is_no_proxy_is_refused_with_a_name_and_without_its_password(string proxy, string shown)
    {
        RunResult result = _host.RunToEnd("Connect-Mage http://mage.example.com -Proxy $proxy", ("proxy", proxy));

        Assert.Equal("InvalidAddress", result.Ended());
        Assert.Equal($"'{shown}' is no address of a proxy; nothing was sent.", result.Error.Exception.Message);
        Assert.Contains("http://proxy.example.com:8080", result.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain("pass-word-1", string.Join(" ", result.Error.InvocationInfo.BoundParameters.Select(pair => pair.Value?.ToString())), StringComparison.Ordinal);
    }

    [Fact]
    public void Whom_the_address_names_is_who_signs_in_at_the_proxy_and_stays_secret()
    {
        using CannedServer proxy = new(_ => Wants(407), seesHeaders: headers => headers.Contains("Proxy-Authorization", StringComparison.Ordinal) ? CannedServer.Reply(200, "application/json", Statuses) : Wants(407));

        RunResult result = _host.Run("$s = Connect-Mage http://mage.example.com -Proxy $proxy -PassThru -Verbose; $s.PSObject.Properties | ForEach-Object { \"$($_.Name) $($_.Value)\" }; [System.Management.Automation.PSSerializer]::Serialize($s, 4)", ("proxy", $"http://me:p%40ss-word-1@127.0.0.1:{proxy.Uri.Port}"));

        result.ThrowOnError();
        string sent = "Proxy-Authorization: Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes("me:p@ss-word-1"));
        Assert.Contains(proxy.Headers, headers => headers.Contains(sent, StringComparison.Ordinal));
        Assert.DoesNotContain("ss-word-1", string.Concat(result.Verbose) + string.Concat(result.Output.Select(item => item.ToString())), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http", "-ProxyCredential $credential", "")]
    [InlineData("https", "-ProxyCredential $credential", "")]
    [InlineData("http", "", "me:pass-word-1@")]
    [InlineData("https", "", "me:pass-word-1@")]
    public void A_proxy_that_was_given_a_password_and_asks_for_one_refuses_it(string scheme, string parameters, string user)
    {
        using CannedServer proxy = new(_ => Wants(407));

        RunResult result = _host.RunToEnd(
            $"Connect-Mage {scheme}://mage.example.com -Proxy $proxy {parameters} -RetryCount 0",
            ("proxy", $"http://{user}127.0.0.1:{proxy.Uri.Port}"),
            ("credential", SessionTests.Credential("me", "pass-word-1")));

        Assert.Equal("ConnectionFailed", result.Ended());
        Assert.Contains("refuses the user name and password that it was given (HTTP status 407)", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.StartsWith("Check the user name and password", result.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain("pass-word-1", result.Error + string.Join(" ", result.Error.InvocationInfo.BoundParameters.Select(pair => pair.Value?.ToString())), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public void A_proxy_that_is_silent_is_named(string scheme)
    {
        using System.Net.Sockets.Socket silent = new(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        silent.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        silent.Listen();
        string proxy = silent.LocalEndPoint!.ToString()!;

        RunResult result = _host.RunToEnd($"Connect-Mage {scheme}://mage.example.com -Proxy $proxy -RetryCount 0 -TimeoutSec 1", ("proxy", proxy));

        Assert.Equal("RequestTimeout", result.Ended());
        Assert.Equal($"The proxy http://{proxy}, or {scheme}://mage.example.com behind it, did not answer within 1 s.", result.Error.Exception.Message);
        Assert.Contains("-Proxy", result.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    private static byte[] Wants(int status) => CannedServer.Reply(status, "text/html", "<html><body>sign in</body></html>", "Proxy-Authenticate: Basic realm=\"proxy\"");
}
