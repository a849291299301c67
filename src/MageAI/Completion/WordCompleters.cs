using System.Collections;
using System.Collections.Generic;
using System.Linq;
using MageAI.Terms;

namespace MageAI.Completion;

/// <summary>Offers the words Mage knows for something. Others can be typed where reading, and are refused where writing.</summary>
public abstract class WordCompleter : MageCompleter
{
    private readonly string[] _words;

    private protected WordCompleter(string[] words) => _words = words;

    private protected override IEnumerable<(string Text, string Tooltip)> Candidates(IDictionary bound) => _words.Select(word => (word, string.Empty));
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
