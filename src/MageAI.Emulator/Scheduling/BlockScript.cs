using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text.RegularExpressions;

namespace MageAI.Emulation;

/// <summary>What the emulator understands of a block's code: how long it takes, what it prints, and whether it raises.</summary>
internal sealed class BlockScript
{
    private static readonly Regex Seconds = new(@"#\s*emulator:\s*seconds\s*=\s*(\d+(?:\.\d+)?)|time\.sleep\(\s*(\d+(?:\.\d+)?)\s*\)", RegexOptions.CultureInvariant);
    private static readonly Regex Raise = new(@"^[ \t]*raise\s+(?:(\w[\w\.]*)\s*)?(?:\(\s*[rfb]?(['""])(.*?)\2.*)?", RegexOptions.CultureInvariant | RegexOptions.Multiline);
    private static readonly Regex Print = new(@"^[ \t]*print\(\s*f?(['""])(.*?)\1", RegexOptions.CultureInvariant | RegexOptions.Multiline);

    public BlockScript(string code, string language, TimeSpan usual)
    {
        Duration = usual;
        if (Seconds.Matches(code) is { Count: > 0 } sleeps)
        {
            var total = 0d;
            foreach (Match sleep in sleeps)
            {
                total += double.Parse(sleep.Groups[1].Success ? sleep.Groups[1].Value : sleep.Groups[2].Value, CultureInfo.InvariantCulture);
            }

            Duration = TimeSpan.FromSeconds(total);
        }

        if (language != "python")
        {
            return;
        }

        if (Raise.Match(code) is { Success: true } raise)
        {
            ErrorType = raise.Groups[1].Success ? raise.Groups[1].Value : "RuntimeError";
            Error = raise.Groups[3].Success ? raise.Groups[3].Value.Replace("\\n", "\n") : ErrorType;
        }

        foreach (Match print in Print.Matches(code))
        {
            Prints.Add(print.Groups[2].Value);
        }
    }

    public TimeSpan Duration { get; }

    /// <summary>The message of what the code raises; null if it does not.</summary>
    public string? Error { get; }

    public string ErrorType { get; } = "";

    public List<string> Prints { get; } = [];
}
