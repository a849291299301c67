using System;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Faults;

/// <summary>What is done in two steps and ends between them: what there is now is told, and what was there before is not lost.</summary>
public sealed class HalfDoneTests : IDisposable
{
    private readonly MageHost _host = MageHost.Connected(new MageEmulatorOptions { TickMilliseconds = 0, Clock = new EagerClock() });

    public HalfDoneTests()
    {
        _host.Run("$null = New-MagePipeline etl | New-MageBlock -Name load -Type data_loader -Content 'x = 1'; $null = New-MageSchedule etl api -Api").ThrowOnError();
        _host.Clock.Advance(TimeSpan.FromMinutes(1));
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Code_that_was_cut_on_a_full_disk_is_told_and_the_old_code_handed_back()
    {
        _host.Emulator.Faults.NextWrite(EmulatorFault.DiskFull);

        RunResult result = _host.Run("Set-MageBlock etl load -Content 'y = 22' -ErrorVariable lost");

        Assert.Equal("ServerError", result.ErrorId);
        Assert.Contains("disk is full", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("Block load has the first 3 of the 6 characters of the new code now", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("Set-MageBlock etl load -Content $_.Exception.PreviousContent", result.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal("x = 1", Assert.IsType<MageBlockException>(result.Error.Exception).PreviousContent);

        // As the advice says.
        _host.Run("$lost | ForEach-Object { Set-MageBlock etl load -Content $_.Exception.PreviousContent }").ThrowOnError();
        Assert.Equal("x = 1", _host.Run("Get-MageBlock etl load -Content").One<MageBlock>().Content);
    }

    [Fact]
    public void Code_whose_writing_cannot_be_looked_at_is_handed_back_too()
    {
        _host.Emulator.Faults.NextWrite(EmulatorFault.DropAfterHandling);
        _host.Emulator.Handled = request =>
        {
            if (request.Method == "PUT")
            {
                _host.Emulator.Faults.Next(EmulatorFault.DropBeforeReply, times: 20, method: "GET");
            }
        };

        RunResult result = _host.Run("Set-MageBlock etl load -Content 'y = 22'");

        Assert.Equal("WriteOutcomeUnknown", result.ErrorId);
        Assert.Equal("x = 1", Assert.IsType<MageBlockException>(result.Error.Exception).PreviousContent);
        Assert.Contains("PreviousContent", result.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("New-MageBlock etl empty data_loader -Content ''", "PUT", "Block empty was made, whether without any code, as asked, or with that of Mage's template is not known.")]
    [InlineData("Copy-MagePipeline etl copied -IncludeSchedule", "POST", "Pipeline copied was made, whether all of it is not known.")]
    public void What_cannot_be_looked_at_is_not_said_to_be_half_done(string script, string last, string words)
    {
        int writes = last == "PUT" ? 1 : 2;
        _host.Emulator.Handled = request =>
        {
            if (request.Method == last && --writes == 0)
            {
                _host.Emulator.Faults.Next(EmulatorFault.DropBeforeReply, times: 20, method: "GET");
            }
            else if (request.Method == "POST")
            {
                _host.Emulator.Faults.Next(EmulatorFault.DropAfterHandling, method: last);
            }
        };

        RunResult result = _host.Run(script);

        Assert.Equal("WriteOutcomeUnknown", result.ErrorId);
        Assert.EndsWith(words, result.Error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_that_Mage_saves_before_it_fails_is_unknown_where_it_cannot_be_looked_at()
    {
        _host.Run("Remove-MagePipeline etl -Confirm:$false -WarningAction SilentlyContinue").ThrowOnError();
        _host.Emulator.Handled = request =>
        {
            if (request.Method == "PUT")
            {
                _host.Emulator.Faults.Next(EmulatorFault.DropBeforeReply, times: 20, method: "GET");
            }
        };

        RunResult result = _host.Run("Set-MageSchedule 1 -Description new");

        Assert.Equal("WriteOutcomeUnknown", result.ErrorId);
        Assert.Contains("Whether the change of schedule 1 was done cannot be told", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("new", _host.Emulator.State.FindSchedule(1)!.Description);
    }

    [Fact]
    public void A_hidden_token_whose_second_change_failed_may_be_another_one_all_the_same()
    {
        using MageHost host = MageHost.Connected(new MageEmulatorOptions { TickMilliseconds = 0, Clock = new EagerClock(), HideTriggerTokens = true });
        host.Run("$null = New-MagePipeline etl; $null = New-MageSchedule etl api -Api").ThrowOnError();
        string? old = host.Emulator.State.FindSchedule(1)!.Token;
        host.Emulator.Handled = request =>
        {
            if (request.Method == "PUT")
            {
                host.Emulator.Faults.Next(EmulatorFault.DropBeforeReply, times: 20);
            }
        };

        RunResult result = host.Run("Reset-MageScheduleToken 1");

        Assert.Equal("WriteOutcomeUnknown", result.ErrorId);
        Assert.Contains("whether it is another one now cannot be told", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.NotEqual(old, host.Emulator.State.FindSchedule(1)!.Token);
    }

    [Theory]
    [InlineData("Copy-MagePipeline etl copied")]
    [InlineData("Copy-MagePipeline etl copied -Independent")]
    public void A_copy_that_was_made_without_its_blocks_is_not_called_done(string script)
    {
        _host.Emulator.Faults.NextWrite(EmulatorFault.DropAfterHandling);
        _host.Emulator.Handled = request =>
        {
            if (request.Method == "POST")
            {
                // Mage makes an empty pipeline, and ends before it has filled it.
                _host.Emulator.State.FindPipeline("copied")!.Blocks.Clear();
            }
        };

        RunResult result = _host.Run(script);

        Assert.Equal("ConnectionFailed", result.ErrorId);
        Assert.EndsWith("Pipeline copied was made, but has not the blocks of etl.", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Single(result.Writes);
    }

    [Fact]
    public void A_file_that_was_moved_by_a_renaming_that_failed_is_told_and_its_code_handed_back()
    {
        _host.Emulator.Faults.NextWrite(EmulatorFault.DiskFull);

        RunResult result = _host.Run("Set-MageBlock etl load -NewName extract -ErrorVariable lost");

        Assert.Equal("ServerError", result.ErrorId);
        Assert.Contains("Block load has its old name, but its file was moved to data_loaders/extract.py: it has no code now.", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("x = 1", Assert.IsType<MageBlockException>(result.Error.Exception).PreviousContent);

        _host.Run("$lost | ForEach-Object { Set-MageBlock etl load -Content $_.Exception.PreviousContent }; Get-MageBlock -Unused extract | Remove-MageBlock -DeleteFile -Confirm:$false; Set-MageBlock etl load -NewName extract").ThrowOnError();
        Assert.Equal("x = 1", _host.Run("Get-MageBlock etl extract -Content").One<MageBlock>().Content);
    }

    [Fact]
    public void The_file_of_a_block_that_could_not_be_made_is_told()
    {
        _host.Emulator.Faults.NextWrite(EmulatorFault.DiskFull);

        RunResult result = _host.Run("New-MageBlock etl more custom -Content 'x = 3'");

        Assert.Equal("ServerError", result.ErrorId);
        Assert.Contains("there is no new block more, but there is a file for it", result.Error.Exception.Message, StringComparison.Ordinal);
        _host.Run("Get-MageBlock -Unused more | Remove-MageBlock -DeleteFile -Confirm:$false; New-MageBlock etl more custom -Content 'x = 3'").ThrowOnError();
    }

    [Fact]
    public void A_pipeline_of_which_only_the_folder_was_renamed_is_told()
    {
        _host.Emulator.Faults.NextWrite(EmulatorFault.DiskFull);

        RunResult result = _host.Run("Rename-MagePipeline etl sales");

        Assert.Equal("ServerError", result.ErrorId);
        Assert.Contains("Pipeline etl is sales now, but its name is still 'etl', and its schedules and runs are still those of etl.", result.Error.Exception.Message, StringComparison.Ordinal);

        // As the advice says.
        _host.Run("Rename-MagePipeline sales ETL; Rename-MagePipeline etl sales").ThrowOnError();
        Assert.Equal("sales", _host.Run("Get-MageSchedule -Id 1").One<MageSchedule>().PipelineUuid);
    }

    [Fact]
    public void What_was_changed_before_a_step_that_failed_is_told()
    {
        _host.Emulator.Faults.Next(EmulatorFault.DiskFull, pathContains: "file_contents", method: "PUT");

        RunResult result = _host.Run("Set-MageBlock etl load -Color teal -Content 'y = 22'");

        Assert.Contains("Changed before that, and still so: color.", result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("x = 1", Assert.IsType<MageBlockException>(result.Error.Exception).PreviousContent);
        Assert.Equal("teal", _host.Run("Get-MageBlock etl load").One<MageBlock>().Color);
    }
}
