using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using MageAI.Terms;

namespace MageAI.Completion;

/// <summary>Offers hashtables with the keys that Mage knows, where a hashtable is to be typed.</summary>
public abstract class KeysCompleter : IArgumentCompleter
{
    private readonly string[] _keys;

    private protected KeysCompleter(string[] keys) => _keys = keys;

    /// <summary>Called by PowerShell at Tab.</summary>
    /// <param name="commandName">The command.</param>
    /// <param name="parameterName">The parameter.</param>
    /// <param name="wordToComplete">What stands there.</param>
    /// <param name="commandAst">The command line.</param>
    /// <param name="fakeBoundParameters">The parameters that stand before.</param>
    /// <returns>What to offer.</returns>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string typed = (wordToComplete ?? string.Empty).TrimStart('@', '{', ' ');
        return _keys.Where(key => key.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .Select(key => new CompletionResult($"@{{ {key} = {SettingValues.Sample(key)} }}", key, CompletionResultType.ParameterValue, key));
    }
}

/// <summary>Offers the settings of schedules.</summary>
public sealed class ScheduleSettingCompleter() : KeysCompleter(Vocabulary.ScheduleSettings);

/// <summary>Offers how to repeat.</summary>
public sealed class RetryConfigCompleter() : KeysCompleter(Vocabulary.RetrySettings);

/// <summary>Offers how many may run at once.</summary>
public sealed class ConcurrencyConfigCompleter() : KeysCompleter(Vocabulary.ConcurrencySettings);

/// <summary>Offers what blocks in SQL and the like are told.</summary>
public sealed class BlockConfigurationCompleter() : KeysCompleter(Vocabulary.BlockSettings);
