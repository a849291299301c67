using System;
using System.Collections.Generic;
using System.Linq;

namespace MageAI.Terms;

/// <summary>
/// The words of Mage 0.9.79. Reading never depends on them: a word we do not know is kept as it came. Writing does,
/// because an unknown one damages the server (it makes junk folders, or a row that nobody can read again).
/// </summary>
internal static class Vocabulary
{
    public const string Streaming = "streaming";

    public static readonly string[] PipelineTypes = ["python", "pyspark", Streaming, "integration", "databricks"];

    public static readonly string[] PipelineStatuses = [.. ScheduleStatus.All, "no_schedules"];

    public static readonly string[] BlockTypes =
    [
        "data_loader", "transformer", "data_exporter", "sensor", "custom", "scratchpad", "dbt",
        "callback", "conditional", "extension", "markdown", "global_data_product",
    ];

    /// <summary>The one extension that Mage has. It stores blocks of any other too, and they fail when they run.</summary>
    public const string Extension = "great_expectations";

    public static readonly string[] BlockLanguages = ["python", "sql", "yaml", "r", "markdown"];

    public static readonly string[] BlockColors = ["blue", "grey", "pink", "purple", "teal", "yellow"];

    public static readonly string[] ExecutorTypes =
    [
        "azure_container_instance", "ecs", "gcp_cloud_run", "k8s", "local_python", "local_python_force", "pyspark",
    ];

    public static readonly string[] ScheduleTypes = ["time", "api", "event"];

    public static readonly string[] ScheduleIntervals = ["@once", "@hourly", "@daily", "@weekly", "@monthly", "@always_on"];

    /// <summary>Of Mage's own records; code may log at others.</summary>
    public static readonly string[] LogLevels = ["DEBUG", "INFO", "WARNING", "ERROR", "EXCEPTION", "CRITICAL"];

    /// <summary>Mage's <c>custom</c>, which means seconds, is read only.</summary>
    public static readonly string[] BackfillIntervals = ["second", "minute", "hour", "day", "week", "month", "year"];

    /// <summary>Any other key stops the scheduler of the whole project as soon as the schedule is active.</summary>
    public static readonly string[] ScheduleSettings =
    [
        "skip_if_previous_running", "allow_blocks_to_fail", "create_initial_pipeline_run", "landing_time_enabled",
        "pipeline_run_limit", "timeout", "timeout_status",
    ];

    /// <summary>Any other key stops the scheduler of the whole project.</summary>
    public static readonly string[] ConcurrencySettings =
    [
        "block_run_limit", "pipeline_run_limit", "pipeline_run_limit_all_triggers", "on_pipeline_run_limit_reached",
    ];

    /// <summary>What blocks in SQL are told of where to read and write; Mage takes any other key too.</summary>
    public static readonly string[] BlockSettings =
    [
        "data_provider", "data_provider_profile", "data_provider_database", "data_provider_schema", "data_provider_table", "export_write_policy",
        "use_raw_sql", "limit", "limit_in_pipeline_run", "disable_query_preprocessing", "file_path", "dbt_project_name", "dbt_profile_target",
    ];

    public static readonly string[] RetrySettings = ["retries", "delay", "max_delay", "exponential_backoff"];

    /// <summary>What a run may become that takes longer than its schedule allows, as Mage's pages offer it; any text is stored.</summary>
    public static readonly string[] TimeoutStatuses = ["failed", "cancelled"];

    /// <summary>What becomes of runs beyond the limit: Mage reads any other word as the first.</summary>
    public static readonly string[] LimitAnswers = ["wait", "skip"];

    /// <summary>What a block in SQL does with a table that is there already.</summary>
    public static readonly string[] WritePolicies = ["append", "fail", "replace"];

    /// <summary>Finds a word whatever its case and the white space around it, and gives it back as Mage spells it.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.UnknownWord"/> when Mage has no such word.</exception>
    public static string Require(string what, string word, IReadOnlyCollection<string> words) =>
        words.FirstOrDefault(known => string.Equals(known, word.Trim(), StringComparison.OrdinalIgnoreCase))
        ?? throw new MageException(MageErrorId.UnknownWord, $"'{word}' is no {what} of Mage; nothing was sent.")
        {
            Target = word,
            RecommendedAction = $"Use one of: {string.Join(", ", words)}.",
        };

    /// <summary>Checks the keys of a settings object that Mage hands on unchecked.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.UnknownKey"/> when a key is unknown.</exception>
    public static void RequireKeys(string what, IEnumerable<string> keys, IReadOnlyCollection<string> known)
    {
        foreach (string key in keys)
        {
            if (!known.Contains(key, StringComparer.Ordinal))
            {
                throw new MageException(
                    MageErrorId.UnknownKey,
                    $"'{key}' is no key of {what}; Mage would store it and its scheduler would stop for every pipeline. Nothing was sent.")
                {
                    Target = key,
                    RecommendedAction = $"Use only: {string.Join(", ", known)}.",
                };
            }
        }
    }
}
