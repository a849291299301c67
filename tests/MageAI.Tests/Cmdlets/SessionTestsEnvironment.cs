using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Http;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>Tests that change the process's environment run alone.</summary>
[CollectionDefinition(nameof(EnvironmentVariables), DisableParallelization = true)]
public sealed class EnvironmentVariables;

[Collection(nameof(EnvironmentVariables))]
public sealed class SessionTestsEnvironment : IDisposable
{
    private readonly MageHost _host = MageHost.Unconnected(new MageEmulatorOptions { OwnerEmail = "owner@example.com", OwnerPassword = "owner-password", TickMilliseconds = 0 });
    private readonly Dictionary<string, string?> _before = [];

    public SessionTestsEnvironment()
    {
        foreach (string name in new[] { "MAGE_URI", "MAGE_API_KEY", "MAGE_TOKEN", "MAGE_EMAIL", "MAGE_PASSWORD" })
        {
            _before[name] = Environment.GetEnvironmentVariable(name);
            Environment.SetEnvironmentVariable(name, null);
        }
    }

    public void Dispose()
    {
        foreach (KeyValuePair<string, string?> pair in _before)
        {
            Environment.SetEnvironmentVariable(pair.Key, pair.Value);
        }

        _host.Dispose();
    }

    [Fact]
    public void Connect_needs_no_parameter_where_address_email_and_password_stand_in_the_environment()
    {
        Environment.SetEnvironmentVariable("MAGE_URI", _host.Emulator.Uri.ToString());
        Environment.SetEnvironmentVariable("MAGE_EMAIL", "owner@example.com");
        Environment.SetEnvironmentVariable("MAGE_PASSWORD", "owner-password");

        Assert.Equal("Credential", _host.Run("Connect-Mage -PassThru").One<MageSession>().Authentication);
    }

    [Fact]
    public void A_token_in_the_environment_is_used_where_no_email_is()
    {
        Environment.SetEnvironmentVariable("MAGE_TOKEN", _host.Emulator.AddUser("v@example.com", "v-password", "viewer"));

        Assert.Equal("Token", _host.Run("Connect-Mage $emulator.Uri -PassThru").One<MageSession>().Authentication);

        Environment.SetEnvironmentVariable("MAGE_EMAIL", "owner@example.com");
        Assert.Equal("Token", _host.Run("Connect-Mage $emulator.Uri -PassThru").One<MageSession>().Authentication);

        Environment.SetEnvironmentVariable("MAGE_PASSWORD", "owner-password");
        Assert.Equal("Credential", _host.Run("Connect-Mage $emulator.Uri -PassThru").One<MageSession>().Authentication);
    }

    [Fact]
    public void A_key_in_the_environment_is_sent_unless_one_is_passed()
    {
        Environment.SetEnvironmentVariable("MAGE_API_KEY", "key-of-the-environment");
        Environment.SetEnvironmentVariable("MAGE_EMAIL", "owner@example.com");
        Environment.SetEnvironmentVariable("MAGE_PASSWORD", "owner-password");

        RunResult result = _host.RunToEnd("Connect-Mage $emulator.Uri");
        Assert.Equal("InvalidApiKey", result.Ended());
        Assert.Equal("key-of-the-environment", result.Requests[1].Headers["X-API-KEY"]);

        _host.Run("Connect-Mage $emulator.Uri -ApiKey zkWlN0PkIKSN0C11CfUHUj84OT5XOJ6tDZ6bDRO2").ThrowOnError();
    }

    [Fact]
    public void What_is_stray_around_values_of_the_environment_has_no_part_in_them()
    {
        Environment.SetEnvironmentVariable("MAGE_URI", $"\uFEFF\"{_host.Emulator.Uri}\"\r\n");
        Environment.SetEnvironmentVariable("MAGE_EMAIL", " owner@example.com\r\n");
        Environment.SetEnvironmentVariable("MAGE_PASSWORD", "owner-password\n");
        Environment.SetEnvironmentVariable("MAGE_API_KEY", "\tzkWlN0PkIKSN0C11CfUHUj84OT5XOJ6tDZ6bDRO2\u00A0\n");

        RunResult result = _host.Run("Connect-Mage -PassThru");

        MageSession session = result.One<MageSession>();
        Assert.Equal(("Credential", _host.Emulator.Uri), (session.Authentication, session.Uri));
        Assert.Contains("\"email\":\"owner@example.com\",\"password\":\"owner-password\"", Assert.Single(result.Writes), StringComparison.Ordinal);

        Environment.SetEnvironmentVariable("MAGE_PASSWORD", null);
        Environment.SetEnvironmentVariable("MAGE_TOKEN", _host.Emulator.AddUser("v@example.com", "v-password", "viewer").Insert(40, "\n") + "\n");
        Assert.Equal("Token", _host.Run("Connect-Mage -PassThru; Get-MagePipeline").One<MageSession>().Authentication);
    }

    [Fact]
    public void A_variable_of_white_space_counts_as_not_set_which_is_said()
    {
        foreach (string name in new[] { "MAGE_EMAIL", "MAGE_TOKEN", "MAGE_API_KEY" })
        {
            Environment.SetEnvironmentVariable(name, " \r\n");
        }

        RunResult result = _host.Run("Connect-Mage $emulator.Uri");

        Assert.Equal("CredentialRequired", result.ErrorId);
        Assert.Equal(["MAGE_EMAIL holds nothing but white space, and is taken for not set.", "MAGE_TOKEN holds nothing but white space, and is taken for not set.", "MAGE_API_KEY holds nothing but white space, and is taken for not set."], result.Warnings);
    }

    [Fact]
    public void What_is_passed_goes_before_the_environment()
    {
        Environment.SetEnvironmentVariable("MAGE_URI", "http://127.0.0.1:1");
        Environment.SetEnvironmentVariable("MAGE_EMAIL", "nobody@example.com");
        Environment.SetEnvironmentVariable("MAGE_PASSWORD", "wrong");

        _host.Run("Connect-Mage $emulator.Uri -Credential $c", ("c", SessionTests.Credential("owner@example.com", "owner-password"))).ThrowOnError();
        _host.Run("$emulator | Connect-Mage").ThrowOnError();
    }

    [Fact]
    public void A_proxy_of_the_environment_is_not_asked_for_an_address_of_this_machine()
    {
        using CannedServer proxy = CannedServer.Answering(503, "text/plain", "closed");
        IWebProxy before = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new WebProxy(proxy.Uri);
        try
        {
            _host.Run("$emulator | Connect-Mage; Connect-Mage $emulator.Uri -Credential $c", ("c", SessionTests.Credential("owner@example.com", "owner-password"))).ThrowOnError();
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }

        Assert.Empty(proxy.Requests);
    }

    [Fact]
    public void Without_an_address_it_is_the_port_of_a_fresh_Mage()
    {
        // By way of a proxy: whether and what answers on that port of this machine makes no difference.
        using CannedServer proxy = CannedServer.Answering(503, "text/plain", "closed");

        RunResult result = _host.RunToEnd("Connect-Mage -RetryCount 0 -Proxy $proxy", ("proxy", proxy.Uri));

        Assert.NotNull(result.Terminating);
        Assert.Equal("GET http://localhost:6789/api/statuses", Assert.Single(proxy.Requests));
    }
}
