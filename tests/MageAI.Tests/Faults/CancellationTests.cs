using System;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Faults;

/// <summary>However a command ends early, the server sees its request end within a second, and nothing goes on behind it.</summary>
public sealed class CancellationTests : IDisposable
{
    private readonly MageHost _host = MageHost.Connected(new MageEmulatorOptions { TickMilliseconds = 0 });

    public CancellationTests()
    {
        _host.Run("New-MagePipeline etl; New-MageSchedule etl api -Api; Enable-MageSchedule 1").ThrowOnError();
        _host.Emulator.SeedRuns("etl", 250);
    }

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("Get-MagePipelineRun", "GET")]
    [InlineData("Get-MagePipeline", "GET")]
    [InlineData("Get-MageSchedule", "GET")]
    [InlineData("Invoke-MageApi pipeline_runs -All", "GET")]
    [InlineData("New-MagePipeline other", "POST")]
    [InlineData("Set-MagePipeline etl -Description x", "PUT")]
    [InlineData("Remove-MageSchedule 1 -Confirm:$false", "DELETE")]
    [InlineData("Invoke-MagePipelineRun -Schedule 1", "POST")]
    [InlineData("Invoke-MagePipelineRun -Schedule 1 -Wait", "POST")]
    [InlineData("Get-MagePipelineRun 1 | Wait-MagePipelineRun", "GET")]
    public async Task Ctrl_C_closes_the_connection_of_a_list_a_write_and_a_wait(string script, string method)
    {
        _host.Emulator.Faults.Next(EmulatorFault.Hang, times: 5, method: method);
        using PowerShell shell = PowerShell.Create(_host.Runspace);
        Task<RunResult> running = Task.Run(() => _host.Run(shell, script));
        MageHost.Eventually(() => _host.Emulator.Requests.Any(request => request.Method == method && request.Status == 0), "the request arrived");
        EmulatorRequest flight = _host.Emulator.Requests.Last(request => request.Method == method);
        int sent = _host.Emulator.Requests.Count;

        await Task.Run(shell.Stop);
        RunResult result = await running;

        MageHost.Eventually(() => flight.ClientClosed, "the server saw the client leave");
        Assert.Equal(PSInvocationState.Stopped, shell.InvocationStateInfo.State);
        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);

        // Neither a retry nor a look at what became of it.
        Assert.Equal(sent, _host.Emulator.Requests.Count);
        _host.Emulator.Faults.Clear();
        RunResult next = _host.Run("Get-MagePipeline etl");
        Assert.Equal("etl", next.One<MagePipeline>().Uuid);
        Assert.Single(next.Wire);
    }

    [Theory]
    [InlineData(":enough foreach ($once in 1) { LIST | ForEach-Object { if (++$n -eq 2) { Wait-Page; break enough } } }", false)]
    [InlineData("LIST | ForEach-Object { if (++$n -eq 2) { Wait-Page; throw 'enough' } }", true)]
    public void Whoever_downstream_has_enough_ends_the_page_under_way(string script, bool throws)
    {
        foreach (string list in new[] { "Get-MagePipelineRun", "Invoke-MageApi pipeline_runs -All" })
        {
            // The second page is asked for when the second row is, and never comes.
            RunResult result = _host.Run(
                """
                function Wait-Page { while ($emulator.Requests.Count -lt 2) { [System.Threading.Thread]::Sleep(5) } }
                $n = 0
                $armed = $false
                """ + "\n" + script.Replace("LIST", $"{list} | ForEach-Object {{ if (-not $armed) {{ $armed = $true; $emulator.Faults.Next([MageAI.Emulation.EmulatorFault]::Hang, 1, 'pipeline_runs', 'GET') }}; $_ }}", StringComparison.Ordinal));

            Assert.Equal(throws, result.Terminating is not null);
            Assert.Equal(2, _host.Emulator.Requests.Count);
            MageHost.Eventually(() => _host.Emulator.Requests[1].ClientClosed, "the server saw the client leave");
            _host.Emulator.Faults.Clear();
            Assert.Single(_host.Run("Get-MagePipeline etl").Wire);
        }
    }

    [Fact]
    public void A_creation_given_up_leaves_its_pipeline_free_for_the_next_write()
    {
        _host.Emulator.Faults.Next(EmulatorFault.Hang, method: "POST");
        using PowerShell shell = PowerShell.Create(_host.Runspace);
        IAsyncResult running = shell.AddScript("New-MageSchedule etl nightly -Interval '@daily'").BeginInvoke();
        MageHost.Eventually(() => _host.Emulator.Requests.Any(request => request.Method == "POST" && request.Status == 0), "the request arrived");
        shell.Stop();
        Assert.ThrowsAny<PipelineStoppedException>(() => shell.EndInvoke(running));

        Assert.Equal("nightly", _host.Run("New-MageSchedule etl nightly -Interval '@daily'").One<MageSchedule>().Name);
        Assert.Equal(2, _host.Emulator.CountOf("schedules"));
    }

    [Fact]
    public async Task Two_runspaces_with_a_session_each_make_200_interleaved_calls_without_crosstalk()
    {
        using MageHost other = MageHost.Connected(new MageEmulatorOptions { TickMilliseconds = 0 });
        const string script = "1..100 | ForEach-Object { New-MagePipeline \"$mine$_\" | Set-MagePipeline -Description \"of $mine\" -PassThru }";

        RunResult[] results = await Task.WhenAll(
            Task.Run(() => _host.Run(script, ("mine", "left"))), Task.Run(() => other.Run(script, ("mine", "right"))));

        foreach ((RunResult result, MageHost host, string mine) in new[] { (results[0], _host, "left"), (results[1], other, "right") })
        {
            MagePipeline[] made = result.All<MagePipeline>();
            Assert.Equal(Enumerable.Range(1, 100).Select(i => mine + i), made.Select(pipeline => pipeline.Uuid));
            Assert.All(made, pipeline => Assert.Equal(("of " + mine, host.Emulator.Port), (pipeline.Description, pipeline.Session!.Uri.Port)));
            Assert.Equal(200, result.Requests.Count);
            Assert.All(result.Requests, request => Assert.Contains(mine, request.Body, StringComparison.Ordinal));
        }
    }
}
