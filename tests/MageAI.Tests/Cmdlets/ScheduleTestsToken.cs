using System;
using System.Linq;
using System.Net;
using System.Security;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>Reset-MageScheduleToken, and Get-MageSchedule -Orphaned.</summary>
public sealed class ScheduleTestsToken : IDisposable
{
    private readonly MageHost _host = MageHost.Connected();

    public ScheduleTestsToken() => _host.Run("New-MagePipeline etl; New-MageSchedule etl hook -Api -Enabled; New-MageSchedule etl other -Api").ThrowOnError();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_schedule_gets_another_token_and_the_old_one_opens_nothing()
    {
        string old = Token(1);

        RunResult result = _host.Run("Reset-MageScheduleToken hook");

        SecureString token = result.One<SecureString>();
        string now = new NetworkCredential(string.Empty, token).Password;
        Assert.Equal(now, Token(1));
        Assert.NotEqual(old, now);
        Assert.Equal(["PUT /api/pipeline_schedules/1 {\"pipeline_schedule\":{\"rotate_token\":true}}"], result.Writes);
        Assert.Equal((1, "hook", "etl"), (result.Output[0].Properties["ScheduleId"].Value, result.Output[0].Properties["ScheduleName"].Value, result.Output[0].Properties["PipelineUuid"].Value));
    }

    [Fact]
    public void Several_come_out_in_their_order_as_text_where_that_is_asked_for()
    {
        string[] tokens = [.. _host.Run("Get-MageSchedule -Type api | Reset-MageScheduleToken -AsPlainText").ThrowOnError().Output.Select(token => token.ToString())];

        Assert.Equal([Token(1), Token(2)], tokens);
    }

    [Fact]
    public void A_token_is_kept_where_it_is_asked_for_and_not_emitted()
    {
        RunResult result = _host.Run("""
            function global:Set-Secret { [CmdletBinding()] param($Name, [securestring] $SecureStringSecret, $Vault) $global:kept = @($Name, [Net.NetworkCredential]::new('', $SecureStringSecret).Password, $Vault) }
            Reset-MageScheduleToken hook -SecretName mage/hook -Vault local
            $kept
            """);

        Assert.Equal(["mage/hook", Token(1), "local"], result.ThrowOnError().Output.Select(item => item.ToString()));
    }

    [Fact]
    public void A_token_that_cannot_be_kept_is_not_lost()
    {
        RunResult result = _host.Run("""
            function global:Set-Secret { [CmdletBinding()] param($Name, [securestring] $SecureStringSecret) throw 'The vault is locked.' }
            Reset-MageScheduleToken hook -SecretName mage/hook -AsPlainText
            """);

        Assert.Contains("could not be kept as 'mage/hook': The vault is locked.", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(Token(1), Assert.Single(result.Output).ToString());
    }

    [Fact]
    public void Where_nothing_can_keep_it_no_token_is_changed()
    {
        RunResult result = _host.Run("Reset-MageScheduleToken hook -SecretName mage/hook");

        Assert.Equal("ModuleMissing", result.ErrorId);
        Assert.Empty(result.Writes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void For_anybody_but_an_owner_Mage_does_nothing_and_that_is_an_error(bool hides)
    {
        MageEmulatorOptions options = new() { OwnerEmail = "owner@example.com", OwnerPassword = "owner-password", HideTriggerTokens = hides, TickMilliseconds = 0 };
        using MageHost host = MageHost.Connected(options);
        host.Run("New-MagePipeline etl; New-MageSchedule etl hook -Api").ThrowOnError();
        string token = host.Emulator.AddUser("editor@example.com", "editor-password", "editor");
        host.Run("Connect-Mage $emulator.Uri -Token $token -Name editor", ("token", token)).ThrowOnError();

        RunResult refused = host.Run("Reset-MageScheduleToken hook -Session editor");
        Assert.Equal("WriteNotApplied", refused.ErrorId);
        Assert.Contains("Only an owner may change it", refused.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(refused.Output);

        Assert.Equal(32, host.Run("Reset-MageScheduleToken hook -AsPlainText -Session emulator").One<string>().Length);
    }

    [Fact]
    public void WhatIf_changes_nothing()
    {
        Assert.Empty(_host.Run("Get-MageSchedule | Reset-MageScheduleToken -WhatIf").ThrowOnError().Writes);
    }

    [Fact]
    public void Orphaned_are_those_whose_pipeline_is_gone()
    {
        _host.Run("New-MagePipeline gone | New-MageSchedule -Name lost -Api; Remove-MagePipeline gone -Confirm:$false -WarningAction Ignore").ThrowOnError();

        RunResult result = _host.Run("Get-MageSchedule -Orphaned");

        Assert.Equal("lost", result.One<MageSchedule>().Name);
        Assert.Empty(result.Writes);
        Assert.Equal(3, result.Wire.Length);
        Assert.Equal(["hook", "lost", "other"], _host.Run("Get-MageSchedule").All<MageSchedule>().Select(schedule => schedule.Name));
        _host.Run("Get-MageSchedule -Orphaned | Remove-MageSchedule -Confirm:$false").ThrowOnError();
        Assert.Empty(_host.Run("Get-MageSchedule -Orphaned").ThrowOnError().Output);
    }

    private string Token(int id) => _host.Run($"(Get-MageSchedule -Id {id}).GetToken()").One<string>();
}
