using System;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>Sessions on their way: into other runspaces and processes, through files, and past the module's own removal.</summary>
public sealed class SessionTestsBorders : IDisposable
{
    private readonly MageHost _host = MageHost.Connected(new MageEmulatorOptions { TickMilliseconds = 0, Clock = new EagerClock() });

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_script_that_imports_the_module_anew_leaves_its_callers_sessions_open()
    {
        RunResult result = _host.Run("$started = Start-MageEmulator; & { Import-Module $module -Force }; New-MagePipeline etl; (Get-MageSession).State; $started.IsRunning", ("module", Repository.StagedModule));

        Assert.Equal(["etl", "Open", "True"], result.ThrowOnError().Output.Select(item => item.BaseObject is MagePipeline pipeline ? pipeline.Uuid : item.ToString()));
    }

    [Fact]
    public void Removing_the_module_ends_them()
    {
        MageSession session = _host.Run("Get-MageSession").One<MageSession>();

        _host.Run("Remove-Module MageAI").ThrowOnError();

        Assert.Equal("Closed", session.State);
    }

    [Theory]
    [InlineData("[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($session))")]
    [InlineData("[pscustomobject]@{ Name = 'elsewhere'; Uri = 'http://127.0.0.1:9/' }")]
    public void A_copy_of_a_session_that_is_not_open_here_is_refused_in_words(string copy)
    {
        MageSession session = _host.Run("Get-MageSession").One<MageSession>();
        using MageHost job = MageHost.WithoutServer();

        foreach (string script in new[] { "Get-MagePipeline -Session $copy", "New-MagePipeline x -Session $copy", "Disconnect-Mage $copy" })
        {
            RunResult result = job.Run($"$copy = {copy}; {script}", ("session", session));

            Assert.Equal("SessionNotFound", result.ErrorId);
            Assert.Contains("a session does not travel", result.Error.Exception.Message, StringComparison.Ordinal);
            Assert.Contains("Connect inside the job", result.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_copy_of_a_session_means_the_open_one_with_the_same_server()
    {
        RunResult result = _host.Run(
            """
            New-MagePipeline etl
            $copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize((Get-MageSession)))
            Get-MagePipeline etl -Session $copy
            Get-MageSession | Disconnect-Mage
            Connect-Mage $emulator.Uri -Name 'another name'
            Get-MagePipeline etl -Session $copy
            """);

        Assert.Equal(3, result.All<MagePipeline>().Length);
    }

    [Theory]
    [InlineData("[pscustomobject]@{ Uri = \"$($emulator.Uri)\"; Name = 'json'; Header = [pscustomobject]@{ 'X-Key' = 'header-value-1' } }")]
    [InlineData("'{ \"Uri\": \"' + $emulator.Uri + '\", \"Name\": \"json\", \"Header\": { \"X-Key\": \"header-value-1\" } }'")]
    [InlineData("@{ Uri = $emulator.Uri; Name = 'json'; Header = @{ 'X-Key' = 'header-value-1' } }")]
    public void A_connection_may_come_out_of_JSON(string connection)
    {
        RunResult result = _host.Run($"Connect-Mage -Connection ({connection}) -PassThru");

        Assert.Equal("json", result.One<MageSession>().Name);
        Assert.All(result.Requests, request => Assert.Equal("header-value-1", request.Headers["X-Key"]));
    }

    [Fact]
    public void The_secrets_of_a_connection_out_of_JSON_are_not_remembered()
    {
        RunResult result = _host.RunToEnd("Connect-Mage -Connection ([pscustomobject]@{ Uri = 'http://127.0.0.1:9'; Password = 'pass-word-1'; Header = [pscustomobject]@{ Any = 'header-value-1' }; Wrong = 1 })");

        Assert.Equal("UnknownKey", result.Ended());
        string remembered = PSSerializer.Serialize(result.Error.InvocationInfo.BoundParameters, 5);
        Assert.DoesNotContain("pass-word-1", remembered, StringComparison.Ordinal);
        Assert.DoesNotContain("header-value-1", remembered, StringComparison.Ordinal);
    }

    [Fact]
    public void A_session_that_another_took_the_place_of_keeps_no_socket_and_can_still_be_used()
    {
        using MageHost host = MageHost.Unconnected(new MageEmulatorOptions { TickMilliseconds = 0 });
        MageSession first = host.Run("Connect-Mage $emulator.Uri -Name prod -PassThru").One<MageSession>();
        for (int i = 0; i < 10; i++)
        {
            host.Run("Connect-Mage $emulator.Uri -Name prod; Get-MagePipeline").ThrowOnError();
        }

        MageHost.Eventually(() => host.Emulator.OpenConnections == 1, "only the last keeps a socket");
        host.Run("New-MagePipeline etl -Session $s", ("s", first)).ThrowOnError();
        Assert.Equal("Open", first.State);
        MageHost.Eventually(() => host.Emulator.OpenConnections == 1, "it closed its own again");
    }

    [Fact]
    public void A_runspace_that_is_closed_leaves_no_socket_and_its_session_goes_on_for_whoever_holds_it()
    {
        using MageHost host = MageHost.Unconnected(new MageEmulatorOptions { TickMilliseconds = 0 });
        MageSession session;
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([Repository.StagedModule]);
        using (Runspace runspace = RunspaceFactory.CreateRunspace(state))
        {
            runspace.Open();
            using PowerShell shell = PowerShell.Create(runspace);
            session = (MageSession)shell.AddScript("param($uri) Connect-Mage $uri -PassThru").AddArgument(host.Emulator.Uri).Invoke().Single().BaseObject;
            Assert.Equal(1, host.Emulator.OpenConnections);
        }

        MageHost.Eventually(() => host.Emulator.OpenConnections == 0, "the socket is closed");
        Assert.Equal("etl", host.Run("New-MagePipeline etl -Session $s", ("s", session)).One<MagePipeline>().Uuid);
    }

    [Fact]
    public void Disconnecting_leaves_no_socket()
    {
        using MageHost host = MageHost.Unconnected(new MageEmulatorOptions { TickMilliseconds = 0 });
        host.Run("1..5 | ForEach-Object { Connect-Mage $emulator.Uri -Name \"s$_\" }; Get-MageSession | Disconnect-Mage; try { Connect-Mage \"$($emulator.Uri)/no-such-path\" -RetryCount 0 } catch { }").ThrowOnError();

        MageHost.Eventually(() => host.Emulator.OpenConnections == 0, "no socket is left");
    }
}
