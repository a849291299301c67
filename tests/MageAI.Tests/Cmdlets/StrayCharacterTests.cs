using System;
using System.Linq;
using System.Management.Automation;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>Line breaks and white space that came along with what was copied or stored.</summary>
public sealed class StrayCharacterTests : IDisposable
{
    private readonly MageHost _host = MageHost.Unconnected(new MageEmulatorOptions { OwnerEmail = "owner@example.com", OwnerPassword = "owner-password", TickMilliseconds = 0 });

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("owner@example.com\r\n", "owner-password\n")]
    [InlineData("\uFEFF owner@example.com", "\uFEFFowner-password\r\n")]
    [InlineData("owner@example.com\u200B", "owner-password")]
    public void A_credential_signs_in_without_them(string user, string password)
    {
        MageSession session = _host.Run("Connect-Mage \" $($emulator.Uri)`n\" -Credential $c -PassThru", ("c", SessionTests.Credential(user, password))).One<MageSession>();

        Assert.Equal("owner", session.User);
        Assert.Equal("Credential", _host.Run($"Connect-Mage -Connection @{{ Uri = \"`t$($emulator.Uri)`n\"; UserName = $user; Password = $password }} -PassThru", ("user", user), ("password", password)).One<MageSession>().Authentication);
    }

    [Theory]
    [InlineData("owner-password ", "ends with white space, which counts.")]
    [InlineData(" owner-password", "begins with white space, which counts.")]
    [InlineData("wrong\n", "A line break at the end of the password was left out.")]
    [InlineData("'owner-password'", "stands in quotes, which count.")]
    [InlineData("wrong", "")]
    public void What_may_belong_to_a_password_is_left_and_said_when_it_is_refused(string password, string said)
    {
        RunResult result = _host.Run("Connect-Mage $emulator.Uri -Credential $c", ("c", SessionTests.Credential("owner@example.com", password)));

        Assert.Equal("SignInFailed", result.ErrorId);
        Assert.EndsWith(said, result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(password.Trim(), result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(said.Length == 0, result.Error.Exception.Message.EndsWith("invalid.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{0}\n")]
    [InlineData(" {0} ")]
    [InlineData("\"{0}\"")]
    [InlineData("\uFEFF{0}\r\n")]
    public void A_token_and_a_key_connect_without_them(string form)
    {
        string token = _host.Emulator.AddUser("v@example.com", "v-password", "viewer");
        (string, object?)[] values = [("token", string.Format(null, form, token.Insert(30, "\n"))), ("key", string.Format(null, form, "zkWlN0PkIKSN0C11CfUHUj84OT5XOJ6tDZ6bDRO2"))];

        foreach (string placement in new[] { "Header", "Cookie" })
        {
            _host.Run($"Connect-Mage $emulator.Uri -Token $token -TokenIn {placement} -ApiKey $key; Get-MagePipeline", values).ThrowOnError();
        }

        _host.Run("Connect-Mage -Connection @{ Uri = $emulator.Uri; Token = $token; ApiKey = $key }; Get-MagePipeline", values).ThrowOnError();
    }

    [Theory]
    [InlineData("Connect-Mage $emulator.Uri -Token $text", "   ", "The token is empty.")]
    [InlineData("Connect-Mage $emulator.Uri -Token $text", "\r\n", "The token is empty.")]
    [InlineData("Connect-Mage $emulator.Uri -Token $text", "", "The token is empty.")]
    [InlineData("Connect-Mage $emulator.Uri -Token $text", "abcédef", "U+00E9")]
    [InlineData("Connect-Mage $emulator.Uri -Token $text", "abc\u0001def", "U+0001")]
    [InlineData("Connect-Mage $emulator.Uri -ApiKey $text", " ", "The API key is empty.")]
    [InlineData("Connect-Mage -Connection @{ Uri = $emulator.Uri; Token = $text }", " \n", "The token is empty.")]
    [InlineData("Invoke-MagePipelineRun -Uri $emulator.Uri -ScheduleId 1 -TriggerToken $text", " ", "The trigger token is empty.")]
    public void One_that_can_be_none_is_refused_at_once(string command, string text, string said)
    {
        RunResult result = _host.Run(command, ("text", text));

        Assert.Equal("InvalidValue", result.ErrorId);
        Assert.Contains(said, result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(result.Wire);
    }

    [Fact]
    public void A_trigger_token_runs_without_them()
    {
        _host.Run("$emulator | Connect-Mage; New-MagePipeline etl | Out-Null; New-MageSchedule etl s -Api -Enabled | Out-Null").ThrowOnError();
        string token = (string)_host.Run("(Invoke-MageApi pipeline_schedules/1).token").ThrowOnError().Output.Single().BaseObject;

        Assert.Equal("etl", _host.Run("Invoke-MagePipelineRun -Uri \" $($emulator.Uri)`n\" -ScheduleId 1 -TriggerToken $token", ("token", $" {token}\r\n")).One<MagePipelineRun>().PipelineUuid);
    }

    [Theory]
    [InlineData("\"{0}\"")]
    [InlineData(" '{0}'\r\n")]
    [InlineData("<{0}>")]
    [InlineData("({0}),")]
    [InlineData("\u201C{0}\u201D.")]
    public void An_address_out_of_a_text_is_taken_without_the_marks_around_it(string form)
    {
        _host.Run("$emulator | Connect-Mage; New-MagePipeline etl | Out-Null; New-MageSchedule etl s -Api -Enabled | Out-Null").ThrowOnError();
        string token = (string)_host.Run("(Invoke-MageApi pipeline_schedules/1).token").ThrowOnError().Output.Single().BaseObject;
        string root = _host.Emulator.Uri.ToString().TrimEnd('/');

        foreach (string address in new[] { root, root + "/api/pipeline_schedules/1/api_trigger", $"{root}/api/pipeline_schedules/1/pipeline_runs/{token}" })
        {
            string more = address == root ? "-ScheduleId 1 -TriggerToken $token" : address.EndsWith("api_trigger", StringComparison.Ordinal) ? "-TriggerToken $token" : "";
            _host.Run($"Invoke-MagePipelineRun -Uri $uri {more}", ("uri", string.Format(null, form, address)), ("token", token)).One<MagePipelineRun>();
        }

        Assert.Equal(_host.Emulator.Uri, _host.Run("Connect-Mage $uri -Credential $c -PassThru", ("uri", string.Format(null, form, root)), ("c", SessionTests.Credential("owner@example.com", "owner-password"))).One<MageSession>().Uri);
    }

    [Fact]
    public void What_is_advised_for_a_trigger_needs_no_session()
    {
        RunResult result = _host.Run("Invoke-MagePipelineRun -Uri $uri -ScheduleId 1 -TriggerToken abcdef123", ("uri", $"https://127.0.0.1:{_host.Emulator.Port}"));

        Assert.Equal("TlsFailed", result.ErrorId);
        Assert.StartsWith($"Connect to http://127.0.0.1:{_host.Emulator.Port} with -Uri http://127.0.0.1:{_host.Emulator.Port}, where", result.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void An_emulator_and_who_connects_to_it_agree()
    {
        PSCredential owner = SessionTests.Credential("me@example.com\n", "secret\n");

        Assert.Equal("Credential", _host.Run("$other = Start-MageEmulator -Credential $c; $other | Connect-Mage -PassThru; Stop-MageEmulator $other", ("c", owner)).One<MageSession>().Authentication);
    }
}
