using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using MageAI.Sessions;
using MageAI.Terms;

namespace MageAI.Completion;

/// <summary>Offers the words Mage knows for something. Others can be typed where reading, and are refused where writing.</summary>
public abstract class WordCompleter : MageCompleter
{
    private protected WordCompleter(string[] words) => Words = words;

    /// <summary>The words.</summary>
    internal string[] Words { get; }

    private protected override IEnumerable<(string Text, string Tooltip)> Candidates(IDictionary bound) => Words.Select(word => (word, string.Empty));
}

/// <summary>Offers pipeline types.</summary>
public sealed class PipelineTypeCompleter() : WordCompleter(Vocabulary.PipelineTypes);

/// <summary>Offers pipeline statuses.</summary>
public sealed class PipelineStatusCompleter() : WordCompleter(Vocabulary.PipelineStatuses);

/// <summary>Offers block types.</summary>
public sealed class BlockTypeCompleter() : WordCompleter(Vocabulary.BlockTypes);

/// <summary>Offers block languages.</summary>
public sealed class BlockLanguageCompleter() : WordCompleter(Vocabulary.BlockLanguages);

/// <summary>Offers block colours.</summary>
public sealed class BlockColorCompleter() : WordCompleter(Vocabulary.BlockColors);

/// <summary>Offers executor types.</summary>
public sealed class ExecutorTypeCompleter() : WordCompleter(Vocabulary.ExecutorTypes);

/// <summary>Offers schedule types.</summary>
public sealed class ScheduleTypeCompleter() : WordCompleter(Vocabulary.ScheduleTypes);

/// <summary>Offers schedule statuses.</summary>
public sealed class ScheduleStatusCompleter() : WordCompleter(ScheduleStatus.All);

/// <summary>Offers schedule intervals.</summary>
public sealed class ScheduleIntervalCompleter() : WordCompleter(Vocabulary.ScheduleIntervals);

/// <summary>Offers run statuses.</summary>
public sealed class RunStatusCompleter() : WordCompleter(RunStatus.All);

/// <summary>Offers block run statuses.</summary>
public sealed class BlockRunStatusCompleter() : WordCompleter(BlockRunStatus.All);

/// <summary>Offers levels of log records.</summary>
public sealed class LogLevelCompleter() : WordCompleter(Vocabulary.LogLevels);

/// <summary>Offers steps of backfills.</summary>
public sealed class IntervalCompleter() : WordCompleter(["hourly", "daily", "weekly", "monthly", "yearly"]);

/// <summary>Offers samples of how long ago, and of days.</summary>
public sealed class AgoCompleter() : WordCompleter(["15m", "1h", "24h", "7d", "today", "yesterday"]);

/// <summary>Offers samples of cron expressions, with what they mean.</summary>
public sealed class CronCompleter : MageCompleter
{
    private protected override IEnumerable<(string Text, string Tooltip)> Candidates(IDictionary bound) =>
    [
        ("*/15 * * * *", "every 15 minutes"), ("0 * * * *", "every hour"), ("0 6 * * *", "every day at 06:00"), ("0 6 * * 1-5", "Monday to Friday at 06:00"),
        ("0 6 * * 1", "every Monday at 06:00"), ("0 6 1 * *", "on the first of each month at 06:00"),
    ];
}

/// <summary>Offers the addresses of the open sessions, and the one of the environment.</summary>
public sealed class AddressCompleter : MageCompleter
{
    private protected override IEnumerable<(string Text, string Tooltip)> Candidates(IDictionary bound) => SessionStore.Current.All
        .Select(session => (Text: session.Uri.ToString(), Tooltip: session.Name))
        .Append((Text: Environment.GetEnvironmentVariable("MAGE_URI") ?? string.Empty, Tooltip: "MAGE_URI"))
        .Where(address => address.Text.Length > 0)
        .GroupBy(address => address.Text)
        .Select(same => same.First());
}
