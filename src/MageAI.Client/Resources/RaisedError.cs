using System;
using System.Linq;
using System.Text.RegularExpressions;
using MageAI.Terms;

namespace MageAI.Resources;

/// <summary>
/// What code raised, out of what Mage keeps of it: the message alone, which says little ("'amount'"), and a traceback of some sixty lines, most of
/// them Mage's own.
/// </summary>
/// <param name="Words">Its type and message, such as "KeyError: 'amount'".</param>
/// <param name="Place">The innermost line of people's own code, such as "line 8 in load"; null where the traceback names none.</param>
/// <param name="Traceback">The traceback; null where there is none.</param>
internal sealed record RaisedError(string Words, string? Place, string? Traceback)
{
    private const string Heading = "Traceback (most recent call last):";

    /// <summary>Mage runs the code of a block as a text, so that its frames name no file.</summary>
    private const string OfBlock = "<string>";

    // The line of a syntax error has no function.
    private static readonly Regex s_frame = new(
        @"^ +File ""(?<file>[^""\n]+)"", line (?<line>\d+)(?:, in (?<function>[^\r\n]+))?\r?$", RegexOptions.CultureInvariant | RegexOptions.Multiline);

    private static readonly Regex s_library = new(@"[/\\](?:site-packages|dist-packages|mage_ai|lib[/\\]python[\d.]+)[/\\]|^<", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    private static readonly Regex s_type = new(@"^[\w.]+$", RegexOptions.CultureInvariant);

    /// <summary>The first line of the words, and where that was.</summary>
    public string OneLine => InOneLine(Words, Place)!;

    /// <summary>Reads it.</summary>
    /// <param name="message">The message, as far as Mage has one.</param>
    /// <param name="traceback">The traceback, as far as Mage has one.</param>
    /// <returns>What was raised; null where both are missing.</returns>
    public static RaisedError? Of(string? message, string? traceback)
    {
        string? told = string.IsNullOrWhiteSpace(message) ? null : message!.Trim();
        int start = traceback?.LastIndexOf(Heading, StringComparison.Ordinal) ?? -1;
        if (start < 0)
        {
            string? text = told ?? (string.IsNullOrWhiteSpace(traceback) ? null : traceback!.Trim());
            return text is null ? null : new RaisedError(text, null, null);
        }

        // One that was raised while another was handled stands below it.
        string last = traceback!.Substring(start).TrimEnd();
        string? named = Named(told, last);
        string frames = named is null ? last : last.Substring(0, last.Length - named.Length);
        return new RaisedError(named ?? End(last) ?? told ?? last, PlaceIn(frames) ?? PlaceIn(traceback.Substring(0, start)), traceback.TrimEnd());
    }

    /// <summary>An error in one line: the first of its words, and the place.</summary>
    public static string? InOneLine(string? words, string? place) => Wording.FirstLine(words) is not string first ? null : place is null ? first : $"{first} ({place})";

    /// <summary>The message with its type before it, where the traceback ends so: a message may have lines of any form.</summary>
    private static string? Named(string? message, string traceback)
    {
        if (message is null || !traceback.EndsWith(": " + message, StringComparison.Ordinal))
        {
            return null;
        }

        int end = traceback.Length - message.Length - 2;
        int begin = traceback.LastIndexOf('\n', end - 1) + 1;
        string type = traceback.Substring(begin, end - begin);
        return s_type.IsMatch(type) ? $"{type}: {message}" : null;
    }

    /// <summary>What stands below the last frame and its code.</summary>
    private static string? End(string traceback)
    {
        Match? frame = s_frame.Matches(traceback).Cast<Match>().LastOrDefault();
        string[] rest = traceback.Substring(frame is null ? Heading.Length : frame.Index + frame.Length).Split('\n');
        string end = string.Join("\n", rest.SkipWhile(line => line.Trim().Length == 0 || char.IsWhiteSpace(line[0])).Select(line => line.TrimEnd())).Trim();
        return end.Length == 0 ? null : end;
    }

    private static string? PlaceIn(string traceback)
    {
        Match? frame = s_frame.Matches(traceback).Cast<Match>().LastOrDefault(one => one.Groups["file"].Value is string file && (file == OfBlock || !s_library.IsMatch(file)));
        if (frame is null)
        {
            return null;
        }

        string file = frame.Groups["file"].Value;
        string function = frame.Groups["function"].Value;
        return $"{(file == OfBlock ? string.Empty : file + " ")}line {frame.Groups["line"].Value}{(function.Length == 0 || function == "<module>" ? string.Empty : " in " + function)}";
    }
}
