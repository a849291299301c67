using System;
using System.Collections;
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

    /// <summary>Why a block cannot run as it is configured.</summary>
    /// <param name="block">The block.</param>
    /// <returns>A sentence; null where nothing is missing.</returns>
    public static string? Missing(MageBlock block) => (block.Type, block.Language) switch
    {
        ("dbt", "sql") => HasModel(block.Configuration) ? null : $"Block {block.Uuid} is a dbt model, and its configuration does not name the model's file: Mage cannot run it without file_path.",
        ("dbt", "yaml") => Has(block.Configuration, "dbt_project_name", "dbt_profiles_file_path") || Has(Source(block.Configuration), "project_path") ? null : $"Block {block.Uuid} is a dbt command, and its configuration does not name the project: Mage cannot run it without dbt_project_name.",
        (not "markdown" and not "scratchpad", "sql") => OfSql(block),
        _ => null,
    };

    /// <summary>Refuses a dbt model without its file, which Mage cannot even make: it says that it "expected str, bytes or os.PathLike object".</summary>
    /// <param name="name">The block's name.</param>
    /// <param name="type">Its type.</param>
    /// <param name="language">Its language.</param>
    /// <param name="configuration">Its configuration; null for none.</param>
    /// <exception cref="MageException"><see cref="MageErrorId.ConfigurationIncomplete"/>: no file is named.</exception>
    public static void RequireModel(string name, string type, string language, IDictionary? configuration)
    {
        if (type.Equals("dbt", StringComparison.OrdinalIgnoreCase) && language.Equals("sql", StringComparison.OrdinalIgnoreCase) && !HasModel(configuration))
        {
            throw new MageException(MageErrorId.ConfigurationIncomplete, $"Block {name} is to be a dbt model, and its configuration does not name the model's file: Mage cannot make it. Nothing was sent.")
            {
                Target = name,
                RecommendedAction = "Pass the file in the project: -Configuration @{ file_path = 'dbt/shop/models/orders.sql' }.",
            };
        }
    }

    private static string? OfSql(MageBlock block)
    {
        string[] missing = [.. new[] { Provider, Profile }.Where(key => !Has(block.Configuration, key))];
        if (missing.Length > 0)
        {
            return $"Block {block.Uuid} is in SQL, and its configuration lacks {string.Join(" and ", missing)}: Mage cannot run it without.";
        }

        return block.Configuration![Provider] is string provider && !s_providers.Contains(provider, StringComparer.Ordinal) && provider.IndexOf("{{", StringComparison.Ordinal) < 0
            ? $"Block {block.Uuid} is in SQL, and Mage knows no {Provider} '{provider}': it would run nothing, and call that completed. It knows {string.Join(", ", s_providers)}."
            : null;
    }

    private static bool HasModel(IDictionary? configuration) => Has(configuration, "file_path") || Has(Source(configuration), "path");

    private static IDictionary? Source(IDictionary? configuration) => configuration?["file_source"] as IDictionary;

    private static bool Has(IDictionary? configuration, params string[] keys) => configuration is not null && keys.Any(key => configuration[key] is not (null or ""));
}
