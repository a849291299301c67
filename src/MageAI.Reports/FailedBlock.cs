using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using MageAI.Terms;

namespace MageAI.Reports;

/// <summary>A block that failed in a run.</summary>
/// <param name="Block">The block.</param>
/// <param name="Error">What it raised and where in its code, and the end of the traceback below that; null where it left nothing.</param>
/// <param name="Summary">The line of that which says what happened.</param>
internal sealed record FailedBlock(string Block, string? Error, string? Summary)
{
    private const int SummaryLength = 300;

    // What differs each time an error is raised: addresses of objects and times.
    private static readonly Regex s_varying = new(
        @"0x[0-9a-fA-F]{4,}|\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?", RegexOptions.CultureInvariant);

    /// <summary>The same for two failures that tell the same.</summary>
    public string Signature => Block + "\n" + s_varying.Replace(Error ?? string.Empty, "*");

    /// <summary>The block with its traceback, else with its message; null for one that left neither, as children of dynamic blocks do.</summary>
    public static FailedBlock Of(MageBlockRun run, MageSession? session)
    {
        Dictionary<string, object?>? error = Field(run.Metrics, "error") as Dictionary<string, object?>;
        string? text = new[] { Field(error, "message"), Field(error, "error"), Field(run.Metrics, "error"), run.Error }
            .OfType<string>().FirstOrDefault(one => !string.IsNullOrWhiteSpace(one));
        string block = ReportText.Clean(run.BlockUuid ?? "(unknown block)");
        if (text is null)
        {
            return new FailedBlock(block, null, null);
        }

        string end = ReportText.Tail(text, session);
        if (run.Traceback is not null && run.ErrorLine is string line)
        {
            string first = Short(ReportText.Tail(line, session));
            return new FailedBlock(block, first + "\n\n" + end, first);
        }

        return new FailedBlock(block, end, SummaryOf(end, Wording.FirstLine(run.Error)));
    }

    /// <summary>A message of several lines begins in the line that has the exception's name; else the last line says it.</summary>
    private static string SummaryOf(string end, string? message)
    {
        string[] lines = end.Split('\n');
        string line = (message is null ? null : lines.LastOrDefault(one => one.IndexOf(message, StringComparison.Ordinal) >= 0)) ?? lines[lines.Length - 1];
        return Short(line);
    }

    private static string Short(string line) => line.Length <= SummaryLength ? line : ReportText.Clean(line.Substring(0, SummaryLength)) + "\u2026";

    private static object? Field(Dictionary<string, object?>? fields, string name) =>
        fields is not null && fields.TryGetValue(name, out object? value) ? value : null;
}
