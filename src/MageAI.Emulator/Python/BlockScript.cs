using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace MageAI.Emulation.Python;

/// <summary>What the emulator understands of a block's code: how long it takes, what it prints and when, whether it raises, and what it returns.</summary>
internal sealed class BlockScript
{
    private static readonly Regex s_note = new(@"(?:#|--)\s*emulator:\s*(seconds|rows)\s*=\s*(\d+(?:\.\d+)?)", RegexOptions.CultureInvariant);
    private static readonly Regex s_sleep = new(@"\btime\.sleep\(\s*(\d+(?:\.\d+)?)\s*\)", RegexOptions.CultureInvariant);
    private static readonly Regex s_definition = new(@"^(?:async\s+)?def\s+(\w+)", RegexOptions.CultureInvariant);
    private static readonly Regex s_raised = new(@"^([A-Za-z_][\w.]*)\s*(.*)$", RegexOptions.CultureInvariant | RegexOptions.Singleline);

    private readonly List<(TimeSpan After, List<string> Pieces)> _printed = [];

    public BlockScript(string code, string language, TimeSpan usual)
    {
        List<Match> notes = s_note.Matches(code).Cast<Match>().ToList();
        TimeSpan noted = TimeSpan.FromSeconds(notes.Where(n => n.Groups[1].Value == "seconds").Sum(n => Number(n.Groups[2].Value)));
        Rows = (int)notes.Where(n => n.Groups[1].Value == "rows").Select(n => Number(n.Groups[2].Value)).DefaultIfEmpty().Max();
        TimeSpan spread = notes.Any(n => n.Groups[1].Value == "seconds") ? noted : usual;
        if (language != "python")
        {
            Duration = spread;
            return;
        }

        List<PythonStatement> statements = PythonStatement.Split(code);
        TimeSpan? slept = Run(statements);
        if (slept is { } time)
        {
            Duration = time;
            Lines = _printed.SelectMany(p => p.Pieces.Select(t => new ScriptLine(p.After, t))).ToList();
        }
        else
        {
            // Without a word about when, the prints are spread over the time that the block takes.
            Duration = spread;
            Lines = _printed.SelectMany((p, i) => p.Pieces.Select(t => new ScriptLine(TimeSpan.FromTicks(spread.Ticks * i / _printed.Count), t))).ToList();
        }

        Returns = ReturnOf(statements);
    }

    public TimeSpan Duration { get; }

    /// <summary>The text of what the code raises; null if it does not.</summary>
    public string? Error { get; private set; }

    public string ErrorType { get; private set; } = "";

    /// <summary>Where the code raises: the line from 1, and the function around it.</summary>
    public int ErrorLine { get; private set; } = 1;

    public string ErrorFunction { get; private set; } = "<module>";

    /// <summary>The records of its output, in the order of the code.</summary>
    public IReadOnlyList<ScriptLine> Lines { get; } = [];

    /// <summary>What stands behind the block's return, None without one; null in another language than Python.</summary>
    public string? Returns { get; }

    /// <summary>How many rows a returned table is to have at least.</summary>
    public int Rows { get; }

    /// <summary>Walks through the code as if each statement ran once, up to the first that raises; the time that the sleeps took, null without any.</summary>
    private TimeSpan? Run(List<PythonStatement> statements)
    {
        TimeSpan now = TimeSpan.Zero;
        bool slept = false;
        foreach (PythonStatement statement in statements)
        {
            if (statement.IsComment)
            {
                now += TimeSpan.FromSeconds(s_note.Matches(statement.Text).Cast<Match>().Where(n => n.Groups[1].Value == "seconds").Sum(n => Number(n.Groups[2].Value)));
            }
            else if (statement.After("print") is { } print && PythonArgument.Read(print, out _) is { } arguments)
            {
                _printed.Add((now, Pieces(arguments)));
            }
            else if (statement.After("raise") is { } raised)
            {
                Raise(raised);
                ErrorLine = statement.Line;
                ErrorFunction = statements.TakeWhile(s => s != statement).LastOrDefault(s => s.Indent < statement.Indent && s_definition.IsMatch(s.Text)) is { } around
                    ? s_definition.Match(around.Text).Groups[1].Value
                    : "<module>";
                break;
            }
            else
            {
                foreach (Match sleep in s_sleep.Matches(statement.Text))
                {
                    slept = true;
                    now += TimeSpan.FromSeconds(Number(sleep.Groups[1].Value));
                }
            }
        }

        return slept ? now : null;
    }

    /// <summary>Mage makes a record of each line of each piece that print writes, and none of a piece of white space.</summary>
    private static List<string> Pieces(List<PythonArgument> arguments)
    {
        string between = Keyword("sep", " ");
        List<string> written = new List<string>();
        foreach (PythonArgument argument in arguments.Where(a => a.Name is null))
        {
            if (written.Count > 0)
            {
                written.Add(between);
            }

            written.Add(PythonLiteral.TryReadText(argument.Text, out string text) ? text
                : PythonLiteral.TryRead(argument.Text, out System.Text.Json.Nodes.JsonNode? value) ? PythonLiteral.Show(value)
                : argument.Text);
        }

        written.Add(Keyword("end", "\n"));
        return written.SelectMany(p => p.TrimEnd() is { Length: > 0 } piece ? piece.Split('\n').Select(l => l.TrimEnd()) : []).ToList();

        string Keyword(string name, string otherwise) =>
            arguments.LastOrDefault(a => a.Name == name) is { } given && PythonLiteral.TryReadText(given.Text, out string text) ? text : otherwise;
    }

    private void Raise(string raised)
    {
        if (s_raised.Match(raised) is not { Success: true } what)
        {
            ErrorType = "RuntimeError";
            Error = raised.Length == 0 ? "No active exception to reraise" : "";
            return;
        }

        ErrorType = what.Groups[1].Value;
        PythonArgument? first = PythonArgument.Read(what.Groups[2].Value, out _)?.FirstOrDefault();
        Error = first is null ? ""
            : PythonLiteral.TryReadText(first.Text, out string text) ? text
            : PythonLiteral.TryRead(first.Text, out System.Text.Json.Nodes.JsonNode? value) ? PythonLiteral.Show(value)
            : first.Text;
        if (ErrorType == "KeyError" && first is not null)
        {
            // The only exception of Python whose text is that of repr().
            Error = PythonLiteral.Repr(Error);
        }
    }

    /// <summary>The last return of the decorated function, one of its own body before one of a branch.</summary>
    private static string ReturnOf(List<PythonStatement> statements)
    {
        int decorator = statements.FindIndex(s => s.Text[0] == '@' && s.Text != "@test");
        List<PythonStatement> body = statements;
        if (decorator >= 0 && statements.FindIndex(decorator, s => s_definition.IsMatch(s.Text)) is >= 0 and var definition)
        {
            int indent = statements[definition].Indent;
            body = statements.Skip(definition + 1).TakeWhile(s => s.IsComment || s.Indent > indent).ToList();
        }

        return body.Where(s => !s.IsComment && s.After("return") is not null).OrderBy(s => s.Indent).GroupBy(s => s.Indent).FirstOrDefault()?.Last().After("return") is { Length: > 0 } returned
            ? returned
            : "None";
    }

    // A hundred days are for ever here, and no sum of them is too much for a date.
    private static double Number(string text) => Math.Min(double.Parse(text, CultureInfo.InvariantCulture), 1e7);
}
