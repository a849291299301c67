using System;
using System.Collections.Generic;
using System.Linq;
using MageAI.Terms;

namespace MageAI.Reports.Diagrams;

/// <summary>
/// How the state of a block is shown: a sign, a word and colours, never colours alone. Words on the fill have a contrast of 4.5 : 1
/// or more in light and in dark.
/// </summary>
/// <param name="Status">Mage's word.</param>
/// <param name="Sign">One character that most fonts have.</param>
/// <param name="Light">On a light page, and on paper.</param>
/// <param name="Dark">On a dark page.</param>
internal sealed record StatusLook(string Status, string Sign, Paint Light, Paint Dark)
{
    /// <summary>Of blocks in a run that has no block runs yet.</summary>
    public const string NotBegun = "not begun";

    private static readonly StatusLook s_notBegun = new("none", "\u00B7", new Paint("#57606a", "#ffffff"), new Paint("#9aa4af", "#161b22"));

    private static readonly StatusLook s_unknown = new("unknown", "?", new Paint("#99286e", "#fbe9f4"), new Paint("#f778ba", "#33182a"));

    private static readonly StatusLook[] s_known =
    [
        new(BlockRunStatus.Failed, "\u2717", new Paint("#b3201b", "#fcdcdb"), new Paint("#ff8a80", "#43191a")),
        new(BlockRunStatus.UpstreamFailed, "\u25B2", new Paint("#99420a", "#fdebdc"), new Paint("#f0a35e", "#33200f")),
        new(BlockRunStatus.ConditionFailed, "\u25CA", new Paint("#7038ab", "#f3eafd"), new Paint("#c9a6ff", "#281c3c")),
        new(BlockRunStatus.Cancelled, "\u25A0", new Paint("#4d5661", "#e6e9ed"), new Paint("#a9b3bf", "#2a3038")),
        new(BlockRunStatus.Running, "\u25BA", new Paint("#0a55b5", "#dfecfd"), new Paint("#79b8ff", "#0f2a4a")),
        new(BlockRunStatus.Queued, "\u2026", new Paint("#7a5600", "#fff4d1"), new Paint("#e3b341", "#2e2610")),
        new(BlockRunStatus.Initial, "\u25CB", new Paint("#57606a", "#f4f5f7"), new Paint("#9aa4af", "#1d2229")),
        new(BlockRunStatus.Completed, "\u2713", new Paint("#14692f", "#e3f5e7"), new Paint("#56d364", "#12291a")),
    ];

    /// <summary>Every look there is: what went wrong first, as in a legend.</summary>
    public static IReadOnlyList<StatusLook> All { get; } = [.. s_known, s_unknown, s_notBegun];

    public static StatusLook Of(string? status) => status is null
        ? s_notBegun
        : s_known.FirstOrDefault(look => string.Equals(look.Status, status, StringComparison.Ordinal)) ?? s_unknown;

    /// <summary>Sign and word, such as "✓ completed".</summary>
    public static string Words(string? status) => $"{Of(status).Sign} {status ?? NotBegun}";
}
