using System;
using System.Data;
using System.Linq;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>Many runs, each with its own variables: from whatever rows people have.</summary>
public sealed class VariableSetTests : RunTestsBase
{
    private const string Rows = "[pscustomobject]@{ region = 'north'; full = $true }, [pscustomobject]@{ region = 'south'; full = $false }";

    private readonly int _schedule;

    public VariableSetTests()
        : base(Still)
    {
        Pipeline(_host, "etl", "x = 1");
        _schedule = Schedule(_host, "etl", "name = 'MageAI'; schedule_type = 'api'; status = 'active'");
    }

    [Theory]
    [InlineData("[pscustomobject]@{ Pipeline = 'etl'; region = 'north' } | Invoke-MagePipelineRun", "{\"region\":\"north\"}")]
    [InlineData("@{ Pipeline = 'etl'; region = 'north' } | Invoke-MagePipelineRun", "{\"region\":\"north\"}")]
    [InlineData("[pscustomobject]@{ Pipeline = 'etl'; region = 'north'; name = 'x' } | Invoke-MagePipelineRun", "{\"region\":\"north\",\"name\":\"x\"}")]
    [InlineData("[pscustomobject]@{ Pipeline = 'etl'; region = 'north' } | Invoke-MagePipelineRun -Variable ([ordered]@{ day = 1; region = 'all' })", "{\"day\":1,\"region\":\"north\"}")]
    [InlineData("[pscustomobject]@{ Pipeline = 'etl'; Variable = @{ a = 1 }; Comment = 'x' } | Invoke-MagePipelineRun", "{\"a\":1}")]
    [InlineData("[pscustomobject]@{ Pipeline = 'etl' } | Invoke-MagePipelineRun", null)]
    [InlineData("[pscustomobject]@{ Pipeline = 'etl'; Name = 'etl'; Status = 'x' } | Invoke-MagePipelineRun", null)]
    [InlineData("[pscustomobject]@{ Uuid = 'etl'; Name = 'etl'; Note = 'x' } | Invoke-MagePipelineRun", null)]
    [InlineData("[pscustomobject]@{ PSTypeName = 'Selected.MageAI.MagePipeline'; PipelineUuid = 'etl'; note = 'x' } | Invoke-MagePipelineRun", null)]
    public void The_other_columns_of_a_row_that_names_its_pipeline_are_its_variables_unless_it_is_one_of_ours(string script, string? variables)
    {
        string body = _host.Run(script).ThrowOnError().Writes[^1];

        Assert.Contains(variables is null ? "{\"pipeline_run\":{}}" : $"\"variables\":{variables}", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Invoke-MagePipelineRun etl -Variable '{\"f\":1E400}'", "'f'")]
    [InlineData("Invoke-MagePipelineRun etl -Variable @{ t = \"a$([char]0xD800)\" }", "'t'")]
    public void What_JSON_cannot_hold_is_refused_before_anything_is_made(string script, string named)
    {
        RunResult result = _host.Run(script);

        Assert.Contains(named, result.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(result.Wire);
    }

    [Theory]
    [InlineData($"{Rows} | Invoke-MagePipelineRun etl")]
    [InlineData($"{Rows} | Invoke-MagePipelineRun -Pipeline etl")]
    [InlineData($"{Rows} | Invoke-MagePipelineRun -Schedule 1")]
    [InlineData($"Invoke-MagePipelineRun etl -VariableSet ({Rows})")]
    [InlineData($"Invoke-MagePipelineRun -Schedule 1 -VariableSet ({Rows})")]
    [InlineData($", @({Rows}) | Invoke-MagePipelineRun etl")]
    [InlineData("@{ region = 'north'; full = $true }, [pscustomobject]@{ region = 'south'; full = $false } | Invoke-MagePipelineRun etl")]
    [InlineData("Invoke-MagePipelineRun etl -VariableSet @{ region = 'north'; full = $true }, ([pscustomobject]@{ region = 'south'; full = $false })")]
    [InlineData("'{\"region\":\"north\",\"full\":true}', '{\"region\":\"south\",\"full\":false}' | Invoke-MagePipelineRun etl")]
    [InlineData("Invoke-MagePipelineRun etl -VariableSet '[{\"region\":\"north\",\"full\":true},{\"region\":\"south\",\"full\":false}]'")]
    [InlineData("$table.Rows | Invoke-MagePipelineRun etl")]
    public void Rows_make_a_run_each(string command)
    {
        using DataTable table = new();
        table.Columns.Add("region", typeof(string));
        table.Columns.Add("full", typeof(bool));
        table.Rows.Add("north", true);
        table.Rows.Add("south", false);

        RunResult result = _host.Run(command, ("table", table));

        Assert.Equal([1, 2], result.All<MagePipelineRun>().Select(run => run.Id));
        Assert.All(result.Writes, write => Assert.StartsWith($"POST /api/pipeline_schedules/{_schedule}/pipeline_runs ", write, StringComparison.Ordinal));
        Assert.Equal(["north True", "south False"], result.All<MagePipelineRun>().Select(run => $"{run.Variables!["region"]} {run.Variables["full"]}"));
    }

    [Fact]
    public void Columns_that_are_called_like_a_parameter_are_variables_too()
    {
        RunResult result = _host.Run("[pscustomobject]@{ Pipeline = 'a'; Force = 'b'; Uri = 'c'; Id = 5; Session = 'd' } | Invoke-MagePipelineRun etl");

        MagePipelineRun run = result.One<MagePipelineRun>();
        Assert.Equal(("a", "b", "c", 5, "d"), (run.Variables!["Pipeline"], run.Variables["Force"], run.Variables["Uri"], run.Variables["Id"], run.Variables["Session"]));
    }

    [Fact]
    public void A_row_that_names_a_pipeline_and_its_variables_goes_on_to_do_so()
    {
        MagePipelineRun run = _host.Run("[pscustomobject]@{ Pipeline = 'etl'; Variable = [pscustomobject]@{ region = 'north' } } | Invoke-MagePipelineRun").One<MagePipelineRun>();

        Assert.Equal("north", run.Variables!["region"]);
        Assert.False(run.Variables.ContainsKey("Pipeline"));
    }

    [Theory]
    [InlineData("Invoke-MagePipelineRun etl -VariableSet (Get-MagePipeline etl)")]
    [InlineData("Invoke-MagePipelineRun etl -VariableSet ([System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize((Get-MagePipeline etl))))")]
    [InlineData("'sales' | Invoke-MagePipelineRun etl")]
    [InlineData("5 | Invoke-MagePipelineRun etl")]
    [InlineData("Invoke-MagePipelineRun etl -VariableSet 'x'")]
    [InlineData("Invoke-MagePipelineRun etl -VariableSet @{ a = 1 }, 5")]
    [InlineData("[pscustomobject]@{ a = { 1 } } | Invoke-MagePipelineRun etl")]
    public void What_is_no_set_of_variables_makes_no_run(string command)
    {
        RunResult result = _host.Run(command);

        Assert.NotNull(result.Error);
        Assert.Empty(result.Writes);
    }
}
