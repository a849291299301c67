using System;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using MageAI.Completion;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Completion;

public sealed class CompletionTests : IDisposable
{
    private readonly MageHost _host = MageHost.Connected();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Pipelines_are_offered_by_their_beginning_or_a_pattern()
    {
        _host.Run("New-MagePipeline 'Daily Sales'; New-MagePipeline 'Daily Stock'; New-MagePipeline other").ThrowOnError();

        Assert.Equal(["daily_sales", "daily_stock"], Tab("Get-MagePipeline dai"));
        Assert.Equal(["daily_sales", "daily_stock", "other"], Tab("Get-MagePipeline -Uuid "));
        Assert.Equal(["daily_stock"], Tab("Get-MagePipeline *stock"));
        Assert.Equal(["'daily_sales'", "'daily_stock'"], Tab("Get-MagePipeline 'dai"));
        Assert.Equal(["\"daily_sales\"", "\"daily_stock\""], Tab("Get-MagePipeline \"dai"));
        Assert.Equal(["daily_sales", "daily_stock"], Tab("Remove-MagePipeline DAI"));
    }

    [Fact]
    public void A_bracket_that_is_not_closed_is_completed_like_any_other_beginning()
    {
        _host.Run("New-MagePipeline etl; New-MageSchedule etl '[prod] nightly' -Interval daily").ThrowOnError();

        Assert.Equal(["'[prod] nightly'"], Tab("Get-MageSchedule [pr"));
    }

    [Fact]
    public void Tags_are_offered_that_there_are()
    {
        _host.Run("$null = New-MagePipeline etl -Tag sales, 'two words'; $null = New-MagePipeline other -Tag sales; $null = New-MageSchedule etl nightly -Api -Tag night").ThrowOnError();

        Assert.Equal(["sales", "'two words'"], Tab("Get-MagePipeline -Tag "));
        Assert.Equal(["sales"], Tab("Set-MagePipeline etl -AddTag S"));
        Assert.Equal(["'two words'"], Tab("Set-MagePipeline etl -RemoveTag sales, t"));
        Assert.Equal(["sales", "'two words'"], Tab("New-MagePipeline new -Tag "));
        Assert.Equal(["night"], Tab("Get-MageSchedule -Tag "));
        Assert.Equal(["night"], Tab("New-MageSchedule other x -Tag "));
        Assert.Empty(Tab("Get-MageSchedule -Tag zz"));
        Assert.Equal(["daily"], Tab("New-MageBackfill etl x -Every d"));
    }

    [Fact]
    public void A_second_Tab_asks_nothing_and_after_a_write_the_server_is_asked_again()
    {
        _host.Run("New-MagePipeline one").ThrowOnError();
        _host.Emulator.ClearRequests();

        Assert.Equal(["one"], Tab("Get-MagePipeline "));
        Assert.Equal(["one"], Tab("Set-MagePipeline o"));
        Assert.Single(_host.Emulator.Requests);

        _host.Run("New-MagePipeline two").ThrowOnError();
        Assert.Equal(["one", "two"], Tab("Get-MagePipeline "));

        _host.Run("Invoke-MageApi pipelines/one DELETE | Out-Null").ThrowOnError();
        Assert.Equal(["two"], Tab("Get-MagePipeline "));
    }

    [Fact]
    public void The_session_on_the_command_line_is_the_one_asked()
    {
        using MageEmulator other = MageEmulator.Start(new MageEmulatorOptions { TickMilliseconds = 0 });
        _host.Run("New-MagePipeline here; Connect-Mage $other.Uri -Name there -NotDefault; New-MagePipeline elsewhere -Session there", ("other", other)).ThrowOnError();

        Assert.Equal(["elsewhere"], Tab("Get-MagePipeline -Session there -Uuid "));
        Assert.Equal(["here"], Tab("Get-MagePipeline "));
        Assert.Empty(Tab("Get-MagePipeline -Session nobody -Uuid "));
    }

    [Fact]
    public void Sessions_are_offered_and_quoted_where_they_must_be()
    {
        _host.Run("Connect-Mage $emulator.Uri -Name 'the other one' -NotDefault; Connect-Mage $emulator.Uri -Name \"it's\" -NotDefault").ThrowOnError();

        Assert.Equal(["emulator", "'the other one'", "'it''s'"], Tab("Get-MagePipeline -Session "));
        Assert.Equal(["'the other one'"], Tab("Disconnect-Mage th"));
        Assert.Equal(["\"the other one\""], Tab("Get-MageSession \"the"));
        Assert.Equal(["'it''s'"], Tab("Get-MageSession 'it''"));
        Assert.Equal(["emulator"], Tab("Get-MageServer -Session em"));
    }

