using System;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

public sealed class EmulatorCmdletTests : IDisposable
{
    private readonly MageHost _host = MageHost.WithoutServer();

    public void Dispose()
    {
        _host.Run("Stop-MageEmulator");
        _host.Dispose();
    }

    [Fact]
    public void Start_takes_a_free_port_and_connects_in_one_line()
    {
        MageEmulator[] two = _host.Run("Start-MageEmulator; Start-MageEmulator").All<MageEmulator>();

        Assert.NotEqual(two[0].Port, two[1].Port);
        Assert.All(two, emulator => Assert.True(emulator.IsRunning));
        Assert.False(two[0].RequiresAuthentication);
        Assert.Equal("emulator", _host.Run("Start-MageEmulator | Connect-Mage -PassThru").One<MageSession>().Name);
    }

    [Fact]
    public void Start_takes_the_port_it_is_told_and_says_when_that_is_taken()
    {
        int port = _host.Run("$first = Start-MageEmulator; $first | Stop-MageEmulator; $first.Port").One<int>();

        Assert.Equal(port, _host.Run("Start-MageEmulator $port", ("port", port)).One<MageEmulator>().Port);

        RunResult result = _host.RunToEnd("Start-MageEmulator -Port $port", ("port", port));
        Assert.Equal("ConnectionFailed", result.Ended());
    }

    [Theory]
    [InlineData("Variable:/state")]
    [InlineData("nodrive:state")]
    public void Start_keeps_its_state_in_no_place_but_a_folder(string path)
    {
        RunResult result = _host.RunToEnd("Start-MageEmulator -Path $path", ("path", path));

        Assert.Equal("FileNotWritten", result.Ended());
        Assert.Equal($"'{path}' is no place in the file system; nothing was started.", result.Error.Exception.Message);
        Assert.False(Directory.Exists("state") || Directory.Exists("/state"));
    }

    [Fact]
    public void Start_with_a_credential_asks_for_it()
    {
        RunResult result = _host.Run(
            "$e = Start-MageEmulator -Credential $c; $e.RequiresAuthentication; (Connect-Mage $e.Uri -Credential $c -PassThru).Authentication",
            ("c", SessionTests.Credential("me@example.com", "my-password")));

        Assert.Equal([true, "Credential"], result.ThrowOnError().Output.Select(item => item.BaseObject));
        Assert.Equal("CredentialRequired", _host.RunToEnd("Connect-Mage $e.Uri").Ended());
    }

    [Fact]
    public void Start_with_the_sample_has_pipelines_schedules_and_runs()
    {
        MageEmulator emulator = _host.Run("Start-MageEmulator -Sample").One<MageEmulator>();

        Assert.All(["pipelines", "schedules", "pipeline_runs"], kind => Assert.InRange(emulator.CountOf(kind), 4, 10000));
    }

    [Fact]
    public void A_path_keeps_the_state_over_a_restart()
    {
        string folder = Path.Combine(Path.GetTempPath(), "mage-" + Guid.NewGuid().ToString("N"));
        try
        {
            _host.Run("Start-MageEmulator -Path $folder | Connect-Mage; New-MagePipeline etl; Stop-MageEmulator", ("folder", folder)).ThrowOnError();

            Assert.Equal("etl", _host.Run("Start-MageEmulator -Path $folder | Connect-Mage; Get-MagePipeline", ("folder", folder)).One<MagePipeline>().Uuid);
        }
        finally
        {
            _host.Run("Stop-MageEmulator");
            Directory.Delete(folder, true);
        }
    }

    [Fact]
    public void Start_says_when_the_path_cannot_be_written()
    {
        string file = Path.GetTempFileName();
        try
        {
            Assert.Equal("ConnectionFailed", _host.RunToEnd("Start-MageEmulator -Path $file/state", ("file", file)).Ended());
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Stop_ends_those_piped_in_or_all()
    {
        MageEmulator[] three = _host.Run("$a = Start-MageEmulator; $b = Start-MageEmulator; $c = Start-MageEmulator; $a, $b, $c").All<MageEmulator>();

        _host.Run("$b | Stop-MageEmulator; $b | Stop-MageEmulator").ThrowOnError();
        Assert.Equal([true, false, true], three.Select(emulator => emulator.IsRunning));

        Assert.Empty(_host.Run("Stop-MageEmulator").ThrowOnError().Output);
        Assert.All(three, emulator => Assert.False(emulator.IsRunning));
        Assert.All(three, emulator => Assert.Throws<SocketException>(() => new TcpClient("127.0.0.1", emulator.Port)));
    }

    [Fact]
    public void WhatIf_starts_and_stops_nothing()
    {
        Assert.Empty(_host.Run("Start-MageEmulator -WhatIf").ThrowOnError().Output);

        MageEmulator emulator = _host.Run("Start-MageEmulator").One<MageEmulator>();
        _host.Run("Stop-MageEmulator -WhatIf").ThrowOnError();
        Assert.True(emulator.IsRunning);
    }

    [Fact]
    public void Removing_the_module_ends_emulators_and_sessions_of_the_runspace()
    {
        RunResult result = _host.Run("$e = Start-MageEmulator; $s = $e | Connect-Mage -PassThru; Remove-Module MageAI; $e; $s");

        result.ThrowOnError();
        Assert.False(((MageEmulator)result.Output[0].BaseObject).IsRunning);
        Assert.Equal("Closed", ((MageSession)result.Output[1].BaseObject).State);

        _host.Run("Import-Module $path; Start-MageEmulator | Connect-Mage; Get-MagePipeline", ("path", Repository.StagedModule)).ThrowOnError();
    }
}
