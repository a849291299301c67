using System;
using System.Collections.Generic;
using System.Globalization;

namespace MageAI.Benchmarks;

/// <summary>One row of the table: what was measured, what it must reach, what it did.</summary>
internal sealed record Measure(string Name, string Target, string Reached, bool IsMet, string Note = "")
{
    public static Measure AtMost(string name, double limit, double value, string unit = "", string note = "") =>
        new(name, $"≤ {Text(limit)}{unit}", Text(value) + unit, value <= limit, note);

    public static Measure AtLeast(string name, double limit, double value, string unit = "", string note = "") =>
        new(name, $"≥ {Text(limit)}{unit}", Text(value) + unit, value >= limit, note);

    public static double Median(List<double> values)
    {
        values.Sort();
        return values.Count % 2 == 1 ? values[values.Count / 2] : (values[(values.Count / 2) - 1] + values[values.Count / 2]) / 2;
    }

    public override string ToString() => $"| {Name} | {Target} | {(IsMet ? "" : "**")}{Reached}{(IsMet ? "" : "**")} | {Note} |";

    private static string Text(double value) => value.ToString(Math.Abs(value) < 10 ? "0.00" : "0", CultureInfo.InvariantCulture);
}
