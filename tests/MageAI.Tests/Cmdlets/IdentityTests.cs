using System;
using System.Linq;
using System.Threading.Tasks;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>What somebody types or pipes in means what exists, whatever characters it has, and a row means what it says it is.</summary>
public sealed class IdentityTests : IDisposable
{
    private readonly MageHost _host = MageHost.Connected();

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("bug-eu-west", "bug_eu_west")]
    [InlineData("v1.2", "v1_2")]
    [InlineData("7 days", "letter_7_days")]
    [InlineData("Größe (neu)", "größe__neu_")]
    [InlineData("load [eu", "load__eu")]
    public void A_display_name_means_its_pipeline_in_every_cmdlet(string name, string uuid)
    {
        _host.Run("New-MagePipeline $name", ("name", name)).ThrowOnError();

        Assert.Equal(uuid, _host.Run("Get-MagePipeline $name", ("name", name)).One<MagePipeline>().Uuid);
        RunResult all = _host.Run(
            """
            $null = New-MageBlock $name load data_loader
            $null = Get-MageBlock $name
            Set-MageBlock $name load -Color teal
            $null = Get-MagePipeline -Uuid $name
            Set-MagePipeline $name -Description new
            $null = New-MageSchedule $name daily -Interval daily
            $null = Get-MageSchedule -Pipeline $name
            Enable-MageSchedule daily -Pipeline $name
            $null = Invoke-MagePipelineRun $name
            $null = Get-MagePipelineRun -Pipeline $name
            $null = Measure-MagePipelineRun -Pipeline $name
            $null = New-MageBackfill $name past -From 2026-01-01 -To 2026-01-02
            $null = Get-MageBackfill -Pipeline $name
            $null = Get-MageLog -Pipeline $name
            $null = ConvertTo-MageDiagram $name
            Remove-MageBlock $name load -Confirm:$false
            Rename-MagePipeline $name 'other name' -Force
            Rename-MagePipeline 'other name' $name -Force
            Remove-MagePipeline $name -Confirm:$false
            """,
            ("name", name));

        all.ThrowOnError();
        Assert.Equal("PipelineNotFound", _host.Run("Get-MagePipeline $name", ("name", name)).ErrorId);
    }

    [Theory]
    [InlineData("Get-MagePipelineRun 1", "Remove-MagePipelineRun -Force", "PipelineRunNotFound")]
    [InlineData("Get-MagePipelineRun 1", "Stop-MagePipelineRun", "PipelineRunNotFound")]
    [InlineData("Get-MageSchedule -Id 1", "Remove-MageSchedule", "ScheduleNotFound")]
    [InlineData("Get-MageBackfill 1", "Remove-MageBackfill", "BackfillNotFound")]
    public void A_row_that_keeps_only_an_id_and_a_pipeline_means_no_thing_of_another_pipeline(string read, string write, string error)
    {
        _host.Run(
            """
            $null = New-MagePipeline etl; $null = New-MagePipeline other
            $null = New-MageSchedule etl api -Api -Enabled; $null = New-MageBackfill etl past -From 2026-01-01 -To 2026-01-02
            $null = Invoke-MagePipelineRun etl
            """).ThrowOnError();

        string row = $"$it = {read}; [pscustomobject]@{{ PSTypeName = 'Selected.' + $it.PSObject.TypeNames[0]; Id = $it.Id; PipelineUuid = ";
        RunResult wrong = _host.Run($"{row}'other' }} | {write} -Confirm:$false");

        Assert.Equal(error, wrong.ErrorId);
        Assert.Empty(wrong.Writes);
        Assert.NotEmpty(_host.Run($"{row}$it.PipelineUuid }} | {write} -Confirm:$false").ThrowOnError().Writes);
    }

    [Fact]
    public void A_folder_from_elsewhere_keeps_its_capitals()
    {
        _host.Run("Invoke-MageApi 'file_contents/pipelines%2FMyPipeline%2Fmetadata.yaml' -Method PUT -Body @{ file_content = @{ content = \"name: MyPipeline`ntype: python`nuuid: MyPipeline`n\" } }").ThrowOnError();

        Assert.Equal("MyPipeline", _host.Run("Get-MagePipeline MyPipeline").One<MagePipeline>().Uuid);
        Assert.Equal("MyPipeline", _host.Run("Get-MagePipeline mypipe*").One<MagePipeline>().Uuid);
        Assert.Equal("new", _host.Run("Set-MagePipeline MyPipeline -Description new -PassThru").One<MagePipeline>().Description);
        Assert.Equal("MyPipeline", _host.Run("New-MageBlock MyPipeline load data_loader").One<MageBlock>().PipelineUuid);
    }

    [Fact]
    public void A_uuid_goes_before_a_display_name_and_that_before_what_Mage_would_make_of_it()
    {
        _host.Run("$null = New-MagePipeline first; $null = New-MagePipeline second; Invoke-MageApi pipelines/second -Method PUT -Body @{ pipeline = @{ description = 'x' } } | Out-Null").ThrowOnError();

        Assert.Equal("first", _host.Run("Get-MagePipeline first").One<MagePipeline>().Uuid);
        Assert.Equal("first", _host.Run("Get-MagePipeline FIRST").One<MagePipeline>().Uuid);
    }

    [Fact]
    public void Blocks_are_named_as_people_name_them_also_above_others()
    {
        _host.Run("$null = New-MagePipeline etl; $null = New-MageBlock etl 'load v1.2' data_loader; $null = New-MageBlock etl clean transformer -Upstream 'load v1.2'").ThrowOnError();

        Assert.Equal(["load_v1_2"], _host.Run("Get-MageBlock etl clean").One<MageBlock>().UpstreamBlocks);
        Assert.Empty(_host.Run("Set-MageBlock etl clean -RemoveUpstream 'load v1.2' -PassThru").One<MageBlock>().UpstreamBlocks);
        Assert.Equal(["load_v1_2"], _host.Run("Set-MageBlock etl clean -AddUpstream 'load v1.2' -PassThru").One<MageBlock>().UpstreamBlocks);
        Assert.Equal("x", _host.Run("Set-MageBlock etl 'load v1.2' -Content x -PassThru").One<MageBlock>().Content);
        _host.Run("Remove-MageBlock etl 'load v1.2' -Force -Confirm:$false").ThrowOnError();
        Assert.Equal("clean", _host.Run("Get-MageBlock etl").One<MageBlock>().Uuid);
    }

    [Theory]
    [InlineData("Get-MagePipelineRun -Status canceled")]
    [InlineData("Get-MageLog 1 -Level warn")]
    [InlineData("Get-MageSchedule -Status enabled")]
    [InlineData("Get-MageSchedule -Type cron")]
    [InlineData("Get-MagePipeline -Type pyhton")]
    [InlineData("Get-MagePipeline -Status on")]
    [InlineData("Get-MageBackfill -Status done")]
    [InlineData("Get-MageBlock etl -Type loader")]
    [InlineData("Get-MageBlockRun 1 -Status ok")]
    public void A_filter_word_that_Mage_does_not_know_is_an_error_that_lists_the_known_ones(string script)
    {
        RunResult result = _host.Run(script);

        Assert.Equal("UnknownWord", result.ErrorId);
        Assert.Contains("Use one of:", result.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(result.Wire);
    }

    [Fact]
    public void A_row_of_a_run_means_that_run_and_never_its_schedule_or_its_pipeline()
    {
        Seed();

        string row = "[pscustomobject]@{ Id = '2'; PipelineUuid = 'etl'; PipelineScheduleId = '1'; Status = 'failed'; ExecutionDate = '2026-01-01'; CreatedAt = '' }";
        Assert.Equal([2], _host.Run($"{row} | Get-MagePipelineRun").All<MagePipelineRun>().Select(run => run.Id));
        Assert.Equal(1, _host.Run($"{row} | Measure-MagePipelineRun").One<MageRunStatistic>().Count);
        Assert.Equal("etl run 2", _host.Run($"{row} | ConvertTo-MageDiagram").One<string>().Substring(0, 9));
        Assert.Equal("WrongObjectType", _host.Run($"{row} | Set-MageSchedule -Description x").ErrorId);
        Assert.Equal("WrongObjectType", _host.Run($"{row} | Remove-MagePipeline -Confirm:$false").ErrorId);
        Assert.Equal("WrongObjectType", _host.Run($"{row} | Invoke-MagePipelineRun").ErrorId);
        Assert.Equal("WrongObjectType", _host.Run($"{row} | Remove-MageBackfill -Confirm:$false").ErrorId);
        Assert.Equal(["DELETE /api/pipeline_runs/2"], _host.Run($"{row} | Remove-MagePipelineRun -Confirm:$false").ThrowOnError().Writes);
    }

    [Fact]
    public void A_row_of_a_schedule_is_no_run_and_one_that_says_nothing_is_refused_where_several_kinds_are_meant()
    {
        Seed();

        string schedule = "[pscustomobject]@{ Id = '1'; Name = 'daily'; PipelineUuid = 'etl'; ScheduleType = 'time'; ScheduleInterval = '@daily' }";
        Assert.Equal("WrongObjectType", _host.Run($"{schedule} | Remove-MagePipelineRun -Confirm:$false").ErrorId);
        Assert.Equal("WrongObjectType", _host.Run($"{schedule} | Stop-MagePipelineRun").ErrorId);
        Assert.Equal([3, 2, 1], _host.Run($"{schedule} | Get-MagePipelineRun").All<MagePipelineRun>().Select(run => run.Id));
        Assert.Equal("WrongObjectType", _host.Run("[pscustomobject]@{ Id = 1; PipelineUuid = 'etl' } | Get-MagePipelineRun").ErrorId);
        Assert.Equal("PipelineRunNotFound", _host.Run("[pscustomobject]@{ Id = 1; PipelineUuid = 'other' } | Remove-MagePipelineRun -Confirm:$false").ErrorId);
    }

    [Fact]
    public void A_number_of_one_server_is_refused_on_another_and_a_name_goes_on()
    {
        Seed();
        using MageHost other = MageHost.Connected();
        other.Run("$null = New-MagePipeline etl; $null = New-MageSchedule etl daily -Interval daily").ThrowOnError();
        other.Emulator.SeedRuns("etl", 3, scheduleId: 1);
        object elsewhere = other.Run("Get-MageSession").Output[0].BaseObject;
        object run = _host.Run("Get-MagePipelineRun 2").Output[0].BaseObject;
        object schedule = _host.Run("Get-MageSchedule -Id 1").Output[0].BaseObject;
        object pipeline = _host.Run("Get-MagePipeline etl").Output[0].BaseObject;
        foreach (string script in new[]
        {
            "$run | Stop-MagePipelineRun -Session $b", "$run | Remove-MagePipelineRun -Session $b -Confirm:$false", "$run | Get-MagePipelineRun -Session $b",
            "$run | Get-MageBlockRun -Session $b", "$run | Wait-MagePipelineRun -Session $b", "$run | Restart-MagePipelineRun -Session $b", "$run | Get-MageLog -Session $b",
            "$schedule | Disable-MageSchedule -Session $b", "$schedule | Remove-MageSchedule -Session $b -Confirm:$false", "$schedule | Get-MageSchedule -Session $b",
            "$schedule | Invoke-MagePipelineRun -Session $b", "$schedule | Get-MagePipelineRun -Session $b",
        })
        {
            other.Emulator.ClearRequests();
            RunResult result = _host.Run(script, ("run", run), ("schedule", schedule), ("b", elsewhere));
            Assert.True(result.ErrorId == "WrongServer", $"{script}: {string.Join(", ", result.Errors)}");
            Assert.Empty(other.Emulator.Requests);
        }

        _host.Run("$pipeline | Set-MagePipeline -Description copied -Session $b", ("pipeline", pipeline), ("b", elsewhere)).ThrowOnError();
        Assert.Equal("copied", other.Run("Get-MagePipeline etl").One<MagePipeline>().Description);
    }

    [Fact]
    public async Task Tags_that_are_added_at_the_same_time_are_all_there()
    {
        _host.Run("$null = New-MagePipeline etl").ThrowOnError();
        MageSession session = (MageSession)_host.Run("Get-MageSession").Output[0].BaseObject;

        // Four runspaces with one session.
        await Task.WhenAll(Enumerable.Range(0, 4).Select(runspace => Task.Run(() =>
        {
            using MageHost host = MageHost.WithoutServer();
            host.Run($"1..50 | ForEach-Object {{ Set-MagePipeline etl -AddTag \"t{runspace}-$_\" -Session $session }}", ("session", session)).ThrowOnError();
        })));

        Assert.Equal(200, _host.Run("Get-MagePipeline etl").One<MagePipeline>().Tags.Length);
    }

    [Fact]
    public void Settings_and_variables_are_added_to_those_there_are()
    {
        _host.Run("$null = New-MagePipeline etl; $null = New-MageSchedule etl daily -Interval daily -Variable @{ a = 1; b = 2 } -Setting @{ timeout = 5; allow_blocks_to_fail = $true }").ThrowOnError();

        MageSchedule schedule = _host.Run("Set-MageSchedule daily -AddVariable @{ c = 3; a = 9 } -RemoveVariable b -Setting @{ timeout = 7 } -PassThru").One<MageSchedule>();
        Assert.Equal(["a=9", "c=3"], schedule.Variables!.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}={pair.Value}"));
        Assert.Equal(["allow_blocks_to_fail=True", "timeout=7"], schedule.Settings!.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}={pair.Value}"));
        Assert.Equal(["allow_blocks_to_fail"], _host.Run("Set-MageSchedule daily -Setting @{ timeout = $null } -PassThru").One<MageSchedule>().Settings!.Keys);

        _host.Run("Set-MagePipeline etl -RetryConfig @{ retries = 3; delay = 5 }").ThrowOnError();
        MagePipeline pipeline = _host.Run("Set-MagePipeline etl -RetryConfig @{ delay = 9 } -PassThru").One<MagePipeline>();
        Assert.Equal(["delay=9", "retries=3"], pipeline.RetryConfig!.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}={pair.Value}"));
    }

    private void Seed()
    {
        _host.Run("$null = New-MagePipeline etl; $null = New-MageBlock etl load data_loader; $null = New-MageSchedule etl daily -Interval daily").ThrowOnError();
        _host.Emulator.SeedRuns("etl", 3, scheduleId: 1);
    }
}
