using System;
using System.Collections.Generic;
using System.Linq;

namespace MageAI.Blocks;

/// <summary>
/// What Mage needs in a block's configuration to run it (as the source of 0.9.79 has it). Blocks in Python, R and YAML need nothing there; one in SQL is
/// told where to run, and one of dbt what.
/// </summary>
internal static class BlockNeeds
{
    private const string Provider = "data_provider";
    private const string Profile = "data_provider_profile";

    private static readonly string[] s_providers = ["bigquery", "clickhouse", "druid", "duckdb", "mysql", "postgres", "redshift", "snowflake", "sqlserver", "trino"];

    private static readonly string[] s_models = ["file_path", "file_source"];

    private static readonly string[] s_projects = ["dbt_project_name", "dbt_profiles_file_path", "file_source"];

    /// <summary>Why a block cannot run as it is configured.</summary>
    /// <param name="block">The block.</param>
    /// <returns>A sentence; null where nothing is missing.</returns>
    public static string? Missing(MageBlock block) => (block.Type, block.Language) switch
    {
        ("dbt", "sql") => Has(block, s_models) ? null : $"Block {block.Uuid} is a dbt model, and its configuration does not name the model's file: Mage cannot run it without file_path.",
        ("dbt", "yaml") => Has(block, s_projects) ? null : $"Block {block.Uuid} is a dbt command, and its configuration does not name the project: Mage cannot run it without dbt_project_name.",
        (not "markdown" and not "scratchpad", "sql") => OfSql(block),
        _ => null,
    };

    private static string? OfSql(MageBlock block)
    {
        string[] missing = [.. new[] { Provider, Profile }.Where(key => !Has(block, key))];
        if (missing.Length > 0)
        {
            return $"Block {block.Uuid} is in SQL, and its configuration lacks {string.Join(" and ", missing)}: Mage cannot run it without.";
        }

        return block.Configuration![Provider] is string provider && !s_providers.Contains(provider, StringComparer.Ordinal) && provider.IndexOf("{{", StringComparison.Ordinal) < 0
            ? $"Block {block.Uuid} is in SQL, and Mage knows no {Provider} '{provider}': it would run nothing, and call that completed. It knows {string.Join(", ", s_providers)}."
            : null;
    }

    private static bool Has(MageBlock block, params string[] keys) =>
        block.Configuration is Dictionary<string, object?> configuration && keys.Any(key => configuration.TryGetValue(key, out object? value) && value is not (null or ""));
}
