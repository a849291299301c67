using System;
using System.IO;
using System.Linq;
using MageAI.Tests.Hosting;
using Xunit;

namespace MageAI.Tests.Cmdlets;

/// <summary>Blocks in other languages than Python: what a file may hold, and what Mage needs to run them.</summary>
public sealed class BlockLanguageTests : IDisposable
{
    private readonly MageHost _host = MageHost.Connected();
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public BlockLanguageTests() => _host.Run("$null = New-MagePipeline etl").ThrowOnError();

    public void Dispose()
    {
        _host.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("x.py", "sql", "python")]
    [InlineData("x.SQL", "python", "sql")]
    [InlineData("x.yml", "r", "yaml")]
    [InlineData("x.R", "yaml", "r")]
    [InlineData("x.md", "python", "markdown")]
    public void A_file_of_another_language_is_refused_for_new_blocks_and_old_ones(string name, string language, string other)
    {
        string file = FileOf(name);
        _host.Run($"$null = New-MageBlock etl old custom -Language {language} -Content 'old' 3>$null").ThrowOnError();

        RunResult made = _host.Run($"New-MageBlock etl new custom -Language {language} -Path $file", ("file", file));
        RunResult set = _host.Run("Set-MageBlock etl old -Path $file", ("file", file));
        RunResult preview = _host.Run("Set-MageBlock etl old -Path $file -Force -WhatIf", ("file", file));

        Assert.All([made, set, preview], result => Assert.Equal(("LanguageMismatch", 0), (result.ErrorId, result.Writes.Length)));
        Assert.Equal($"The ending of '{name}' says {other}, and block new is in {language}. Nothing was sent.", made.Error.Exception.Message);
        Assert.Equal($"The ending of '{name}' says {other}, and block old is in {language}. Nothing was sent.", set.Error.Exception.Message);
        Assert.Contains("-Content", set.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x.py", "python")]
    [InlineData("x.yml", "yaml")]
    [InlineData("x.YAML", "yaml")]
    [InlineData("x.r", "r")]
    [InlineData("x.txt", "sql")]
    [InlineData("x", "python")]
    public void A_file_of_the_blocks_language_or_of_none_is_taken(string name, string language)
    {
        string file = FileOf(name);

        RunResult result = _host.Run($"New-MageBlock etl one custom -Language {language.ToUpperInvariant()} -Path $file; Set-MageBlock etl one -Path $file", ("file", file));

        Assert.Equal(language, result.ThrowOnError().One<MageBlock>().Language);
    }

    [Fact]
    public void One_block_of_another_language_leaves_the_others_their_turn()
    {
        _host.Run("$null = New-MageBlock etl a custom -Content 'a'; $null = New-MageBlock etl b custom -Language r -Content 'b'; $null = New-MageBlock etl c custom -Content 'c'").ThrowOnError();

        RunResult result = _host.Run("Set-MageBlock etl * -Path $file -PassThru", ("file", FileOf("x.py")));

        Assert.Equal(["a", "c"], result.Output.Select(item => item.BaseObject).OfType<MageBlock>().Select(block => block.Uuid));
        Assert.Single(result.Errors);
    }

    [Theory]
    [InlineData("data_loader -Language sql", "Block one is in SQL, and its configuration lacks data_provider and data_provider_profile: Mage cannot run it without. Add it with Set-MageBlock -Configuration.")]
    [InlineData("transformer -Language sql -Configuration @{ data_provider = 'postgres' }", "Block one is in SQL, and its configuration lacks data_provider_profile: Mage cannot run it without. Add it with Set-MageBlock -Configuration.")]
    [InlineData(
        "transformer -Language sql -Configuration @{ data_provider = 'oracle'; data_provider_profile = 'default' }",
        "Block one is in SQL, and Mage knows no data_provider 'oracle': it would run nothing, and call that completed. It knows bigquery, clickhouse, druid, duckdb, mysql, postgres, redshift, snowflake, sqlserver, trino. Add it with Set-MageBlock -Configuration.")]
    [InlineData("dbt -Language yaml", "Block one is a dbt command, and its configuration does not name the project: Mage cannot run it without dbt_project_name. Add it with Set-MageBlock -Configuration.")]
    [InlineData("dbt -Language sql -Configuration @{ file_path = 'dbt/shop/models/orders.sql' }", null)]
    [InlineData("data_loader -Language sql -Configuration @{ data_provider = 'duckdb'; data_provider_profile = 'default' }", null)]
    [InlineData("data_loader -Language sql -Configuration @{ data_provider = '{{ variables(\"db\") }}'; data_provider_profile = 'default' }", null)]
    [InlineData("dbt -Language yaml -Configuration @{ dbt_project_name = 'shop' }", null)]
    [InlineData("custom -Language yaml", null)]
    [InlineData("custom -Language r", null)]
    [InlineData("custom", null)]
    public void A_new_block_that_Mage_could_not_run_is_made_with_a_warning(string how, string? warning)
    {
        RunResult result = _host.Run($"New-MageBlock etl one {how} -Content 'select 1'");

        Assert.Equal("one", result.ThrowOnError().One<MageBlock>().Uuid);
        Assert.Equal(warning is null ? [] : [warning], result.Warnings);
    }

    [Fact]
    public void A_dbt_model_without_its_file_is_refused_as_Mage_cannot_make_it()
    {
        RunResult refused = _host.Run("New-MageBlock etl one dbt -Language sql -Content 'select 1' -Configuration @{ file_path = '' }");
        RunResult mage = _host.Run("Invoke-MageApi pipelines/etl/blocks POST -Body @{ block = @{ name = 'one'; type = 'dbt'; language = 'sql' } }");

        Assert.Equal(("ConfigurationIncomplete", 0), (refused.ErrorId, refused.Wire.Length));
        Assert.Contains("file_path", refused.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("expected str, bytes or os.PathLike object, not NoneType", mage.Error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_configuration_that_is_changed_is_looked_at_as_it_is_afterwards()
    {
        _host.Run("$null = New-MageBlock etl one data_loader -Language sql -Content 'select 1' 3>$null").ThrowOnError();

        RunResult half = _host.Run("Set-MageBlock etl one -Configuration @{ data_provider = 'postgres' }").ThrowOnError();
        RunResult whole = _host.Run("Set-MageBlock etl one -Configuration @{ data_provider_profile = 'default' }").ThrowOnError();
        RunResult other = _host.Run("Set-MageBlock etl one -Configuration $null; Set-MageBlock etl one -Color teal").ThrowOnError();

        Assert.Equal("Block one is in SQL, and its configuration lacks data_provider_profile: Mage cannot run it without.", Assert.Single(half.Warnings));
        Assert.Empty(whole.Warnings);
        Assert.Equal("PUT /api/pipelines/etl/blocks/one {\"block\":{\"configuration\":{}}}", other.Writes[0]);
        Assert.Empty(_host.Run("Get-MageBlock etl one -Content").One<MageBlock>().Configuration!);
        Assert.Equal("Block one is in SQL, and its configuration lacks data_provider and data_provider_profile: Mage cannot run it without.", Assert.Single(other.Warnings));
    }

    private string FileOf(string name)
    {
        string file = Path.Combine(_folder, name);
        File.WriteAllText(file, "x = 1\n");
        return file;
    }
}
