using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using MageAI.Binding;
using MageAI.Json;

namespace MageAI.Finding;

/// <summary>Which runs have some variables: their own, or those of the event that triggered them.</summary>
internal sealed class VariableFilter(IDictionary wanted)
{
    private readonly KeyValuePair<string, object?>[] _wanted = [.. Pairs(wanted)];

    public bool Matches(MagePipelineRun run) => _wanted.All(pair => IsValue(pair.Value, Of(run, pair.Key)));

    private static IEnumerable<KeyValuePair<string, object?>> Pairs(IDictionary map)
    {
        foreach (DictionaryEntry entry in map)
        {
            yield return new((string)entry.Key, entry.Value);
        }
    }

    private static object? Of(MagePipelineRun run, string name)
    {
        object? value = null;
        if (run.Variables?.TryGetValue(name, out value) is not true)
        {
            run.EventVariables?.TryGetValue(name, out value);
        }

        return value;
    }

    /// <summary>Texts by pattern, also against what is a number in the run, since a row of a CSV file has texts only; anything else by value.</summary>
    private static bool IsValue(object? wanted, object? value) => wanted switch
    {
        null => value is null,
        string text => value is not null and not IEnumerable or string
            && new NamePattern(text).IsMatch(value is bool flag ? (flag ? "true" : "false") : Convert.ToString(value, CultureInfo.InvariantCulture)),
        _ => JsonValue.Same(JsonValue.Normalize(wanted), value),
    };
}
