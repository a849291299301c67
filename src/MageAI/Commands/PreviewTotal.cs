using System;
using System.Collections.Generic;
using System.Linq;
using MageAI.Terms;

namespace MageAI.Commands;

/// <summary>What a preview of many things comes to, in one line.</summary>
internal sealed class PreviewTotal
{
    private static readonly (string Action, string Done)[] s_words =
    [
        ("Cancel and remove", "cancelled and removed"), ("Stop and remove", "stopped and removed"), ("Create and start", "made and started"), ("Create another", "made again"), ("Create", "made"),
        ("Copy", "copied"), ("Run", "run"), ("Restart", "restarted"), ("Start again", "started again"), ("Start", "started"), ("Enable and run", "switched on and run"),
        ("Remove", "removed"), ("Delete", "deleted"), ("Cancel", "cancelled"), ("Stop", "stopped"), ("Enable", "switched on"), ("Disable", "switched off"), ("Reset", "given a new token"), ("Set", "changed"),
    ];

    /// <summary>Of these each is one more, however often its pipeline is named: runs with other variables, and things with other names.</summary>
    private static readonly string[] s_makers = ["Run", "Create", "Copy", "Enable and run"];

    private readonly HashSet<(MageSession, string, string)> _met = [];
    private readonly Dictionary<(string Noun, string Done), int> _would = [];
    private int _refused;
    private int _alike;

    /// <summary>Counts a thing that something would be done to: once, however often that is.</summary>
    /// <param name="session">Where.</param>
    /// <param name="what">The thing, as in "pipeline daily_sales".</param>
    /// <param name="action">What is done to it, as in "Remove".</param>
    public void Add(MageSession session, string what, string action)
    {
        string noun = what.StartsWith("pipeline run ", StringComparison.Ordinal) || what.StartsWith("run ", StringComparison.Ordinal) ? "run" : what.Split(' ')[0];
        string done = s_words.FirstOrDefault(word => action.StartsWith(word.Action, StringComparison.Ordinal)).Done ?? "changed";
        if (!s_makers.Any(maker => action.StartsWith(maker, StringComparison.Ordinal)) && !_met.Add((session, what, done)))
        {
            return;
        }

        _would[(noun, done)] = (_would.TryGetValue((noun, done), out int before) ? before : 0) + 1;
    }

    /// <summary>Counts a thing that is so already.</summary>
    public void AddAlike() => _alike++;

    /// <summary>Counts a thing that is refused.</summary>
    public void AddRefused() => _refused++;

    /// <summary>The line; null where fewer than two things were looked at, since those speak for themselves.</summary>
    public string? Take()
    {
        int all = _would.Values.Sum() + _refused + _alike;
        string[] parts =
        [
            .. _would.OrderBy(each => each.Key.Noun, StringComparer.Ordinal).Select(each => $"{Wording.Count(each.Value, each.Key.Noun)} would be {each.Key.Done}"),
            .. _refused > 0 ? new[] { $"{_refused} refused" } : [],
            .. _alike > 0 ? new[] { $"{_alike} as {(_alike == 1 ? "it is" : "they are")} to be already" } : [],
        ];
        _would.Clear();
        (_refused, _alike) = (0, 0);
        return all < 2 ? null : string.Join(", ", parts);
    }
}
