using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace MageAI.Terms;

/// <summary>
/// The values of the settings whose keys are Mage's own, in the types that Mage reckons with: it stores any other too, and its scheduler fails on it
/// later, for every pipeline.
/// </summary>
internal static class SettingValues
{
    private static readonly string[] s_seconds = ["timeout", "delay", "max_delay"];
    private static readonly string[] s_counts = ["pipeline_run_limit", "pipeline_run_limit_all_triggers", "block_run_limit", "retries"];
    private static readonly string[] s_flags = ["skip_if_previous_running", "allow_blocks_to_fail", "create_initial_pipeline_run", "landing_time_enabled", "exponential_backoff"];

    private static readonly string[] s_blockFlags = ["use_raw_sql", "disable_query_preprocessing"];

    /// <summary>Of some keys every value is one of a few words. Where it is another, Mage writes a run's row that nobody can read again, or does as if nothing were set.</summary>
    private static readonly Dictionary<string, string[]> s_words = new(StringComparer.Ordinal)
    {
        ["timeout_status"] = Vocabulary.TimeoutStatuses,
        ["on_pipeline_run_limit_reached"] = Vocabulary.LimitAnswers,
        ["export_write_policy"] = Vocabulary.WritePolicies,
    };

    /// <summary>The settings as they are sent: durations in seconds, whole numbers, flags, words as Mage spells them.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.InvalidValue"/>: a value is none of its kind. <see cref="MageErrorId.UnknownWord"/>: Mage has no such word.</exception>
    public static Dictionary<string, object?> Of(IDictionary settings) => Values(settings, (key, value) =>
        s_seconds.Contains(key) ? Seconds(key, value)
        : s_counts.Contains(key) ? Count(key, value)
        : s_flags.Contains(key) ? Flag(key, value)
        : s_words.TryGetValue(key, out string[] words) ? Word(key, value, words)
        : value);

    /// <summary>A block's configuration as it is sent. Any key may be in it, so only those are looked at that mean the same in every block.</summary>
    /// <exception cref="MageException"><see cref="MageErrorId.InvalidValue"/>: a value is none of its kind. <see cref="MageErrorId.UnknownWord"/>: Mage has no such word.</exception>
    public static Dictionary<string, object?> OfBlock(IDictionary configuration) => Values(configuration, (key, value) =>
        s_blockFlags.Contains(key) ? Flag(key, value)
        : key == "export_write_policy" ? Word(key, value, s_words[key])
        : value);

    /// <summary>A whole number as it is stored, which may be a text; null where it is none.</summary>
    public static int? Whole(object? value) => value as int?
        ?? (value is string text && int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) ? number : null);

    /// <summary>A value that shows of which kind a setting is, as PowerShell writes it.</summary>
    public static string Sample(string key) => s_seconds.Contains(key) ? "'1h'" : s_counts.Contains(key) ? "1" : s_flags.Contains(key) || s_blockFlags.Contains(key) ? "$true"
        : s_words.TryGetValue(key, out string[] words) ? $"'{words[0]}'" : "''";

    private static Dictionary<string, object?> Values(IDictionary settings, Func<string, object, object?> read)
    {
        Dictionary<string, object?> values = new(StringComparer.Ordinal);
        foreach (DictionaryEntry setting in settings)
        {
            string key = Convert.ToString(setting.Key, CultureInfo.InvariantCulture)!;
            values[key] = setting.Value is null ? null : read(key, setting.Value);
        }

        return values;
    }

    private static string Word(string key, object value, string[] words) => Vocabulary.Require(key, Text(value), words);

    private static int Seconds(string key, object value)
    {
        // Where somebody wrote 2d without quotes, nothing but the decimal 2 arrives; who means seconds writes an integer.
        if (value is decimal number && number % 1 == 0)
        {
            throw new MageException(MageErrorId.InvalidValue, $"'{Text(value)}', the value of {key}, may have been {number.ToString("0", CultureInfo.InvariantCulture)}d, which is taken for a number where it stands without quotes; nothing was sent.")
            {
                Target = key,
                RecommendedAction = $"Write it in quotes, such as '{number.ToString("0", CultureInfo.InvariantCulture)}d', or pass an integer.",
            };
        }

        TimeSpan span = default;
        bool isDuration = value is TimeSpan given ? (span = given) >= TimeSpan.Zero
            : DurationText.TryParse(Text(value), TimeSpan.FromSeconds(1), out span);
        return isDuration && span.TotalSeconds <= int.MaxValue
            ? span.Ticks % TimeSpan.TicksPerSecond == 0 ? (int)span.TotalSeconds : throw Refuse(key, value, "a whole number of seconds", "Mage keeps whole seconds: pass such a number, or a text such as '90s' or '2h'.")
            : throw Refuse(key, value, "a duration", "Pass seconds as a number, or a number and s, m, h, d or w, such as '2h'.");
    }

    private static int Count(string key, object value) =>
        decimal.TryParse(Text(value), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out decimal count)
        && count % 1 == 0 && count <= int.MaxValue
            ? (int)count
            : throw Refuse(key, value, "a whole number", "Pass a whole number.");

    private static bool Flag(string key, object value) => value is bool given ? given
        : bool.TryParse(Text(value), out bool flag) ? flag
        : throw Refuse(key, value, "true or false", "Pass $true or $false.");

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;

    private static MageException Refuse(string key, object value, string what, string action) => new(MageErrorId.InvalidValue, $"'{Text(value)}', the value of {key}, is not {what}; nothing was sent.")
    {
        Target = key,
        RecommendedAction = action,
    };
}