    [Theory]
    [InlineData("Get-MagePipeline -Status ", "active", "inactive", "no_schedules")]
    [InlineData("New-MagePipeline x -Type p", "python", "pyspark")]
    public void Words_of_Mage_are_offered(string line, params string[] words) => Assert.Equal(words, Tab(line));

    [Fact]
    public void Blocks_are_those_of_the_run_on_the_command_line_or_of_the_pipeline()
    {
        _host.Run("""
            $null = New-MagePipeline etl
            $null = New-MageBlock etl load data_loader
            $null = New-MageBlock etl store data_exporter
            $null = Invoke-MagePipelineRun etl -Wait -PollSec 0.02
            """).ThrowOnError();

        Assert.Equal(["load", "store"], Tab("Restart-MagePipelineRun 1 -FromBlock "));
        Assert.Equal(["store"], Tab("Get-MageBlockRun 1 st"));
        Assert.Equal(["load", "store"], Tab("Get-MageLog -Run 1 -Block "));
        Assert.Equal(["load"], Tab("Get-MageLog -Pipeline etl -Block l"));
        Assert.Empty(Tab("Get-MageBlockOutput 99 "));
        Assert.Equal(["EXCEPTION"], Tab("Get-MageLog 1 -Level EX"));
        Assert.Equal(["condition_failed"], Tab("Get-MageBlockRun 1 -Status con"));
        Assert.Equal(["Incomplete", "New"], Tab("Restart-MagePipelineRun 1 -Mode "));
    }

    [Fact]
    public void A_server_that_does_not_answer_offers_nothing_and_holds_nobody_up()
    {
        _host.Emulator.ClearRequests();
        _host.Emulator.Faults.Next(EmulatorFault.Hang, times: 9);

        Assert.Empty(Tab("Get-MagePipeline "));

        Assert.Empty(Tab("Get-MagePipeline "));
        Assert.Single(_host.Emulator.Requests);
    }

    [Fact]
    public void That_there_is_nothing_is_not_remembered()
    {
        Assert.Empty(Tab("Get-MagePipeline "));
        _host.Emulator.ClearRequests();

        Assert.Empty(Tab("Get-MagePipeline "));
        Assert.Single(_host.Emulator.Requests);
    }

    [Fact]
    public void Runs_are_offered_newest_first_with_their_states()
    {
        _host.Run("$null = New-MagePipeline one; $null = New-MagePipeline two; $null = 'one', 'two', 'one' | ForEach-Object { Invoke-MagePipelineRun $_ }").ThrowOnError();

        Assert.Equal(["3", "2", "1"], Tab("Get-MageBlockRun "));
        Assert.Equal(["3", "2", "1"], Tab("Stop-MagePipelineRun -Run "));
        Assert.Equal(["2"], Tab("Get-MagePipelineRun 2"));
    }

    [Theory]
    [InlineData("Get-MagePipelineRun -Since y", "yesterday")]
    [InlineData("Get-MageLog -Pipeline x -Since 2", "24h")]
    [InlineData("New-MageSchedule x y -Cron '0 6 1", "'0 6 1 * *'")]
    [InlineData("Set-MageSchedule x -Setting ti", "@{ timeout = '1h' }", "@{ timeout_status = 'failed' }")]
    [InlineData("Set-MagePipeline x -RetryConfig r", "@{ retries = 1 }")]
    [InlineData("Set-MagePipeline x -ConcurrencyConfig b", "@{ block_run_limit = 1 }")]
    [InlineData("Set-MageBlock x y -Configuration use", "@{ use_raw_sql = $true }")]
    public void Samples_show_what_can_be_written(string line, params string[] offered) => Assert.Equal(offered, Tab(line));

    [Fact]
    public void Addresses_are_those_of_the_open_sessions() => Assert.Equal([_host.Emulator.Uri.ToString()], Tab("Connect-Mage "));

    [Fact]
    public void A_dead_server_and_an_error_offer_nothing()
    {
        _host.Emulator.Faults.Next(EmulatorFault.Html, times: 9);
        Assert.Empty(Tab("Get-MagePipeline "));

        _host.Emulator.Stop();
        Assert.Empty(Tab("Set-MagePipeline "));
    }

    [Fact]
    public void Without_a_session_nothing_is_offered_and_nothing_is_wrong()
    {
        using MageHost host = MageHost.WithoutServer();

        Assert.Empty(Tab("Get-MagePipeline ", host));
        Assert.Empty(Tab("Get-MagePipeline -Session ", host));
        Assert.Empty(host.Run("$Error").ThrowOnError().Output);
    }

    [Fact]
    public void A_closed_session_offers_nothing()
    {
        _host.Run("New-MagePipeline etl; $s = Get-MageSession; Disconnect-Mage").ThrowOnError();

        Assert.Empty(Tab("Get-MagePipeline -Session $s -Uuid "));
    }

