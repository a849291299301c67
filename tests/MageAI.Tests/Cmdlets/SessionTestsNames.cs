using System;
using System.Linq;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>What a session is called that nobody named, and that one beside the default leaves it alone.</summary>
public sealed class SessionTestsNames
{
    [Fact]
    public void Another_user_of_the_same_address_gets_a_name_of_its_own_beside_the_default()
    {
        using MageHost host = MageHost.Unconnected(new MageEmulatorOptions { OwnerEmail = "owner@example.com", OwnerPassword = "owner-password", TickMilliseconds = 0 });
        host.Emulator.AddUser("viewer@example.com", "viewer-password", "viewer");
        string address = $"127.0.0.1:{host.Emulator.Port}";

        RunResult result = host.Run(
            "Connect-Mage $emulator.Uri -Credential $viewer; Connect-Mage $emulator.Uri -Credential $owner -NotDefault; Connect-Mage $emulator.Uri -Credential $owner -NotDefault; (Get-MageSession -Default).User; Get-MageSession",
            ("viewer", SessionTests.Credential("viewer@example.com", "viewer-password")),
            ("owner", SessionTests.Credential("owner@example.com", "owner-password")));

        Assert.Equal("viewer", result.ThrowOnError().Output[0].BaseObject);
        Assert.Equal(
            [(address, "viewer"), ($"owner@{address}", "owner")],
            result.Output.Select(item => item.BaseObject).OfType<MageSession>().Select(session => (session.Name, session.User)));
    }

    [Fact]
    public void Another_token_of_the_same_address_gets_a_name_of_its_own_beside_the_default()
    {
        using MageHost host = MageHost.Unconnected(new MageEmulatorOptions { OwnerEmail = "owner@example.com", OwnerPassword = "owner-password", TickMilliseconds = 0 });
        string address = $"127.0.0.1:{host.Emulator.Port}";
        string first = host.Emulator.AddUser("a@example.com", "a-password", "viewer");
        string second = host.Emulator.AddUser("b@example.com", "b-password", "editor");

        RunResult result = host.Run(
            "$a = Connect-Mage $emulator.Uri -Token $first -PassThru; Connect-Mage $emulator.Uri -Token $second -NotDefault; Connect-Mage $emulator.Uri -Token $second -NotDefault; [object]::ReferenceEquals($a, (Get-MageSession -Default)); (Get-MageSession).Name",
            ("first", first),
            ("second", second));

        Assert.Equal(["True", address, $"{address}-2"], result.ThrowOnError().Output.Select(item => item.ToString()));
    }

    [Fact]
    public void Two_servers_of_one_host_are_told_apart_by_their_base_paths()
    {
        using MageHost host = MageHost.Unconnected(new MageEmulatorOptions { TickMilliseconds = 0, BasePath = "tools/prod" });

        RunResult result = host.Run("Connect-Mage $emulator.Uri -PassThru");

        Assert.Equal($"127.0.0.1:{host.Emulator.Port}/tools/prod", result.One<MageSession>().Name);
        Assert.Equal("here", host.Run("New-MagePipeline here -Session $name", ("name", $"127.0.0.1:{host.Emulator.Port}/tools/prod")).One<MagePipeline>().Uuid);
    }

    [Fact]
    public void A_second_emulator_beside_the_default_leaves_the_first_where_it_is()
    {
        using MageHost host = MageHost.Connected();
        using MageEmulator other = MageEmulator.Start(new MageEmulatorOptions { TickMilliseconds = 0 });

        RunResult result = host.Run("$other | Connect-Mage -NotDefault; (Get-MageSession -Default).Uri; (Get-MageSession).Name", ("other", other));

        Assert.Equal([host.Emulator.Uri.ToString(), "emulator", "emulator-2"], result.ThrowOnError().Output.Select(item => item.ToString()));
    }

    [Fact]
    public void A_name_that_the_default_has_is_refused_for_another_server_or_user_and_renews_the_same()
    {
        using MageHost host = MageHost.Unconnected(new MageEmulatorOptions { OwnerEmail = "owner@example.com", OwnerPassword = "owner-password", TickMilliseconds = 0 });
        host.Emulator.AddUser("viewer@example.com", "viewer-password", "viewer");
        using MageEmulator other = MageEmulator.Start(new MageEmulatorOptions { TickMilliseconds = 0 });
        (string, object?)[] values =
            [("other", other), ("viewer", SessionTests.Credential("viewer@example.com", "viewer-password")), ("owner", SessionTests.Credential("owner@example.com", "owner-password"))];
        host.Run("Connect-Mage $emulator.Uri -Credential $owner -Name prod", values).ThrowOnError();

        foreach (string script in new[] { "Connect-Mage $other.Uri -Name Prod -NotDefault", "Connect-Mage $emulator.Uri -Name prod -Credential $viewer -NotDefault" })
        {
            RunResult result = host.RunToEnd(script);

            Assert.Equal("InvalidName", result.Ended());
            Assert.Contains("another -Name", result.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
            Assert.Empty(result.Wire);
            Assert.Equal("owner", host.Run("Get-MageSession -Default").One<MageSession>().User);
        }

        MageSession renewed = host.Run("Connect-Mage $emulator.Uri -Credential $owner -Name prod -NotDefault -PassThru", values).One<MageSession>();
        Assert.Same(renewed, host.Run("Get-MageSession -Default").One<MageSession>());
    }
}
