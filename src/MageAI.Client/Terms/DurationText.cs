using System;
using System.Globalization;
using System.Text.RegularExpressions;

namespace MageAI.Terms;

/// <summary>Durations as people write them: <c>90s</c>, <c>30m</c>, <c>24h</c>, <c>7d</c>, <c>2w</c>.</summary>
internal static class DurationText
{
    private static readonly Regex s_form = new(@"^\s*(\d{1,9}(?:\.\d{1,6})?)\s*([smhdw])\s*$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    /// <summary>Reads one of less than a thousand years.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        Match match = s_form.Match(text);
        if (!match.Success)
        {
            return false;
        }

        double seconds = double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * match.Groups[2].Value.ToUpperInvariant() switch
        {
            "S" => 1,
            "M" => 60,
            "H" => 3600,
            "D" => 86400,
            _ => 7 * 86400,
        };
        if (seconds >= TimeSpan.FromDays(365_000).TotalSeconds)
        {
            return false;
        }

        duration = TimeSpan.FromSeconds(seconds);
        return true;
    }
}
