using System;
using System.IO;
using System.Linq;
using MageAI.Commands;
using MageAI.Emulation;
using MageAI.Tests.Cmdlets;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Secrets;

/// <summary>What leaves the process: files, and secrets on the wire.</summary>
public sealed class OutsideTests
{
    [Theory]
    [InlineData("http://mage.example.com:6789/", true, true)]
    [InlineData("http://192.0.2.7:6789/", true, true)]
    [InlineData("http://[2001:db8::1]:6789/", true, true)]
    [InlineData("http://mage.example.com:6789/", false, false)]
    [InlineData("https://mage.example.com/", true, false)]
    [InlineData("http://localhost:6789/", true, false)]
    [InlineData("http://127.0.0.1:6789/", true, false)]
    [InlineData("http://127.9.9.9:6789/", true, false)]
    [InlineData("http://[::1]:6789/", true, false)]
    public void Secrets_that_can_be_read_on_the_way_are_warned_of(string uri, bool withSecrets, bool warned) =>
        Assert.Equal(warned, ConnectMageCommand.IsReadableOnTheWay(new Uri(uri), withSecrets));

    [Fact]
    public void The_warning_comes_once_at_the_connection_and_names_the_host()
    {
        // An HTTP proxy answers for whatever host is asked for, so nothing leaves the machine.
        using MageHost host = MageHost.Unconnected(new MageEmulatorOptions { OwnerEmail = "owner@example.com", OwnerPassword = "owner-password", TickMilliseconds = 0 });
        using CannedServer proxy = new(request => CannedServer.Reply(200, "application/json", request switch
        {
            _ when request.Contains("statuses", StringComparison.Ordinal) => """{"statuses":[{"require_user_authentication":true}],"metadata":{}}""",
            _ when request.Contains("projects", StringComparison.Ordinal) => """{"projects":[{"version":"0.9.79"}],"metadata":{}}""",
            _ => """{"pipelines":[],"metadata":{}}""",
        }));

        RunResult result = host.Run("Connect-Mage http://mage.example.com -Token secret-token -Proxy $proxy; Get-MagePipeline; Get-MagePipeline", ("proxy", proxy.Uri));

        result.ThrowOnError();
        Assert.Equal("The connection to mage.example.com is not encrypted: key, password, token and data can be read on the way. Use https.", Assert.Single(result.Warnings));
        Assert.Equal(4, proxy.Requests.Length);
        Assert.All(proxy.Requests, request => Assert.Contains(" http://mage.example.com/api/", request, StringComparison.Ordinal));
    }

    [Fact]
    public void Names_that_point_elsewhere_write_no_file_but_the_state()
    {
        using TemporaryFolder folder = new();
        string inside = Path.Combine(folder.Path, "state");
        using MageHost host = MageHost.Unconnected(new MageEmulatorOptions { Path = inside, TickMilliseconds = 0 });
        host.Run("$emulator | Connect-Mage -RetryCount 0").ThrowOnError();
        string outside = Path.Combine(folder.Path, "outside");

        host.Run(
            """
            foreach ($name in '../outside', '..\outside', '..', '../../outside', $outside, "x`0y", 'C:\outside', '~/outside', 'ok') {
                New-MagePipeline $name -ErrorAction Continue
                New-MageBlock ok $name data_loader -Content 'print(1)' -ErrorAction Continue
                New-MageSchedule ok $name -Api -ErrorAction Continue
                Rename-MagePipeline ok $name -ErrorAction Continue
                Rename-MagePipeline $name ok -ErrorAction Continue
                Invoke-MageApi file_contents/$([uri]::EscapeDataString($name)) -Method PUT -Body @{ file_content = @{ content = 'x'; path = $name } } -ErrorAction Continue
            }
            """,
            ("outside", outside));
        host.Run("Disconnect-Mage");
        host.Emulator.Stop();

        Assert.Equal([Path.Combine(inside, "mage-emulator.json")], Directory.GetFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories).Where(File.Exists));
        Assert.Equal([inside], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_state_folder_is_the_one_asked_for()
    {
        using TemporaryFolder folder = new();
        using MageHost host = MageHost.WithoutServer();

        host.Run("[void]$ExecutionContext.SessionState.Path.SetLocation($folder); Start-MageEmulator -Path ./state | Stop-MageEmulator", ("folder", folder.Path)).ThrowOnError();

        Assert.Equal([Path.Combine(folder.Path, "state", "mage-emulator.json")], Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void What_an_emulator_received_is_masked_until_asked_for()
    {
        using MageHost host = MageHost.Unconnected(new MageEmulatorOptions { OwnerEmail = "owner@example.com", OwnerPassword = "a \"quoted\" password", TickMilliseconds = 0 });
        host.Run("Connect-Mage $emulator.Uri -Credential $c -ApiKeyIn Parameter", ("c", SessionTests.Credential("owner@example.com", "a \"quoted\" password"))).ThrowOnError();
        EmulatorRequest[] shown = [.. host.Emulator.Requests];

        EmulatorRequest signIn = Assert.Single(shown, request => request.Method == "POST");
        Assert.Equal("{\"session\":{\"email\":\"owner@example.com\",\"password\":\"***\"},\"api_key\":\"***\"}", signIn.Body);
        Assert.Contains("\"a \\\"quoted\\\" password\"", signIn.WithSecrets().Body, StringComparison.Ordinal);
        Assert.Equal(("***", "api_key=***"), (shown[^1].Headers["OAUTH-TOKEN"], shown[^1].Query));
        Assert.True(shown[^1].WithSecrets().Headers["oauth-token"].Length > 20);
        Assert.Equal(200, shown[^1].Status);
        Assert.Equal(200, shown[^1].WithSecrets().Status);
    }
}