    [Fact]
    public void Blocks_are_those_of_the_pipeline_on_the_line_and_schedules_have_their_names_quoted()
    {
        _host.Run("""
            New-MagePipeline one; New-MagePipeline two
            Invoke-MageApi pipelines/one/blocks POST -Body @{ block = @{ name = 'load'; type = 'data_loader'; language = 'python' } }
            Invoke-MageApi pipelines/two/blocks POST -Body @{ block = @{ name = 'other'; type = 'data_loader'; language = 'python' } }
            Invoke-MageApi pipelines/one/pipeline_schedules POST -Body @{ pipeline_schedule = @{ name = "it's nightly" } }
            Invoke-MageApi pipelines/two/pipeline_schedules POST -Body @{ pipeline_schedule = @{ name = 'hourly' } }
            """).ThrowOnError();
        _host.Emulator.ClearRequests();

        Assert.Equal(["load"], Offer(new BlockCompleter(), "", "one"));
        Assert.Equal(["other"], Offer(new BlockCompleter(), "o", "two"));
        Assert.Empty(Offer(new BlockCompleter(), "", null));
        Assert.Empty(Offer(new BlockCompleter(), "", "*"));
        Assert.Empty(Offer(new BlockCompleter(), "", "missing"));
        Assert.Equal(["hourly", "'it''s nightly'"], Offer(new ScheduleCompleter(), "", null));
        Assert.Equal(["'it''s nightly'"], Offer(new ScheduleCompleter(), "", "one"));
        Assert.Equal(
            ["/api/pipelines/one/blocks", "/api/pipelines/two/blocks", "/api/pipelines/missing/blocks", "/api/pipeline_schedules"],
            _host.Emulator.Requests.Select(request => request.Path));
    }

    [Fact]
    public void Backfills_are_offered_by_name_and_by_the_pipeline_on_the_line()
    {
        _host.Run("""
            New-MagePipeline one; New-MagePipeline two
            New-MageBackfill one 'jan again' -From 2026-01-01 -To 2026-01-31
            New-MageBackfill two jan -From 2026-01-01 -To 2026-01-31
            """).ThrowOnError();

        Assert.Equal(["'jan again'", "jan"], Tab("Start-MageBackfill ").Order(StringComparer.Ordinal));
        Assert.Equal(["jan"], Tab("Get-MageBackfill -Pipeline two -Id j"));
        Assert.Equal(["'jan again'"], Tab("Get-MagePipelineRun -Backfill 'jan a"));
    }

    private string[] Offer(MageCompleter completer, string word, string? pipeline)
    {
        Runspace? before = Runspace.DefaultRunspace;
        try
        {
            Runspace.DefaultRunspace = _host.Runspace;
            System.Collections.Hashtable bound = pipeline is null ? [] : new() { ["Pipeline"] = pipeline };
            return [.. completer.CompleteArgument("Get-MageX", "X", word, null!, bound).Select(result => result.CompletionText).Order(StringComparer.Ordinal).Reverse()];
        }
        finally
        {
            Runspace.DefaultRunspace = before;
        }
    }

    [Theory]
    [InlineData("plain_1", '\0', "plain_1")]
    [InlineData("a/b.c:d-e", '\0', "a/b.c:d-e")]
    [InlineData("-dash", '\0', "'-dash'")]
    [InlineData("with space", '\0', "'with space'")]
    [InlineData("it's", '\0', "'it''s'")]
    [InlineData("it's", '\'', "'it''s'")]
    [InlineData("it's $5 `\"", '"', "\"it's `$5 ```\"\"")]
    [InlineData("größe", '\0', "größe")]
    [InlineData("", '\0', "''")]
    public void A_quoted_word_means_the_same_word_again(string text, char typed, string quoted)
    {
        Assert.Equal(quoted, MageCompleter.Quote(text, typed));
        if (typed != '\0')
        {
            Assert.Equal(text, MageCompleter.Unquote(quoted, typed));
        }

        Assert.Equal(text, _host.Run($"& {{ param($x) \"$x\" }} {quoted}").One<string>());
    }

    private string[] Tab(string line) => Tab(line, _host);

    private static string[] Tab(string line, MageHost host)
    {
        Runspace? before = Runspace.DefaultRunspace;
        try
        {
            Runspace.DefaultRunspace = host.Runspace;
            using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
            return [.. CommandCompletion.CompleteInput(line, line.Length, null, shell).CompletionMatches
                .Where(match => match.ResultType == CompletionResultType.ParameterValue)
                .Select(match => match.CompletionText)];
        }
        finally
        {
            Runspace.DefaultRunspace = before;
        }
    }
}
