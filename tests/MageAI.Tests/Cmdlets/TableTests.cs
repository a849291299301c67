using System;
using System.Linq;
using System.Management.Automation;
using MageAI.Emulation;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>A table of pipelines, blocks or schedules goes into a CSV file, is edited there, and comes back: what was edited is changed, and nothing else.</summary>
public sealed class TableTests : IDisposable
{
    private readonly MageHost _host = MageHost.Connected();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_table_of_schedules_that_nobody_edited_changes_nothing()
    {
        SeedSchedules();

        RunResult result = Edit("Get-MageSchedule", "Set-MageSchedule -PassThru -Verbose");

        Assert.Empty(result.ThrowOnError().Writes);
        Assert.Empty(result.Warnings);
        Assert.Empty(result.Output);
        Assert.Equal(3, result.Verbose.Count(line => line.EndsWith("is as the row has it already.", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("ScheduleInterval", "0 7 * * *", "{\"schedule_interval\":\"0 7 * * *\"}")]
    [InlineData("ScheduleInterval", "hourly", "{\"schedule_interval\":\"@hourly\"}")]
    [InlineData("Name", "other", "{\"name\":\"other\"}")]
    [InlineData("Tags", "core, \"a, b\", new", "{\"tags\":[\"core\",\"a, b\",\"new\"]}")]
    [InlineData("Tags", "core; new", "{\"tags\":[\"core\",\"new\"]}")]
    [InlineData("Tags", "", "{\"tags\":[]}")]
    [InlineData("Description", "", "{\"description\":null}")]
    [InlineData("Description", "one, two", "{\"description\":\"one, two\"}")]
    [InlineData("Status", "inactive", "{\"status\":\"inactive\"}")]
    [InlineData("Sla", "2h", "{\"sla\":7200}")]
    [InlineData("Sla", "", "{\"sla\":null}")]
    [InlineData("ScheduleType", "api", "{\"schedule_type\":\"api\"}")]
    [InlineData("StartTime", "2026-02-01T06:00:00Z", "{\"start_time\":\"2026-02-01 06:00:00\"}")]
    [InlineData("Variables", "{ \"env\": \"test\", \"days\": [1, 2] }", "{\"variables\":{\"env\":\"test\",\"days\":[1,2]}}")]
    [InlineData("Variables", "{ \"env\": \"prod\" }", "{\"variables\":{\"env\":\"prod\"}}")]
    [InlineData("Variables", "", "{\"variables\":null}")]
    [InlineData("Settings", "{\"timeout\": \"3h\"}", "{\"settings\":{\"timeout\":10800}}")]
    [InlineData("Settings", "", "{\"settings\":null}")]
    public void A_cell_of_a_schedule_that_was_edited_is_all_that_is_sent(string column, string value, string sent)
    {
        SeedSchedules();

        RunResult result = Edit("Get-MageSchedule", "ForEach-Object { if ($_.Id -eq 1) { $_.$column = $value }; $_ } | Set-MageSchedule", ("column", column), ("value", value));

        Assert.Equal([$"PUT /api/pipeline_schedules/1 {{\"pipeline_schedule\":{sent}}}"], result.ThrowOnError().Writes);
        Assert.Empty(result.Warnings);
    }

    [Theory]
    [InlineData("$_.When = 'hourly'; $_", "hourly")]
    [InlineData("$_.When = '0 7 * * *'; $_", "0 7 * * *")]
    [InlineData("[pscustomobject]@{ Id = $_.Id; When = 'hourly' }", "hourly")]
    [InlineData("$_.When = 'hourly'; $_.ScheduleInterval = 'daily'; $_", "hourly")]
    public void A_cell_that_only_shows_what_starts_a_schedule_is_not_edited_in_silence(string edit, string when)
    {
        SeedSchedules();

        RunResult refused = Edit("Get-MageSchedule nightly", $"ForEach-Object {{ {edit} }} | Set-MageSchedule");

        Assert.Equal("InvalidInput", refused.ErrorId);
        Assert.Contains($"The column When says '{when}'", refused.Error.ToString(), StringComparison.Ordinal);
        Assert.Empty(refused.Writes);
    }

    [Fact]
    public void Nor_where_a_row_makes_a_schedule()
    {
        SeedSchedules();

        RunResult refused = Edit("Get-MageSchedule nightly", "ForEach-Object { $_.Name = 'other'; $_.When = 'hourly'; $_ } | New-MageSchedule");

        Assert.Equal("InvalidInput", refused.ErrorId);
        Assert.Empty(refused.Writes);
    }

    [Fact]
    public void A_schedule_is_made_of_the_row_of_another_whose_start_was_edited_where_it_is_said()
    {
        SeedSchedules();

        RunResult made = Edit("Get-MageSchedule nightly", "ForEach-Object { $_.Name = 'other'; $_.ScheduleInterval = '@hourly'; $_ } | New-MageSchedule");

        Assert.Equal("@hourly", made.One<MageSchedule>().ScheduleInterval);
    }

    [Theory]
    [InlineData("$_.ScheduleInterval = '@hourly'; $_")]
    [InlineData("$_.When = '@hourly'; $_.ScheduleInterval = '@hourly'; $_")]
    [InlineData("$_.When = ''; $_.ScheduleInterval = '@hourly'; $_")]
    public void It_may_stay_or_say_the_same(string edit)
    {
        SeedSchedules();

        RunResult result = Edit("Get-MageSchedule nightly", $"ForEach-Object {{ {edit} }} | Set-MageSchedule");

        Assert.Equal(["PUT /api/pipeline_schedules/1 {\"pipeline_schedule\":{\"schedule_interval\":\"@hourly\"}}"], result.ThrowOnError().Writes);
    }

    [Fact]
    public void Backfills_that_a_table_remembers_are_made_again_as_they_were()
    {
        _host.Run("""
            $null = New-MagePipeline etl
            $null = New-MageBackfill etl january -From 2026-01-01 -To 2026-01-05T12:00:00Z -Every 6h -Variable @{ region = 'north'; full = $true } -Setting @{ pipeline_run_limit = 2 }
            """).ThrowOnError();
        string made = _host.Run("New-MageBackfill etl january -AllowDuplicate -From 2026-01-01 -To 2026-01-05T12:00:00Z -Every 6h -Variable @{ region = 'north'; full = $true } -Setting @{ pipeline_run_limit = 2 }").ThrowOnError().Writes[0];

        Assert.Equal(made, Edit("Get-MageBackfill 1", "New-MageBackfill -AllowDuplicate").ThrowOnError().Writes[0]);
        Assert.Equal(made, _host.Run("Get-MageBackfill 1 | New-MageBackfill -AllowDuplicate").ThrowOnError().Writes[0]);
        Assert.Equal(made.Replace("january", "again", StringComparison.Ordinal), _host.Run("Get-MageBackfill 1 | New-MageBackfill -Name again").ThrowOnError().Writes[0]);
        Assert.Equal(made.Replace("2026-01-05 12:00:00", "2026-01-09 00:00:00", StringComparison.Ordinal), Edit("Get-MageBackfill 1", "ForEach-Object { $_.EndDatetime = '2026-01-09'; $_ } | New-MageBackfill -AllowDuplicate").ThrowOnError().Writes[0]);
    }

    [Fact]
    public void Schedules_that_a_table_remembers_are_made_again_as_they_were()
    {
        SeedSchedules();
        using MageHost other = MageHost.Connected();
        other.Run("$null = New-MagePipeline etl").ThrowOnError();

        other.Run("$rows | New-MageSchedule -Session (Get-MageSession)", ("rows", Table("Get-MageSchedule"))).ThrowOnError();

        const string looks = "Get-MageSchedule | ForEach-Object { \"$($_.Name)|$($_.ScheduleType)|$($_.ScheduleInterval)|$($_.Status)|$($_.Description)|$($_.Sla)|$($_.Tags.Count)|$($_.Variables.env)|$($_.Variables.days)|$($_.Settings.timeout)|$($_.StartTime)\" }";
        Assert.Equal(_host.Run(looks).All<string>(), other.Run(looks).All<string>());
        Assert.Equal(["core", "a, b"], other.Run("Get-MageSchedule nightly").One<MageSchedule>().Tags.OrderByDescending(tag => tag));
    }

    [Fact]
    public void A_schedule_of_a_table_or_a_live_one_is_not_made_a_second_time()
    {
        SeedSchedules();

        foreach (string command in new[] { "$rows | New-MageSchedule", "Get-MageSchedule nightly | New-MageSchedule", "$rows | New-MageSchedule -Pipeline etl" })
        {
            RunResult result = _host.Run(command, ("rows", Table("Get-MageSchedule nightly")));
            Assert.Equal("ScheduleExists", result.ErrorId);
            Assert.Empty(result.Writes);
        }

        _host.Run("Get-MageSchedule nightly | New-MageSchedule -Name second").ThrowOnError();
        Assert.Equal(4, _host.Emulator.CountOf("schedules"));
    }

    [Theory]
    [InlineData("New-MageSchedule etl nightly -Api")]
    [InlineData("New-MageSchedule etl nightly -Api -WhatIf")]
    [InlineData("Get-MagePipeline etl | New-MageSchedule -Name nightly -Api")]
    [InlineData("[pscustomobject]@{ Pipeline = 'etl'; Name = 'nightly'; Interval = 'daily' } | New-MageSchedule")]
    public void A_name_that_a_schedule_of_the_pipeline_has_is_refused_however_it_is_given(string command)
    {
        SeedSchedules();

        RunResult result = _host.Run(command);

        Assert.Equal("ScheduleExists", result.ErrorId);
        Assert.Equal("Pipeline etl has a schedule 'nightly' already, with the id 1; nothing was sent.", result.Error.Exception.Message);
        Assert.Equal("Change it with Set-MageSchedule 1, or choose another name. Pass -AllowDuplicate if two of that name are meant.", result.Error.ErrorDetails.RecommendedAction);
        Assert.Empty(result.Writes);
    }

    [Fact]
    public void Two_schedules_of_a_name_are_made_when_that_is_meant()
    {
        SeedSchedules();

        Assert.Equal(4, _host.Run("New-MageSchedule etl nightly -Api -AllowDuplicate").One<MageSchedule>().Id);
        _host.Run("$null = New-MagePipeline other; New-MageSchedule other nightly -Api").ThrowOnError();
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData(" -ThrottleLimit 4", 1)]
    [InlineData(" -WhatIf", 0)]
    public void A_table_that_has_a_name_twice_makes_one(string arguments, int made)
    {
        _host.Run("$null = New-MagePipeline etl").ThrowOnError();

        RunResult result = _host.Run("'daily', 'hourly' | ForEach-Object { [pscustomobject]@{ Pipeline = 'etl'; Name = 'nightly'; Interval = $_ } } | New-MageSchedule" + arguments);

        Assert.Equal("ScheduleExists", result.ErrorId);
        Assert.Equal(made, result.Writes.Length);
    }

    [Fact]
    public void What_was_changed_after_the_table_was_saved_is_told()
    {
        SeedSchedules();
        PSObject[] rows = Table("Get-MageSchedule nightly");
        _host.Clock.Advance(TimeSpan.FromMinutes(5));
        _host.Run("Set-MageSchedule nightly -Description newer").ThrowOnError();

        RunResult result = _host.Run("$rows | Set-MageSchedule", ("rows", rows));

        Assert.Equal(["PUT /api/pipeline_schedules/1 {\"pipeline_schedule\":{\"description\":\"Each night\"}}"], result.ThrowOnError().Writes);
        Assert.Contains("was changed after this row was saved", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void What_stands_on_the_command_line_goes_before_a_cell_and_objects_only_say_which_is_meant()
    {
        SeedSchedules();

        RunResult row = _host.Run("[pscustomobject]@{ Id = 1; Cron = '0 4 * * *'; Sla = 60 } | Set-MageSchedule -Sla 90");
        RunResult live = _host.Run("Get-MageSchedule nightly | Set-MageSchedule -Description x");
        RunResult revived = _host.Run("$copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize((Get-MageSchedule nightly), 4)); Set-MageSchedule nightly -Sla 5; $copy | Set-MageSchedule -Description y");

        Assert.Equal(["PUT /api/pipeline_schedules/1 {\"pipeline_schedule\":{\"schedule_interval\":\"0 4 * * *\",\"sla\":90}}"], row.ThrowOnError().Writes);
        Assert.Equal(["PUT /api/pipeline_schedules/1 {\"pipeline_schedule\":{\"description\":\"x\"}}"], live.ThrowOnError().Writes);
        Assert.EndsWith("{\"description\":\"y\"}}", revived.ThrowOnError().Writes[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_of_pipelines_changes_what_was_edited_and_nothing_else()
    {
        SeedPipeline();

        RunResult same = Edit("Get-MagePipeline", "Set-MagePipeline -PassThru");
        RunResult tags = Edit("Get-MagePipeline", "ForEach-Object { $_.Tags += ', third'; $_ } | Set-MagePipeline");
        RunResult cleared = Edit("Get-MagePipeline", "ForEach-Object { $_.Description = ''; $_ } | Set-MagePipeline");
        RunResult renamed = Edit("Get-MagePipeline", "ForEach-Object { $_.Name = 'Weekly Sales'; $_ } | Set-MagePipeline -PassThru");

        Assert.Empty(same.ThrowOnError().Writes);
        Assert.Empty(same.Warnings);
        Assert.Empty(same.Output);
        Assert.Equal(["PUT /api/pipelines/daily_sales {\"pipeline\":{\"tags\":[\"a, b\",\"core\",\"third\"]}}"], tags.ThrowOnError().Writes);
        Assert.Equal(["PUT /api/pipelines/daily_sales {\"pipeline\":{\"description\":\"\"}}"], cleared.ThrowOnError().Writes);
        Assert.Equal("weekly_sales", renamed.One<MagePipeline>().Uuid);
    }

    [Fact]
    public void What_the_list_of_pipelines_does_not_know_is_in_a_table_that_asked_for_it()
    {
        SeedPipeline();
        _host.Run("Set-MagePipeline daily_sales -RetryConfig ([ordered]@{ retries = 3; delay = 5 }) -RunPipelineInOneProcess $true").ThrowOnError();

        RunResult unknown = Edit("Get-MagePipeline", "Set-MagePipeline");
        RunResult same = Edit("Get-MagePipeline -IncludeSetting", "Set-MagePipeline");
        RunResult edited = Edit("Get-MagePipeline -IncludeSetting", "ForEach-Object { $_.RetryConfig = '{\"retries\":4,\"delay\":5}'; $_ } | Set-MagePipeline");
        RunResult off = Edit("Get-MagePipeline -IncludeSetting", "ForEach-Object { $_.RunPipelineInOneProcess = 'no'; $_ } | Set-MagePipeline");
        RunResult cleared = Edit("Get-MagePipeline -IncludeSetting", "ForEach-Object { $_.RetryConfig = ''; $_ } | Set-MagePipeline");

        Assert.Empty(unknown.ThrowOnError().Writes.Concat(same.ThrowOnError().Writes));
        Assert.Equal(["PUT /api/pipelines/daily_sales {\"pipeline\":{\"retry_config\":{\"retries\":4,\"delay\":5}}}"], edited.ThrowOnError().Writes);
        Assert.Equal(["PUT /api/pipelines/daily_sales {\"pipeline\":{\"run_pipeline_in_one_process\":false}}"], off.ThrowOnError().Writes);
        Assert.Equal(["PUT /api/pipelines/daily_sales {\"pipeline\":{\"retry_config\":null}}"], cleared.ThrowOnError().Writes);
    }

    [Fact]
    public void A_switch_that_the_file_of_a_pipeline_does_not_name_is_off_and_not_edited()
    {
        SeedPipeline();
        const string file = "{\"file_content\":{\"path\":\"pipelines/daily_sales/metadata.yaml\",\"content\":\"name: Daily Sales\\ntype: python\\nuuid: daily_sales\\n\"}}";
        _host.Emulator.Faults.Next(EmulatorFault.Json(file), times: 3, pathContains: "metadata.yaml");

        Assert.Empty(Edit("Get-MagePipeline -IncludeSetting", "Set-MagePipeline").ThrowOnError().Writes);
        Assert.Empty(_host.Run("Set-MagePipeline daily_sales -RunPipelineInOneProcess $false").ThrowOnError().Writes);
    }

    [Fact]
    public void Pipelines_that_a_table_remembers_are_made_again_as_they_were()
    {
        SeedPipeline();
        using MageHost other = MageHost.Connected();

        PSObject[] rows = Table("Get-MagePipeline");
        MagePipeline made = other.Run("$rows | New-MagePipeline -Session (Get-MageSession)", ("rows", rows)).One<MagePipeline>();

        Assert.Equal(("daily_sales", "Daily Sales", "What was sold", "python"), (made.Uuid, made.Name, made.Description, made.Type));
        Assert.Equal(["a, b", "core"], made.Tags);
        Assert.Equal("PipelineExists", other.Run("$rows | New-MagePipeline -Session (Get-MageSession)", ("rows", rows)).ErrorId);
    }

    [Fact]
    public void A_new_pipeline_takes_what_a_change_takes()
    {
        RunResult result = _host.Run("New-MagePipeline etl -Description d -Tag a -ExecutorType k8s -RetryConfig @{ retries = 2 } -ConcurrencyConfig @{ block_run_limit = 1 } -RunPipelineInOneProcess $true");

        MagePipeline made = result.One<MagePipeline>();
        Assert.Equal(("k8s", "{\"retries\":2}", true), (made.ExecutorType, System.Text.Json.JsonSerializer.Serialize(made.RetryConfig), made.RunPipelineInOneProcess));
        Assert.Equal(
            [
                "POST /api/pipelines {\"pipeline\":{\"name\":\"etl\",\"type\":\"python\",\"description\":\"d\",\"tags\":[\"a\"]}}",
                "PUT /api/pipelines/etl {\"pipeline\":{\"executor_type\":\"k8s\",\"run_pipeline_in_one_process\":true,\"retry_config\":{\"retries\":2},\"concurrency_config\":{\"block_run_limit\":1}}}",
            ],
            result.Writes);
    }

    [Fact]
    public void A_table_of_blocks_changes_what_was_edited_and_nothing_else()
    {
        SeedBlocks();

        RunResult same = Edit("Get-MageBlock etl", "Set-MageBlock -PassThru");
        RunResult withCode = Edit("Get-MageBlock etl -Content", "Set-MageBlock -PassThru");
        RunResult color = Edit("Get-MageBlock etl", "ForEach-Object { if ($_.Name -eq 'store') { $_.Color = 'pink'; $_.Timeout = '' }; $_ } | Set-MageBlock");
        RunResult upstream = Edit("Get-MageBlock etl", "ForEach-Object { if ($_.Name -eq 'store') { $_.UpstreamBlocks = 'load, clean' }; $_ } | Set-MageBlock");
        RunResult configuration = Edit("Get-MageBlock etl", "ForEach-Object { if ($_.Name -eq 'load') { $_.Configuration = '{\"limit\":5}' }; $_ } | Set-MageBlock");
        RunResult code = Edit("Get-MageBlock etl -Content", "ForEach-Object { if ($_.Name -eq 'clean') { $_.Content = 'y = 2' }; $_ } | Set-MageBlock");
        RunResult type = Edit("Get-MageBlock etl load", "ForEach-Object { $_.Type = 'custom'; $_ } | Set-MageBlock");

        foreach (RunResult nothing in new[] { same, withCode })
        {
            Assert.Empty(nothing.ThrowOnError().Writes);
            Assert.Empty(nothing.Warnings);
            Assert.Empty(nothing.Output);
        }

        Assert.Equal(["PUT /api/pipelines/etl/blocks/store {\"block\":{\"color\":\"pink\",\"timeout\":null}}"], color.ThrowOnError().Writes);
        Assert.Equal(["PUT /api/pipelines/etl/blocks/store {\"block\":{\"upstream_blocks\":[\"load\",\"clean\"]}}"], upstream.ThrowOnError().Writes);
        Assert.Contains("{\"limit\":5", Assert.Single(configuration.ThrowOnError().Writes), StringComparison.Ordinal);
        Assert.DoesNotContain("table", Assert.Single(configuration.Writes), StringComparison.Ordinal);
        Assert.Equal("y = 2", _host.Run("Get-MageBlock etl clean -Content").One<MageBlock>().Content);
        Assert.Single(code.ThrowOnError().Writes);
        Assert.Equal(("NotSupported", 0), (type.ErrorId, type.Writes.Length));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" -ThrottleLimit 4")]
    [InlineData(" -WhatIf")]
    public void A_block_that_a_table_renames_is_followed_in_its_other_rows(string arguments)
    {
        SeedBlocks();
        _host.Run("$null = New-MageBlock etl tell callback -Upstream load").ThrowOnError();

        const string edits = "ForEach-Object { if ($_.Name -eq 'load') { $_.Name = 'Fetch 2' }; if ($_.Name -eq 'clean') { $_.Color = 'pink' }; if ($_.Name -eq 'store') { $_.UpstreamBlocks += ', load' }; $_ }";
        RunResult result = Edit("Get-MageBlock etl", $"{edits} | Set-MageBlock{arguments}");

        string[] writes = arguments == " -WhatIf" ? [] :
        [
            "PUT /api/pipelines/etl/blocks/load {\"block\":{\"name\":\"Fetch 2\"}}",
            "PUT /api/pipelines/etl/blocks/clean {\"block\":{\"color\":\"pink\"}}",
            "PUT /api/pipelines/etl/blocks/store {\"block\":{\"upstream_blocks\":[\"clean\",\"fetch_2\"]}}",
        ];
        Assert.Equal(writes, result.ThrowOnError().Writes);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" -ThrottleLimit 4")]
    [InlineData(" -WhatIf")]
    public void The_renamed_row_may_stand_behind_and_the_new_name_in_other_rows(string arguments)
    {
        SeedBlocks();
        PSObject[] rows = Table("Get-MageBlock etl");
        PSObject[] behind = [.. rows.Reverse()];
        rows[0].Properties["Name"].Value = "fetch";
        rows[1].Properties["UpstreamBlocks"].Value = "fetch";
        rows[2].Properties["UpstreamBlocks"].Value = "clean; fetch";

        RunResult result = _host.Run($"$rows | Set-MageBlock{arguments}", ("rows", behind));

        string[] writes = arguments == " -WhatIf" ? [] :
        [
            "PUT /api/pipelines/etl/blocks/load {\"block\":{\"name\":\"fetch\"}}",
            "PUT /api/pipelines/etl/blocks/store {\"block\":{\"upstream_blocks\":[\"clean\",\"fetch\"]}}",
        ];
        Assert.Equal(writes, result.ThrowOnError().Writes);
        Assert.Equal(arguments == " -WhatIf" ? "load" : "fetch", _host.Run("(Get-MageBlock etl clean).UpstreamBlocks").One<string>());
    }

    [Fact]
    public void Names_that_a_table_passes_on_mean_the_blocks_as_the_table_has_them()
    {
        SeedBlocks();
        PSObject[] rows = Table("Get-MageBlock etl");
        rows[1].Properties["Name"].Value = "old clean";
        rows[0].Properties["Name"].Value = "clean";
        rows[2].Properties["UpstreamBlocks"].Value = "load, clean";

        _host.Run("$rows | Set-MageBlock", ("rows", new[] { rows[1], rows[0], rows[2] })).ThrowOnError();

        Assert.Equal(["clean|", "old_clean|clean", "store|clean old_clean"], _host.Run("Get-MageBlock etl | ForEach-Object { \"$($_.Uuid)|$($_.UpstreamBlocks)\" }").All<string>());
        RunResult none = Edit("Get-MageBlock etl store", "ForEach-Object { $_.UpstreamBlocks = 'nobody'; $_ } | Set-MageBlock");
        Assert.Equal("BlockNotFound", none.ErrorId);
        Assert.Empty(none.Writes);
    }

    [Fact]
    public void Blocks_that_a_table_remembers_are_made_again_as_they_were_in_whatever_order_they_stand()
    {
        SeedBlocks();
        using MageHost other = MageHost.Connected();
        other.Run("$null = New-MagePipeline etl").ThrowOnError();

        PSObject[] rows = [.. Table("Get-MageBlock etl -Content").Reverse()];
        other.Run("$rows | New-MageBlock -Session (Get-MageSession)", ("rows", rows)).ThrowOnError();

        const string looks = "Get-MageBlock etl -Content | ForEach-Object { \"$($_.Uuid)|$($_.Type)|$($_.Language)|$($_.Color)|$($_.UpstreamBlocks)|$($_.Configuration.limit)|$($_.Timeout)|$($_.RetryConfig.retries)|$($_.ExecutorType)|$($_.Content)\" }";
        Assert.Equal(_host.Run(looks).All<string>(), other.Run(looks).All<string>());
    }

    [Fact]
    public void A_block_without_code_in_its_cell_is_refused_and_a_path_in_a_cell_is_read()
    {
        _host.Run("$null = New-MagePipeline etl").ThrowOnError();
        using TemporaryFolder folder = new();
        System.IO.File.WriteAllText(System.IO.Path.Combine(folder.Path, "load.py"), "z = 3\n");

        RunResult empty = _host.Run("[pscustomobject]@{ Pipeline = 'etl'; Name = 'load'; Type = 'data_loader'; Content = ''; Path = '' } | New-MageBlock");
        RunResult file = _host.Run("[pscustomobject]@{ Pipeline = 'etl'; Name = 'load'; Type = 'data_loader'; Content = ''; Path = $file } | New-MageBlock", ("file", System.IO.Path.Combine(folder.Path, "load.py")));

        Assert.Empty(empty.Writes);
        Assert.NotEmpty(empty.Errors);
        Assert.Equal("z = 3\n", _host.Run("Get-MageBlock etl load -Content").One<MageBlock>().Content);
        Assert.Single(file.ThrowOnError().Output);
    }

    [Theory]
    [InlineData("New-MageSchedule", "[pscustomobject]@{ Pipeline = 'etl'; Name = 'x'; Interval = 'daily'; Tags = 'System.String[]' }")]
    [InlineData("New-MagePipeline", "[pscustomobject]@{ Name = 'x'; Tags = 'System.String[]' }")]
    [InlineData("Set-MagePipeline", "[pscustomobject]@{ Uuid = 'etl'; Tags = 'System.Object[]' }")]
    public void The_name_of_a_type_is_no_tag(string command, string row)
    {
        _host.Run("$null = New-MagePipeline etl").ThrowOnError();

        RunResult result = _host.Run($"{row} | {command}");

        Assert.Single(result.Errors);
        Assert.Empty(result.Writes);
    }

    [Fact]
    public void Lists_and_named_values_are_what_they_were_and_their_text_is_readable()
    {
        SeedSchedules();
        SeedBlocks();

        Assert.True(_host.Run("$v = (Get-MageSchedule nightly).Variables; $v.env -eq 'prod' -and $v['env'] -eq 'prod' -and $v.Keys -contains 'env' -and $v -is [System.Collections.IDictionary]").One<bool>());
        Assert.Equal("load, clean, store", Table("Get-MagePipeline etl")[0].Properties["Blocks"].Value);
        Assert.Equal(["load", "clean", "store"], _host.Run("(Get-MagePipeline etl).Blocks.Uuid").All<string>());
        Assert.Equal("{\"env\":\"prod\",\"days\":[1,2]}", Table("Get-MageSchedule nightly")[0].Properties["Variables"].Value);
    }

    [Theory]
    [InlineData("Get-MageBlock etl store", "Set-MageBlock -Color pink", "Pipeline")]
    [InlineData("Get-MageBlock etl store", "Remove-MageBlock -Confirm:$false", "PipelineUuid")]
    [InlineData("Get-MageSchedule hook", "Set-MageSchedule -Description x", "Pipeline")]
    [InlineData("Get-MageSchedule hook", "Set-MageSchedule -Description x", "PipelineUuid")]
    [InlineData("Get-MageSchedule hook", "Disable-MageSchedule", "PipelineUuid")]
    public void A_row_of_two_pipelines_is_refused(string read, string write, string column)
    {
        SeedSchedules();
        SeedBlocks();

        RunResult refused = Edit(read, $"ForEach-Object {{ $_.{column} = 'other'; $_ }} | {write}");

        Assert.Equal("InvalidInput", refused.ErrorId);
        Assert.Contains("'other' under " + column, refused.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(refused.Writes);
    }

    [Theory]
    [InlineData(1, "active", "False", "inactive")]
    [InlineData(1, "active", "no", "inactive")]
    [InlineData(1, "", "False", "inactive")]
    [InlineData(1, "inactive", "True", "inactive")]
    [InlineData(1, "active", "", null)]
    [InlineData(1, "active", "True", null)]
    [InlineData(3, "inactive", "True", "active")]
    [InlineData(3, "active", "False", "active")]
    [InlineData(3, "inactive", "False", null)]
    [InlineData(3, "inactive", "", null)]
    public void A_row_switches_a_schedule_by_either_column(int id, string status, string enabled, string? sent)
    {
        SeedSchedules();

        RunResult result = _host.Run("[pscustomobject]@{ Id = $id; ScheduleType = 'time'; Status = $status; Enabled = $enabled } | Set-MageSchedule", ("id", id), ("status", status), ("enabled", enabled));

        Assert.Equal(sent is null ? [] : [$"PUT /api/pipeline_schedules/{id} {{\"pipeline_schedule\":{{\"status\":\"{sent}\"}}}}"], result.ThrowOnError().Writes);
    }

    [Fact]
    public void A_column_that_nothing_is_changed_by_is_told_of_once()
    {
        SeedPipeline();
        _host.Run("$null = New-MagePipeline other").ThrowOnError();

        RunResult edited = Edit("Get-MagePipeline -IncludeSetting", "ForEach-Object { $_.Variables = '{\"a\":1}'; $_.CacheBlockOutputInMemory = 'True'; $_.ExecutorCount = '4'; $_ } | Set-MagePipeline -Description x");
        RunResult alone = Edit("Get-MagePipeline daily_sales", "ForEach-Object { [pscustomobject]@{ PipelineUuid = $_.Uuid; Uuid = $_.Uuid; Settings = '{\"a\":1}' } } | Set-MagePipeline");
        RunResult same = Edit("Get-MagePipeline -IncludeSetting", "Set-MagePipeline -Description y");

        Assert.Equal(["Variables", "ExecutorCount", "CacheBlockOutputInMemory"], edited.ThrowOnError().Warnings.Select(warning => warning.Split(' ')[2]));
        Assert.Equal(2, edited.Writes.Length);
        Assert.Equal(["Settings"], alone.ThrowOnError().Warnings.Select(warning => warning.Split(' ')[2]));
        Assert.Empty(same.ThrowOnError().Warnings);
    }

    /// <summary>What Export-Csv and Import-Csv make of what a script emits: each property's text.</summary>
    private PSObject[] Table(string script) => [.. _host.Run(script).ThrowOnError().Output.Select(item =>
    {
        PSObject row = new();
        foreach (PSPropertyInfo property in item.Properties)
        {
            row.Properties.Add(new PSNoteProperty(property.Name, property.Value?.ToString() ?? string.Empty));
        }

        return row;
    })];

    private RunResult Edit(string read, string write, params (string Name, object? Value)[] variables) => _host.Run("$rows | " + write, [("rows", Table(read)), .. variables]);

    private void SeedSchedules() => _host.Run("""
        if (-not (Get-MagePipeline)) { $null = New-MagePipeline etl }
        $null = New-MageSchedule etl nightly -Cron '0 6 * * *' -Description 'Each night' -Tag core, 'a, b' -Sla 1h -Variable ([ordered]@{ env = 'prod'; days = 1, 2 }) -Setting @{ timeout = '2h' } -StartTime 2026-01-01T06:00:00Z -Enabled
        $null = New-MageSchedule etl hook -Api -Enabled
        $null = New-MageSchedule etl once -At 2030-01-01T00:00:00Z -Tag 'x;y'
        """).ThrowOnError();

    private void SeedPipeline() => _host.Run("$null = New-MagePipeline 'Daily Sales' -Description 'What was sold' -Tag 'a, b', core").ThrowOnError();

    private void SeedBlocks() => _host.Run("""
        if (-not (Get-MagePipeline)) { $null = New-MagePipeline etl }
        $null = New-MageBlock etl load data_loader -Content 'x = 1' -Configuration @{ limit = 3; table = 'sales' }
        $null = New-MageBlock etl clean transformer -Content 'y = 1' -Upstream load
        $null = New-MageBlock etl store data_exporter -Content "print('a,b')" -Upstream clean -Color teal -Timeout 90 -RetryConfig @{ retries = 2 } -ExecutorType local_python
        """).ThrowOnError();
}
