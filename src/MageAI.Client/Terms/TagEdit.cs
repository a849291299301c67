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
        [.. before.Concat(add).Distinct(StringComparer.Ordinal).Where(tag => !remove.Contains(tag, StringComparer.OrdinalIgnoreCase))];
}
