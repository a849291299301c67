using System;
using System.Collections.Generic;
using System.Linq;

namespace MageAI.Terms;

/// <summary>Tags to add to those a thing has, and to take from them whatever their case. What it has is looked up in the write's own turn.</summary>
internal sealed class TagEdit(IReadOnlyCollection<string> add, IReadOnlyCollection<string> remove)
{
    /// <summary>The edit that is meant; null where nothing is.</summary>
    public static TagEdit? Of(string[]? add, string[]? remove) => add is null && remove is null ? null : new(add ?? [], remove ?? []);

    /// <summary>The tags afterwards.</summary>
    public string[] Apply(IEnumerable<string> before) =>
        [.. before.Concat(Clean(add)).Distinct(StringComparer.Ordinal).Where(tag => !remove.Contains(tag, StringComparer.OrdinalIgnoreCase))];

    /// <summary>Each tag once, without white space around it, and none that is nothing else.</summary>
    public static string[] Clean(IEnumerable<string> tags) => [.. tags.Select(tag => tag.Trim()).Where(tag => tag.Length > 0).Distinct(StringComparer.Ordinal)];
}
